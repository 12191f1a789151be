"""What is typed at a terminal, in processes of their own."""

import asyncio
import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from classroom.links import hash_token
from classroom.seats import Ingest
from classroom.states import Part
from classroom.store.database import DatabaseStore
from commands.wording import wording
from config.load import load
from web.operating.stopping import Stopping

ROOT = Path(__file__).parents[1]


def sanketang(
    *arguments: str, folder: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "sanketang.py"), *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_it_tells_its_version(tmp_path: Path) -> None:
    told = sanketang("--version", folder=tmp_path)

    assert told.returncode == 0
    assert told.stdout.startswith("sanketang ")


def test_the_settings_are_printed_without_the_password(tmp_path: Path) -> None:
    told = sanketang(
        "check-config",
        folder=tmp_path,
        SANKETANG_STORE_URL="postgresql+asyncpg://school:s3cret@db/sanketang",
    )

    assert told.returncode == 0
    assert "web.port = 8080" in told.stdout
    assert "s3cret" not in told.stdout + told.stderr


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "cannot read talk.words"),
        ("坏词".encode("gb18030"), "is not UTF-8"),
        ("好词\n词\n".encode(), "word 2 has not 2 to 40 letters"),
    ],
)
def test_a_list_of_words_that_cannot_be_used_is_said_before_anybody_is_served(
    content: bytes | None, why: str, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / "words.txt").write_bytes(content)

    told = sanketang("serve", folder=tmp_path, SANKETANG_TALK_WORDS="words.txt")

    assert told.returncode == 2
    assert why in told.stderr
    assert "词" not in told.stderr
    assert "Traceback" not in told.stderr


def test_the_words_of_a_school_are_read_as_they_are_written(tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("# 本校\n坏词  # 常见\n", encoding="utf-8-sig")

    rules = wording(load(overrides={"talk.words": str(words), "talk.hosts": ["smartedu.cn"]}))

    assert rules.objection("坏 词", Part.DELIVERING) == "words_not_allowed"
    assert rules.objection("本校", Part.RECEIVING) is None
    assert rules.objection("见 www.smartedu.cn", Part.RECEIVING) is None
    assert rules.objection("见 example.com", Part.RECEIVING) == "no_links"


def test_a_misspelt_setting_stops_everything_with_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "school.toml").write_text("[web]\nprot = 80\n")

    told = sanketang("serve", "--config", "school.toml", folder=tmp_path)

    assert told.returncode == 2
    assert "did you mean web.port?" in told.stderr
    assert "Traceback" not in told.stderr


def test_the_demo_stays_on_this_machine_unless_told_otherwise(tmp_path: Path) -> None:
    told = sanketang("demo", "--listen", "0.0.0.0", folder=tmp_path)

    assert told.returncode == 2
    assert "--allow-remote" in told.stderr
    assert "Traceback" not in told.stderr
    assert not (tmp_path / "var").exists()


async def test_a_new_lesson_is_in_the_timetable_and_its_links_are_printed(tmp_path: Path) -> None:
    told = sanketang(
        *("lesson", "new", "--title", "古诗两首", "--subject", "语文", "--deliver", "实验小学"),
        *("--receive", "青山小学", "白水小学", "--starts", "2030-09-01T09:00+08:00", "--json"),
        *("--minutes", "45", "--ingest", "rtsp://192.0.2.1/main"),
        folder=tmp_path,
        SANKETANG_WEB_PUBLIC_URL="https://class.example",
        SANKETANG_LESSON_CAP="5",
    )

    assert told.returncode == 0, told.stderr
    links = json.loads(told.stdout)
    assert links["deliver"].startswith("https://class.example/teach#")
    assert [link.partition("#")[0] for link in links["receive"]] == [
        "https://class.example/learn"
    ] * 2
    async with DatabaseStore.open(f"sqlite+aiosqlite:///{tmp_path}/var/sanketang.db") as store:
        token = links["receive"][1].partition("#")[2]
        link = await store.find_link(hash_token(token))
        assert link is not None
        lesson = await store.load(link.lesson)
    assert lesson is not None
    assert link.classroom == "r2"
    assert lesson.record.starts_at == 1914454800.0
    assert lesson.record.rules.cap == 5
    assert lesson.record.delivering.ingest == Ingest(url="rtsp://192.0.2.1/main")


@pytest.mark.parametrize("arguments", [[], ["lesson"], ["lesson", "new"], ["serve", "--nothing"]])
def test_half_a_command_is_answered_with_its_usage(tmp_path: Path, arguments: list[str]) -> None:
    told = sanketang(*arguments, folder=tmp_path)

    assert told.returncode == 2
    assert "usage: sanketang" in told.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--minutes", "-5"], "more than 0 minutes"),
        (["--minutes", "nan"], "more than 0 minutes"),
        (["--minutes", "many"], "'many' is not a number of minutes"),
        (["--starts", "tomorrow"], "'tomorrow' is no date and time"),
        (["--starts", "0001-01-01"], "is no date and time"),
        (["--starts", "2020-09-01T09:00"], "would have ended before now"),
        (["--receive", "青山", "青山"], "two classrooms are called 青山"),
        (["--ingest", "https://camera.example"], "https:// is not read"),
        (["--ingest", "/no/such/film.mp4"], "there is no file /no/such/film.mp4"),
    ],
)
def test_a_lesson_that_makes_no_sense_is_refused_in_words(
    tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    told = sanketang(
        *("lesson", "new", "--title", "古诗", "--subject", "语文", "--deliver", "实验小学"),
        *("--receive", "青山", *arguments),
        folder=tmp_path,
    )

    assert told.returncode == 2
    assert sentence in told.stderr
    assert "Traceback" not in told.stderr


def test_more_links_than_places_are_worth_a_word(tmp_path: Path) -> None:
    told = sanketang(
        *("lesson", "new", "--title", "古诗", "--subject", "语文", "--deliver", "实验小学"),
        *("--receive", "青山", "白水", "--json"),
        folder=tmp_path,
        SANKETANG_LESSON_CAP="1",
    )

    assert told.returncode == 0
    assert len(json.loads(told.stdout)["receive"]) == 2
    assert "2 classrooms have a link, and lesson.cap lets in 1" in told.stderr


@pytest.mark.parametrize(
    "url",
    [
        "nonsense://x",
        "sqlite://",
        "postgresql+nodriver://school:s3cret@db/sanketang",
        "sqlite+aiosqlite:////proc/no/lessons.db",
    ],
)
def test_a_database_that_cannot_be_used_is_told_in_one_sentence(tmp_path: Path, url: str) -> None:
    told = sanketang("serve", folder=tmp_path, SANKETANG_STORE_URL=url)

    assert told.returncode == 2
    assert "store.url" in told.stderr
    assert "Traceback" not in told.stderr
    assert "s3cret" not in told.stderr


async def test_who_was_told_to_stop_while_it_started_stops_even_if_a_library_went_on() -> None:
    async def started() -> None:
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(60)
        await Stopping().told()

    starting = asyncio.create_task(started())
    await asyncio.sleep(0)
    starting.cancel()

    with pytest.raises(asyncio.CancelledError):
        await starting
