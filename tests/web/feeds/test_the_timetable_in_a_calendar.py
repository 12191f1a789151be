"""Calendar feeds: made, read by a calendar program, kept up to date, revoked."""

import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from icalendar import Calendar

from classroom.permissions import Role
from classroom.store.tables import audit
from classroom.store.tables.privacy import feeds
from classroom.timetable.planned import PlannedLesson, PlannedState
from tests.web.api.county import CENTRE, FAR, IN, County, person
from web.feeds.feeds import A_MINUTE

ROOM, HALL, TEACHER = "centre-room", "centre-hall", "centre-teacher"
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
async def taught(county: County) -> County:
    """A county with lessons from today on, whatever day it is."""
    today = datetime.datetime.fromtimestamp(county.database.now(), ZONE).date()
    term = {
        "region": "north",
        "name": "本学期",
        "first_day": str(today),
        "last_day": str(today + datetime.timedelta(days=60)),
    }
    made = await county.ask("county", "POST", "terms", term)
    assert made.status == 201, made.body
    pairing = {
        "name": "三年级音乐",
        "subject": "music",
        "term": made.body["id"],
        "classroom": ROOM,
        "lecturer": TEACHER,
        "receivers": [{"classroom": "village-room", "assistant": "village-assistant"}],
    }
    made = await county.ask("county", "POST", "pairings", pairing)
    assert made.status == 201, made.body
    slot = {
        "pairing": made.body["id"],
        "weekday": (today + datetime.timedelta(days=1)).isoweekday(),
        "start": "15:00",
        "end": "15:40",
    }
    made = await county.ask("county", "POST", "slots", slot)
    assert made.status == 201, made.body
    county.slot = made.body  # type: ignore[attr-defined]
    return county


async def subscribe(county: County, kind: str, object: str, who: str = "clerk") -> str:
    """Make a feed; return its path."""
    answer = await county.ask(who, "POST", "feeds", {"kind": kind, "object": object})
    assert answer.status == 201, answer.body
    return str(answer.body["path"])


async def fetch(county: County, path: str, **headers: str) -> tuple[int, Any, bytes]:
    """Read a feed as a calendar program does: as nobody."""
    async with county.http.get(path, headers=headers) as answer:
        return answer.status, answer.headers, await answer.read()


async def events(county: County, path: str) -> list[Any]:
    _, _, body = await fetch(county, path)
    return [*Calendar.from_ical(body).walk("VEVENT")]


