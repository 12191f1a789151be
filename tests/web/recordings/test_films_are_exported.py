"""A film of a recording: asked for, followed, fetched, cancelled; made again after any kill."""

import asyncio
import io
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import av
import msgspec
import pytest
from openpyxl import load_workbook

from bench.processes import children, command_line
from classroom.recording.exports import Export, ExportLayout, ExportOrder, ExportState
from classroom.recording.recording import Recording
from classroom.store.database import DatabaseStore
from classroom.store.exports import DatabaseExports
from recording.export.exporter import Exporter
from recording.export.film import piece_name
from recording.export.order import FILM, Order
from recording.export.ordering import Ordering, Sources
from tests.recorded import Room, record
from tests.web.api.county import CENTRE, IN, VILLAGE, ZONE, County
from tests.web.api.shut_lesson import Clock
from tests.web.recordings.taught import DAY, HALL, ROOM, TEACHER, lesson, row, said, written

AT = 1_788_228_000.0
FILMS = "recordings/poem/exports"
SHORT = {"from": AT + 13, "to": AT + 15}


@pytest.fixture
def shelf(request: pytest.FixtureRequest) -> str:
    """The folder; a bucket for a test that names it."""
    return str(request.getfixturevalue("bucket")) if "bucket" in request.fixturenames else ""


@pytest.fixture
async def poem(county: County) -> County:
    """The county with a lesson that was recorded and closed."""
    rooms = [Room(ROOM, "中心小学", IN[CENTRE], TEACHER), Room(HALL, "石门村小学", IN[VILLAGE])]
    await record(county.database, county.recordings_in.parent, rooms, AT)
    await county.recordings.closer.look()
    return county


async def finished(county: County, who: str, id: str) -> Any:
    async with asyncio.timeout(60):
        while True:
            told = await county.ask(who, "GET", f"{FILMS}/{id}")
            if told.body["state"] not in (ExportState.WAITING, ExportState.MAKING):
                return told.body
            await asyncio.sleep(0.05)


