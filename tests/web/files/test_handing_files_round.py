"""Files come in and go out by HTTP, as the page whose ticket comes with them."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from classroom.store.memory import MemoryStore
from classroom.talk.wording import Wording
from tests.web.files import documents
from tests.web.files.handing import classes, names, on_disk, ticket
from web.files.depot import ARRIVING


async def test_what_the_lecturer_hands_round_is_on_every_page(tmp_path: Path) -> None:
    async with classes(tmp_path) as here:
        lecturer, page = await here.lesson("r1")
        slides = documents.pdf(3)

        file = await here.shared(lecturer, slides, "第三课 古诗.pdf")

        await page.until(lambda: file in names(page))
        assert page.state is not None
        (listed,) = page.state["files"]
        assert (listed["name"], listed["kind"]) == ("第三课 古诗.pdf", "pdf")
        assert (listed["pages"], listed["size"], listed["by"]) == (3, len(slides), "d")
        assert file == hashlib.sha256(slides).hexdigest()[:32]
        answer = await here.get(page, file)
        assert await answer.read() == slides


async def test_no_browser_opens_by_itself_what_goes_out(tmp_path: Path) -> None:
    async with classes(tmp_path) as here:
        lecturer, page = await here.lesson("r1")
        file = await here.shared(lecturer, documents.pdf(), "作业 1.pdf")
        document = await here.shared(lecturer, documents.office("word/document.xml"), "a.docx")

        slides, other = await here.get(page, file), await here.get(page, document)

        assert slides.headers["Content-Type"] == "application/octet-stream"
        assert slides.headers["X-Content-Type-Options"] == "nosniff"
        policy = slides.headers["Content-Security-Policy"]
        assert {"sandbox", "default-src 'none'"} <= set(policy.split("; "))
        assert slides.headers["Content-Disposition"] == (
            "attachment; filename*=UTF-8''%E4%BD%9C%E4%B8%9A%201.pdf"
        )
        assert "immutable" in slides.headers["Cache-Control"]
        assert slides.headers["Cache-Control"].startswith("private")
        assert other.headers["Cache-Control"] == "no-store"


async def test_a_file_is_sent_out_in_pieces_to_who_asks_for_them(tmp_path: Path) -> None:
    async with classes(tmp_path) as here:
        lecturer, _ = await here.lesson("r1")
        file = await here.shared(lecturer, documents.pdf())
        given = {"Authorization": f"Lesson {ticket(lecturer)}", "Range": "bytes=0-4"}

        async with here.http.get(here.url(file), headers=given) as answer:
            assert answer.status == 206
            assert await answer.read() == b"%PDF-"


async def test_the_lecturer_prepares_before_the_lesson(tmp_path: Path) -> None:
    async with classes(tmp_path) as here:
        lecturer = await here.page("d")

        file = await here.shared(lecturer, documents.pdf())

        early = await here.page("r1")
        assert names(early) == {}
        assert (await here.get(early, file)).status == 403
        await early.enter()
        assert list(names(early)) == [file]


async def test_a_classroom_needs_the_right(tmp_path: Path) -> None:
    async with classes(tmp_path) as here:
        lecturer, page, other = await here.lesson("r1", "r2")

        assert await here.code(page, documents.picture(), "作业.png") == "right_off"
        await lecturer.ask("set_right", right="file", on=True, classroom="r1")
        file = await here.shared(page, documents.picture(), "作业.png")

        await other.until(lambda: file in names(other))
        assert await here.code(other, documents.picture(), "作业.png") == "right_off"


async def test_the_right_is_asked_for_again_when_the_file_has_come_in(tmp_path: Path) -> None:
    async with classes(tmp_path) as here:
        lecturer, page = await here.lesson("r1")
        await lecturer.ask("set_right", right="file", on=True, classroom="r1")
        arriving, go_on = asyncio.Event(), asyncio.Event()

        async def slowly() -> AsyncIterator[bytes]:
            data = documents.picture()
            yield data[:100]
            arriving.set()
            await go_on.wait()
            yield data[100:]

        sending = asyncio.create_task(here.code(page, slowly(), "作业.png"))
        await arriving.wait()
        await lecturer.ask("set_right", right="file", on=False, classroom="r1")
        go_on.set()

        assert await sending == "right_off"
        assert names(lecturer) == {}


async def test_a_file_that_is_there_already_is_there_once(tmp_path: Path) -> None:
    async with classes(tmp_path) as here:
        lecturer, _ = await here.lesson("r1")

        first = await here.shared(lecturer, documents.pdf(), "古诗.pdf")
        again = await here.shared(lecturer, documents.pdf(), "又一次.pdf")

        assert first == again
        assert names(lecturer) == {first: "古诗.pdf"}


async def test_the_lecturer_takes_a_file_away(tmp_path: Path) -> None:
    async with classes(tmp_path) as here:
        lecturer, page = await here.lesson("r1")
        file = await here.shared(lecturer, documents.pdf())
        await page.until(lambda: file in names(page))

        await lecturer.ask("take_file_away", file=file)

        await page.until(lambda: names(page) == {})
        answer = await here.get(page, file)
        assert (answer.status, (await answer.json())["code"]) == (404, "unknown_file")
        with pytest.raises(Exception, match="not_allowed"):
            await page.ask("take_file_away", file=file)


@pytest.mark.parametrize(
    ("off", "back"), [("pause_lesson", "resume_lesson"), ("forbid_all", "allow_again")]
)
async def test_one_key_hides_files_and_they_come_back(tmp_path: Path, off: str, back: str) -> None:
    async with classes(tmp_path) as here:
        lecturer, page = await here.lesson("r1")
        before = await here.shared(lecturer, documents.picture(), "之前.png")
        slides = await here.shared(lecturer, documents.pdf())
        await lecturer.ask("show_slides", file=slides, page=1)
        await page.until(lambda: len(names(page)) == 2)

        await lecturer.ask(off)

        await page.until(lambda: names(page) == {})
        hidden = await here.get(page, before)
        assert (hidden.status, (await hidden.json())["code"]) == (403, "file_hidden")
        assert (await here.get(page, slides)).status == 200  # the lecturer's teaching goes on
        assert len(names(lecturer)) == 2
        assert (await here.get(lecturer, before)).status == 200
        after = await here.shared(lecturer, documents.pdf(1, "later"))
        await page.until(lambda: list(names(page)) == [after])

        await lecturer.ask(back)

        await page.until(lambda: list(names(page)) == [before, slides, after])
        assert (await here.get(page, before)).status == 200


async def test_a_ticket_is_good_in_its_lesson_for_its_page_only(tmp_path: Path) -> None:
    async with classes(tmp_path) as here:
        lecturer, page = await here.lesson("r1")
        file, first = await here.shared(lecturer, documents.pdf()), here.room
        await here.server.make_lesson()
        stranger, _ = await here.lesson("r1")

        for who, lesson in ((stranger, first), (None, first), (page, here.room)):
            answer = await here.get(who, file, lesson)
            assert (answer.status, (await answer.json())["code"]) == (403, "ticket_unknown")
        other = await here.get(stranger, file)
        assert other.status == 404

        await page.close()
        assert (await here.get(page, file, first)).status == 200  # its line may come back
        await lecturer.ask("remove", classroom="r1")
        assert (await here.get(page, file, first)).status == 403


async def test_a_tablet_hands_round_what_its_classroom_may(tmp_path: Path) -> None:
    async with classes(tmp_path) as here:
        lecturer, _ = await here.lesson("r1")
        await lecturer.ask("set_right", right="file", on=True, classroom="r1")
        tablet = await here.page("r1", assists=True)

        file = await here.shared(tablet, documents.picture("JPEG"), "IMG_2031.JPG")

        await lecturer.until(lambda: names(lecturer) == {file: "IMG_2031.jpg"})


async def test_the_school_s_words_are_for_names_and_addresses_too(tmp_path: Path) -> None:
    wording = Wording(["赌博"], ["smartedu.cn"])
    async with classes(tmp_path, wording=wording) as here:
        lecturer, page = await here.lesson("r1")
        await lecturer.ask("set_right", right="file", on=True, classroom="r1")
        games = documents.leading_to("https://games.example.com/play")
        archive = {"word/_rels/document.xml.rels": documents.relationship("http://games.example")}

        assert await here.code(lecturer, documents.pdf(), "赌-博.pdf") == "words_not_allowed"
        assert await here.code(page, documents.pdf(), "www.games.com.pdf") == "no_links"
        assert await here.code(page, games) == "no_links"
        document = documents.office("word/document.xml", archive)
        assert await here.code(page, document, "a.docx") == "no_links"
        school = documents.leading_to("https://basic.smartedu.cn/lesson")
        assert await here.code(page, school) == "ok"
        assert await here.code(lecturer, games) == "ok"  # nobody can follow it from our pages


async def test_lessons_have_room_for_so_much(tmp_path: Path) -> None:
    async with classes(tmp_path, file_mb=1, lesson_mb=1) as here:
        lecturer, page = await here.lesson("r1")
        await lecturer.ask("set_right", right="file", on=True, classroom="r1")
        film, more = documents.mp4(400_000), documents.mp4(400_001)

        assert await here.code(page, documents.mp4(600_000), "a.mp4") == "files_full"
        assert await here.code(page, film, "a.mp4") == "ok"
        assert await here.code(page, more, "b.mp4") == "files_full"  # half is the lecturer's
        assert await here.code(lecturer, more, "b.mp4") == "ok"
        assert await here.code(lecturer, documents.mp4(400_002), "c.mp4") == "files_full"


async def test_after_a_restart_files_are_there_and_tickets_are_new(tmp_path: Path) -> None:
    store = MemoryStore()
    async with classes(tmp_path, store=store) as here:
        lecturer, _ = await here.lesson("r1")
        file = await here.shared(lecturer, documents.pdf())
        await lecturer.ask("show_slides", file=file, page=2)
        old, plan = ticket(lecturer), here.server.plan

    async with classes(tmp_path, store=store) as here:
        here.server.plan = plan
        lecturer = await here.page("d")

        assert list(names(lecturer)) == [file]
        assert ticket(lecturer) != old
        assert (await here.get(lecturer, file)).status == 200


async def test_what_is_cut_off_leaves_nothing_behind(tmp_path: Path) -> None:
    async with classes(tmp_path) as here:
        lecturer, _ = await here.lesson("r1")

        async def cut_off() -> AsyncIterator[bytes]:
            yield documents.pdf()[:500]
            raise ConnectionResetError

        with pytest.raises(aiohttp.ClientOSError):
            await here.code(lecturer, cut_off())
        await on_disk(lambda: nothing_in(tmp_path / ARRIVING))
        file = await here.shared(lecturer, documents.pdf())

        assert list(names(lecturer)) == [file]
        assert [path.name for path in (tmp_path / here.room).iterdir()] == [file]


def nothing_in(folder: Path) -> bool:
    return folder.exists() and not any(folder.iterdir())