async def test_a_classroom_s_lessons_are_in_its_feed(taught: County) -> None:
    path = await subscribe(taught, "classrooms", ROOM)

    status, headers, body = await fetch(taught, path)

    assert (status, headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    feed: Any = Calendar.from_ical(body)
    assert feed["NAME"] == "多媒体教室"
    assert feed["REFRESH-INTERVAL"].dt == datetime.timedelta(hours=1)
    assert [str(zone["TZID"]) for zone in feed.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    first = (await events(taught, path))[0]
    assert first["SUMMARY"] == "音乐 · 三年级音乐"
    assert first["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert first["DTSTART"].dt.strftime("%H:%M") == "15:00"
    assert first["STATUS"] == "CONFIRMED"
    assert "village小学 多媒体教室" in first["DESCRIPTION"]
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))


async def test_no_pupil_is_in_any_feed(taught: County) -> None:
    for kind, object in [("classrooms", ROOM), ("people", TEACHER), ("schools", CENTRE)]:
        _, _, body = await fetch(taught, await subscribe(taught, kind, object))

        assert body.count(b"BEGIN:VEVENT") >= 8
        assert "小centre".encode() not in body
        assert "李centre".encode() not in body  # nor a teacher's real name


async def test_what_has_not_changed_is_not_sent_again(taught: County) -> None:
    path = await subscribe(taught, "classrooms", ROOM)
    _, headers, body = await fetch(taught, path)

    status, again, nothing = await fetch(taught, path, **{"If-None-Match": headers["ETag"]})

    assert (status, nothing) == (304, b"")
    assert again["ETag"] == headers["ETag"]
    assert (await fetch(taught, path))[2] == body


async def test_a_cancelled_lesson_says_so_and_keeps_its_uid(taught: County) -> None:
    path = await subscribe(taught, "people", TEACHER)
    before = (await events(taught, path))[0]
    day = before["DTSTART"].dt.date()
    exception = {
        "slot": taught.slot["id"],  # type: ignore[attr-defined]
        "day": str(day),
        "change": "cancelled",
        "reason": "停电",
    }

    made = await taught.ask("clerk", "POST", "slot_exceptions", exception)

    assert made.status == 201, made.body
    after = next(e for e in await events(taught, path) if e["UID"] == before["UID"])
    assert (after["STATUS"], after["TRANSP"]) == ("CANCELLED", "TRANSPARENT")
    assert "停电" in after["DESCRIPTION"]
    assert int(str(after["SEQUENCE"])) > int(str(before["SEQUENCE"]))
    assert after["LAST-MODIFIED"].dt >= before["LAST-MODIFIED"].dt

    await taught.ask(
        "clerk",
        "DELETE",
        f"slot_exceptions/{made.body['id']}",
        headers={"If-Match": made.etag},
    )

    held = next(e for e in await events(taught, path) if e["UID"] == before["UID"])
    assert held["STATUS"] == "CONFIRMED"
    assert int(str(held["SEQUENCE"])) > int(str(after["SEQUENCE"]))


async def test_a_revoked_feed_is_as_unknown_as_one_that_never_was(taught: County) -> None:
    path = await subscribe(taught, "schools", CENTRE)
    (feed,) = (await taught.ask("clerk", "GET", "feeds")).body["items"]

    await taught.ask("clerk", "DELETE", f"feeds/{feed['id']}")

    gone = await fetch(taught, path)
    never = await fetch(taught, path[:-6] + "xx.ics")
    assert gone[0] == never[0] == 404
    assert gone[2] == never[2]
    assert (await taught.ask("clerk", "GET", "feeds")).body["items"] == []


async def test_only_a_hash_of_the_address_is_kept(taught: County) -> None:
    path = await subscribe(taught, "classrooms", ROOM)
    token = path.rpartition("/")[2].removesuffix(".ics")

    async with taught.database.reading() as connection:
        kept = str((await connection.execute(sa.select(feeds))).all())
        trail = str((await connection.execute(sa.select(audit.records))).all())

    assert len(token) >= 43
    assert token not in kept
    assert token not in trail
    assert "write_feeds" in trail


async def test_a_teacher_has_their_own_and_nobody_else_s(taught: County) -> None:
    taught.who["teacher"] = person(TEACHER)

    await subscribe(taught, "people", TEACHER, who="teacher")

    listed = (await taught.ask("teacher", "GET", "feeds")).body
    assert [feed["object"] for feed in listed["items"]] == [TEACHER]
    for kind, object in [("people", "centre-assistant"), ("classrooms", ROOM)]:
        order = {"kind": kind, "object": object}
        assert (await taught.ask("teacher", "POST", "feeds", order)).status == 404
    assert (await taught.ask("nobody", "GET", "feeds")).status == 401


async def test_who_is_not_verified_has_their_own_feed_and_none_of_the_school(
    county: County,
) -> None:
    head = person(TEACHER, (Role.SCHOOL_ADMIN, IN[CENTRE]), verified=False)
    county.who["unverified"] = head
    await subscribe(county, "schools", CENTRE)
    (of_school,) = (await county.ask("clerk", "GET", "feeds")).body["items"]

    await subscribe(county, "people", TEACHER, who="unverified")
    order = {"kind": "schools", "object": CENTRE}
    made = await county.ask("unverified", "POST", "feeds", order)
    revoked = await county.ask("unverified", "DELETE", f"feeds/{of_school['id']}")

    assert (made.code, revoked.code) == ("not_verified", "not_verified")


async def test_another_school_s_feeds_are_not_there(taught: County) -> None:
    await subscribe(taught, "classrooms", ROOM)
    (feed,) = (await taught.ask("clerk", "GET", "feeds")).body["items"]

    assert (await taught.ask("neighbour", "GET", "feeds")).body["items"] == []
    assert (await taught.ask("neighbour", "DELETE", f"feeds/{feed['id']}")).status == 404
    order = {"kind": "schools", "object": FAR}
    assert (await taught.ask("clerk", "POST", "feeds", order)).status == 404


async def test_of_other_schools_feeds_not_even_the_rows_are_read(taught: County) -> None:
    await subscribe(taught, "classrooms", ROOM)
    async with taught.database.engine.begin() as connection:
        await connection.execute(sa.update(feeds).values(kind="unreadable"))

    listed = await taught.ask("neighbour", "GET", "feeds")

    assert (listed.status, listed.body["items"]) == (200, [])


async def test_a_feed_is_read_a_few_times_a_minute_and_no_more(taught: County) -> None:
    path = await subscribe(taught, "classrooms", ROOM)

    for _ in range(A_MINUTE):
        assert (await fetch(taught, path))[0] == 200

    assert (await fetch(taught, path))[0] == 429


def test_a_lesson_that_was_merged_away_does_not_take_place() -> None:
    from classroom.store.feeds import Revision
    from web.feeds.calendar import Names, calendar
    from web.transfer.forms import Language

    lesson = PlannedLesson(
        id="l", scope=IN[CENTRE], term="t", pairing="p", slot="s", day="2026-09-01",
        starts_at=1.8e9, ends_at=1.8e9 + 2400, usual_at=1.8e9, title="音乐", subject="music",
        mode="dedicated", classroom="r", lecturer="p", state=PlannedState.MERGED,  # type: ignore[arg-type]
    )  # fmt: skip

    body = calendar(
        title="t",
        uid="f",
        lessons=[lesson],
        revisions={"l": Revision(3, 1.7e9)},
        names=Names({}),
        language=Language.EN,
        zone=ZONE,
    )

    event: Any
    (event,) = Calendar.from_ical(body).walk("VEVENT")
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 3)
    assert event["SUMMARY"] == "Cancelled: Music · 音乐"