async def until(there: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while True:
            if there():
                return
            await asyncio.sleep(0.02)


def workers() -> list[int]:
    found = []
    for each in children(os.getpid()):
        with suppress(FileNotFoundError, ProcessLookupError):  # it ends meanwhile
            if "export.worker" in command_line(each):
                found.append(each)
    return found


async def test_it_is_made_and_is_for_whoever_asked_alone(poem: County) -> None:
    key = {"Idempotency-Key": "film-1"}
    asked = await poem.ask("lecturer", "POST", FILMS, SHORT, headers=key)
    again = await poem.ask("lecturer", "POST", FILMS, SHORT, headers=key)
    assert (asked.status, again.body["id"]) == (202, asked.body["id"])
    assert asked.headers["Location"] == f"/api/v1/{FILMS}/{asked.body['id']}"
    assert asked.body["order"]["mark"].startswith(poem.who["lecturer"].name or TEACHER)

    made = await finished(poem, "lecturer", asked.body["id"])
    path = f"{FILMS}/{made['id']}/file"
    url = f"/api/v1/{path}"
    async with poem.http.get(url, headers={"X-Who": "lecturer"}) as answer:
        film = await answer.read()
        assert answer.headers["Content-Disposition"].endswith('-lecturer.mp4"')
    async with poem.http.get(url, headers={"X-Who": "lecturer", "Range": "bytes=4-7"}) as answer:
        assert (answer.status, await answer.read()) == (206, b"ftyp")

    assert (made["state"], made["done"], made["of"]) == ("done", 2, 2)
    assert made["bytes"] == len(film)
    with av.open(io.BytesIO(film), "r") as file:
        assert (file.duration or 0) / 1e6 == pytest.approx(2, abs=0.05)
        assert (file.streams.video[0].width, file.streams.video[0].height) == (1280, 720)
        assert len(file.streams.audio) == 1
        assert [each["metadata"]["title"] for each in file.chapters()] == ["上课"]
    for who in ("clerk", "inspector"):
        assert (await poem.ask(who, "GET", path)).code == "not_found"
        assert (await poem.ask(who, "GET", FILMS)).body["items"] == []
    refused = {"auditor": "not_allowed", "token": "not_allowed", "far_inspector": "not_found"}
    for who, code in refused.items():
        for method, at in (("POST", FILMS), ("GET", FILMS), ("GET", path), ("DELETE", path[:-5])):
            told = await poem.ask(who, method, at, SHORT if method == "POST" else None)
            assert told.code == code, (who, method)
    deeds = [each for each in await said(poem, "poem") if each[0] == TEACHER]
    assert deeds == [
        (TEACHER, "watch_recording"), (TEACHER, "export_recording"), (TEACHER, "fetch_export")
    ]  # fmt: skip


async def test_so_many_wait_and_no_more_and_who_cancels_is_rid_of_it(poem: County) -> None:
    whole = [await poem.ask("lecturer", "POST", FILMS, {"layout": "grid"}) for _ in range(4)]
    assert [each.status for each in whole] == [202, 202, 202, 503]
    assert whole[-1].code == "too_busy"
    ids = [each.body["id"] for each in whole[:3]]
    await until(workers)
    working = workers()

    for id in ids:
        assert (await poem.ask("lecturer", "DELETE", f"{FILMS}/{id}")).body["state"] == "cancelled"

    assert len(working) == 1  # one at once, as the settings say
    assert not set(working) & set(workers())
    assert not list((poem.recordings_in.parent / "exports").iterdir())
    deeds = [each for each in await said(poem, "poem") if each[1] == "cancel_export"]
    assert deeds == [(TEACHER, "cancel_export")] * 3
    assert (await poem.ask("lecturer", "GET", f"{FILMS}/{ids[0]}/file")).code == "not_ready"
    assert (await poem.ask("lecturer", "DELETE", f"{FILMS}/{ids[0]}")).status == 200


async def test_a_lesson_that_goes_on_is_not_exported(county: County) -> None:
    await lesson(county, "poem")
    await county.recordings.rows.begun("poem", AT)
    written(county.recordings_in, "poem", ended=False)

    assert (await county.ask("lecturer", "POST", FILMS, {})).code == "recording_live"


async def test_films_go_with_what_they_show(poem: County, clock: Clock, bucket: str) -> None:
    assert (await row(poem, "poem")).shelf == bucket  # its files are fetched for the film
    asked = await poem.ask("lecturer", "POST", FILMS, SHORT)
    one = await finished(poem, "lecturer", asked.body["id"])
    path = poem.recordings.kept.exporting.exporter.film(one["id"])
    assert [each.name for each in path.parent.iterdir()] == [FILM]
    why = {"reason": "监护人要求删除"}

    erased = await poem.ask("neighbour", "POST", "recordings/poem/tracks/3/erasure", why)
    assert erased.status == 200

    assert (await poem.ask("lecturer", "GET", f"{FILMS}/{one['id']}/file")).code == "recording_gone"
    assert not path.exists()
    asked = await poem.ask("lecturer", "POST", FILMS, SHORT)
    other = await finished(poem, "lecturer", asked.body["id"])
    clock.now += 8 * DAY
    await poem.recordings.kept.exporting.exporter.tidy()
    assert (await poem.ask("lecturer", "GET", f"{FILMS}/{other['id']}")).body["state"] == "gone"
    assert not path.parent.parent.joinpath(other["id"]).exists()


async def test_the_lesson_s_events_are_files(poem: County) -> None:
    told = (await poem.ask("lecturer", "GET", "recordings/poem/events.json")).body
    async with poem.http.get(
        "/api/v1/recordings/poem/events.xlsx", headers={"X-Who": "lecturer"}
    ) as answer:
        book = load_workbook(io.BytesIO(await answer.read()))

    assert told["classrooms"] == {ROOM: "中心小学", HALL: "石门村小学"}
    rows = [tuple(cell.value for cell in row) for row in book.worksheets[0].iter_rows(min_row=2)]
    assert len(rows) == len(told["moments"])
    assert ("2026-09-01 10:00:12", "0:00:12", "上台", None, "石门村小学") in rows
    counted = "应到 3，实到 2，迟到 0，缺席 1，请假 0"
    assert ("2026-09-01 10:00:03", "0:00:03", "点名结果", "石门村小学", counted) in rows
    assert "p2" not in msgspec.json.encode(told).decode()
    assert (await poem.ask("auditor", "GET", "recordings/poem/events.json")).code == "not_allowed"


# ------------------------------------------------------------------ killed


class Small(Ordering):
    """Small pictures in short pieces, so that a test need not wait for long ones."""

    async def order(self, export: Export, recording: Recording, work: Path) -> Order:
        made = await super().order(export, recording, work)
        return msgspec.structs.replace(made, width=320, height=180, piece_seconds=4)


@asynccontextmanager
async def serving(county: County, folder: Path, spare: int = 0) -> AsyncIterator[Exporter]:
    kept, rows = county.recordings.kept, DatabaseExports(county.database, ZONE, 7)
    store = DatabaseStore(county.database.engine)
    sources = Sources(kept.contents, store, kept.files, str(ZONE))
    exporter = Exporter(rows, Small(sources), folder, at_once=1, spare=spare)
    async with exporter.serving():
        yield exporter


async def made(work: Path, number: int) -> None:
    """Wait until a piece is there."""
    await until((work / piece_name(number)).exists)


async def test_it_goes_on_behind_the_last_piece_when_worker_or_server_are_killed(
    poem: County, tmp_path: Path
) -> None:
    kept, rows = poem.recordings.kept, DatabaseExports(poem.database, ZONE, 7)
    films, recording = tmp_path / "films", await row(poem, "poem")
    order = ExportOrder(
        layout=ExportLayout.GRID, since=AT, until=AT + 24, language="zh", mark="李老师"
    )
    await kept.exporting.exporter.tidy()
    asked = await rows.ask(recording, TEACHER, order, poem.who["lecturer"].actor)
    work = films / asked.id

    async with serving(poem, films):
        await made(work, 0)
        (worker,) = workers()
        os.kill(worker, signal.SIGKILL)
        first = (work / piece_name(0)).stat()
        await made(work, 2)
        (other,) = workers()
        assert other != worker
        assert (work / piece_name(0)).stat() == first
    assert not workers()  # the server has gone, and its worker with it
    third = (work / piece_name(2)).stat()
    assert (await rows.get("poem", asked.id, TEACHER)).state is ExportState.MAKING

    async with serving(poem, films):
        await made(work, 3)
        assert (work / piece_name(2)).stat() == third
        told = await finished(poem, "lecturer", asked.id)

    assert told["state"] == "done"
    with av.open(str(work / FILM)) as film:
        times = [frame.time for frame in film.decode(video=0)]
    assert times == pytest.approx([n / 25 for n in range(24 * 25)], abs=0.001)


async def test_recordings_come_before_films_where_the_disk_is_full(
    poem: County, tmp_path: Path
) -> None:
    rows, films = DatabaseExports(poem.database, ZONE, 7), tmp_path / "films"
    order = ExportOrder(
        layout=ExportLayout.GRID, since=AT, until=AT + 24, language="zh", mark="李老师"
    )
    recording, who = await row(poem, "poem"), poem.who["lecturer"].actor

    async with serving(poem, films, spare=1 << 60) as exporter:
        asked = await rows.ask(recording, TEACHER, order, who)
        exporter.look()
        told = await finished(poem, "lecturer", asked.id)

    assert (told["state"], told["why"]) == ("failed", "disk_low")
    assert not (films / asked.id).exists()
