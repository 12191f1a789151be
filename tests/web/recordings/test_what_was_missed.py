"""What a classroom that catches up may have of a lesson's recording, while the lesson goes on."""

from collections.abc import AsyncIterator

import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from classroom import events as e
from classroom.audit.record import Actor, ActorKind
from classroom.failures import Refused
from classroom.ink.log import Drew
from classroom.ink.strokes import Stroke
from classroom.lesson import Lesson
from classroom.store.database import DatabaseStore
from classroom.store.recording_views import RecordingViews
from recording.contents import Reading
from recording.shelf.shelves import Shelves
from signaling.catching_up import Behind
from tests.recording.recordings import BEGAN, INIT
from tests.web.api.county import County
from tests.web.recordings.taught import HALL, ROOM, lesson, said, written
from web import errors
from web.recordings.missed import Missing
from web.routes import add_to

Asking = TestClient[web.Request, web.Application]
TICKET = {"Authorization": "Lesson ticket"}


class Desk:
    """Knows one ticket, of a page that missed what came from a time on."""

    since = BEGAN

    def behind(self, lesson: str, ticket: str) -> Behind:
        if ticket != "ticket":
            raise Refused("ticket_unknown")
        actor = Actor(kind=ActorKind.DEVICE, id="device-1", device="device-1")
        return Behind(lesson=lesson, since=self.since, actor=actor)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def asking(county: County, desk: Desk) -> AsyncIterator[Asking]:
    reading = Reading(Shelves(county.recordings_in, ""))
    views, store = RecordingViews(county.database), DatabaseStore(county.database.engine)
    missing = Missing(desk, county.recordings.rows, views, reading, store)
    app = web.Application(middlewares=[errors.failures])
    add_to(app, missing.routes())
    async with TestClient(TestServer(app)) as client:
        yield client


async def going_on(county: County) -> dict[str, bytes]:
    await lesson(county, "l1")
    assert await county.recordings.rows.begun("l1", BEGAN)
    return written(county.recordings_in, "l1", ended=False)


async def test_the_lecturers_tracks_are_given_and_no_other_classrooms(
    county: County, asking: Asking
) -> None:
    files = await going_on(county)

    index = await (await asking.get("/lesson/l1/missed", headers=TICKET)).json()
    theirs = await asking.get("/lesson/l1/missed/1-1.mp4", headers=TICKET)
    halls = await asking.get("/lesson/l1/missed/2-1.webm", headers=TICKET)

    assert [track["leading"] for track in index["tracks"]] == [True]
    assert await theirs.read() == files["1-1.mp4"]
    assert "ETag" not in theirs.headers, "it grows: no state of it is to be kept"
    assert halls.status == 404


async def test_what_was_before_the_gap_is_not_given(
    county: County, asking: Asking, desk: Desk
) -> None:
    files = await going_on(county)
    desk.since = BEGAN + 6.5  # a keyframe before it is at two seconds

    index = await (await asking.get("/lesson/l1/missed", headers=TICKET)).json()
    first = index["tracks"][0]["parts"][0]["segments"][0][0]
    size = len(files["1-1.mp4"])

    async def get(start: int, stop: int) -> int:
        headers = {**TICKET, "Range": f"bytes={start}-{stop - 1}"}
        return (await asking.get("/lesson/l1/missed/1-1.mp4", headers=headers)).status

    assert first > INIT
    assert await get(0, INIT) == 206
    assert await get(first, size) == 206
    assert await get(INIT, size) == 403
    assert await get(0, size) == 403


async def test_what_was_on_slides_and_board_is_given_as_it_stood_and_as_it_changed(
    county: County, asking: Asking, desk: Desk
) -> None:
    await going_on(county)
    desk.since = BEGAN + 3
    store = DatabaseStore(county.database.engine)
    live = await store.load("l1")
    assert live is not None
    events: list[e.Event] = [
        e.BoardShown(at=BEGAN + 1, page=1),
        e.BoardShown(at=BEGAN + 2, page=2),
        e.NoticePinned(at=BEGAN + 4, text="看黑板"),
        e.BoardShown(at=BEGAN + 5, page=None),
    ]
    later = msgspec.structs.replace(live.record, version=live.record.version + 1)
    await store.save(Lesson(later), events)
    stroke = Stroke(id="1", points="")
    drew = [Drew(at=BEGAN, by=by, surface="board:2", stroke=stroke, tag=1) for by in (HALL, ROOM)]
    await store.add_ink("l1", drew)

    told = await (await asking.get("/lesson/l1/missed/meanwhile", headers=TICKET)).json()
    more = await (await asking.get("/lesson/l1/missed/meanwhile?after=2", headers=TICKET)).json()
    wrong = await asking.get("/lesson/l1/missed/meanwhile?after=-1", headers=TICKET)

    pages = [(each["kind"], each["data"]["page"]) for each in told["moments"]]
    assert pages == [("board", 2), ("board", None)]
    assert [each["by"] for each in told["entries"]] == [ROOM], "no other classroom's"
    assert (told["count"], more["entries"], more["count"]) == (2, [], 2)
    assert wrong.status == 400
    assert (await asking.get("/lesson/l1/missed/meanwhile")).status == 403


async def test_that_they_look_is_on_record_and_a_wrong_ticket_gets_nothing(
    county: County, asking: Asking
) -> None:
    await going_on(county)

    wrong = await asking.get("/lesson/l1/missed", headers={"Authorization": "Lesson other"})
    nobody = await asking.get("/lesson/l1/missed/1-1.mp4")
    assert (wrong.status, nobody.status) == (403, 403)
    assert ("device-1", "watch_recording") not in await said(county, "l1")

    await asking.get("/lesson/l1/missed", headers=TICKET)

    assert ("device-1", "watch_recording") in await said(county, "l1")


async def test_it_ends_with_the_lesson(county: County, asking: Asking) -> None:
    await going_on(county)
    await county.recordings.rows.ended("l1", BEGAN + 60)

    answer = await asking.get("/lesson/l1/missed", headers=TICKET)

    assert (answer.status, (await answer.json())["code"]) == (409, "nothing_missed")
