"""The timetable is changed by the API, and says what is against it; lessons are looked at by it."""

import asyncio
from datetime import datetime
from typing import Any

import pytest

from classroom.permissions import Role
from tests.web.api.county import (
    CENTRE,
    IN,
    NORTH,
    VILLAGE,
    ZONE,
    County,
    filled,
    person,
    values_of,
)


def at(day: str, time: str = "00:00") -> int:
    return int(datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=ZONE).timestamp())


WHOLE_TERM = {"from": at("2026-09-01"), "to": at("2027-01-16")}
SEPTEMBER = {"from": at("2026-09-01"), "to": at("2026-10-01")}


async def plan(county: County) -> dict[str, Any]:
    """Plan the north's term; look at the job until it is over."""
    accepted = await county.ask("county", "POST", "terms/north-term/plan")
    assert accepted.status == 202
    async with asyncio.timeout(60):
        while True:
            job = await county.ask("county", "GET", accepted.headers["Location"])
            if job.body["state"] in ("done", "failed"):
                return dict(job.body)
            await asyncio.sleep(0.02)


async def planned(county: County) -> None:
    """Set the clock to the summer before the term, and plan it."""
    county.database.now = lambda: float(at("2026-08-20", "12:00"))
    job = await plan(county)
    assert job["state"] == "done"


async def test_a_term_is_planned_as_a_job_with_progress(county: County) -> None:
    county.database.now = lambda: float(at("2026-08-20", "12:00"))

    job = await plan(county)

    assert (job["state"], job["done"], job["total"]) == ("done", 2, 2)
    assert job["result"]["made"] > 30
    assert (await county.ask("clerk", "GET", f"jobs/{job['id']}")).code == "not_found"
    assert (await plan(county))["result"] == {"made": 0, "changed": 0, "removed": 0}


async def test_lessons_are_listed_page_by_page_with_how_they_went(county: County) -> None:
    await planned(county)

    seen: list[str] = []
    after = ""
    while after is not None:
        params = {**SEPTEMBER, "limit": 3, "after": after, "within": CENTRE}
        page = await county.ask("county", "GET", "lessons", params=params)
        seen += [item["lesson"]["id"] for item in page.body["items"]]
        after = page.body["after"]

    first = await county.ask("clerk", "GET", f"lessons/{seen[0]}")
    assert len(seen) == len(set(seen)) == 5  # five Tuesdays, one of them cancelled
    assert first.body["lesson"]["starts_at"] == at("2026-09-01", "08:00")
    assert first.body["phase"] is None
    assert first.body["tally"]["planned_minutes"] == 40
    assert page.body["labels"]["centre-teacher"] == "李老师"
    assert (await county.ask("stranger", "GET", f"lessons/{seen[0]}")).code == "not_found"


async def test_a_teacher_sees_their_own_lessons_and_no_others(county: County) -> None:
    await planned(county)
    county.who["teacher"] = person("centre-teacher", (Role.LECTURER, IN[CENTRE]))
    county.who["assistant"] = person("centre-assistant", (Role.ASSISTANT, IN[CENTRE]))

    own = await county.ask("teacher", "GET", "me/lessons", params=SEPTEMBER)
    assisted = await county.ask("assistant", "GET", "me/lessons", params=SEPTEMBER)
    county.database.now = lambda: float(at("2026-09-15", "07:00"))
    today = await county.ask("teacher", "GET", "me/lessons")

    assert {item["lesson"]["lecturer"] for item in own.body["items"]} == {"centre-teacher"}
    assert assisted.body["items"] == own.body["items"]
    assert [item["lesson"]["day"] for item in today.body["items"]] == ["2026-09-15"]
    assert (await county.ask("teacher", "GET", "lessons")).code == "not_allowed"


async def test_a_slot_that_collides_is_refused_and_explained(county: County) -> None:
    await planned(county)
    other = {
        "name": "美术", "subject": "art", "term": "north-term", "classroom": "centre-hall",
        "lecturer": "centre-teacher", "receivers": [{"classroom": "village-room"}],
    }  # fmt: skip
    pairing = await county.ask("county", "POST", "pairings", other)
    slot = {"pairing": pairing.body["id"], "weekday": 2, "period": 1}

    tried = await county.ask("clerk", "POST", "slots?dry_run=true", slot)
    refused = await county.ask("clerk", "POST", "slots", slot)
    free = await county.ask("clerk", "POST", "slots", slot | {"period": 3})

    assert (refused.status, refused.code) == (409, "conflicts")
    told, told_before = (
        {(each["code"], each["who"]) for each in answer.body["conflicts"]}
        for answer in (refused, tried)
    )
    assert told == told_before
    assert ("lecturer_taken", "centre-teacher") in told
    assert ("classroom_taken", "centre-hall") in told
    assert all(each["times"] > 10 for each in refused.body["conflicts"])
    assert free.status == 201


async def test_a_pairing_keeps_to_the_servers_limit_which_is_told(county: County) -> None:
    pairing = {
        "name": "美术", "subject": "art", "term": "north-term", "classroom": "centre-hall",
        "lecturer": "centre-teacher", "receivers": [{"classroom": "village-room"}],
    }  # fmt: skip

    limits = (await county.ask("operator", "GET", "limits")).body
    most = limits["lesson_classrooms"]
    refused = await county.ask("county", "POST", "pairings", pairing | {"cap": most + 1})
    made = await county.ask("county", "POST", "pairings", pairing | {"cap": most})

    assert (refused.status, refused.problems) == (422, [("cap", "too_large")])
    assert made.status == 201
    assert limits["lesson_overrun_minutes"] == 10  # of the timetable, not of links


async def test_what_another_school_does_is_not_told_by_a_conflict(county: County) -> None:
    await planned(county)
    pairing = {
        "name": "合课", "subject": "art", "term": "north-term", "classroom": "centre-hall",
        "lecturer": "centre-assistant", "receivers": [{"classroom": "village-room"}],
    }  # fmt: skip
    made = await county.ask("county", "POST", "pairings", pairing)
    slot = {"pairing": made.body["id"], "weekday": 2, "period": 1}

    refused = await county.ask("clerk", "POST", "slots", slot)

    theirs = [each for each in refused.body["conflicts"] if each["who"] == "village-room"]
    assert [each["other"] for each in theirs] == [None]


async def test_an_exception_moves_one_lesson(county: County) -> None:
    await planned(county)
    moved = {
        "slot": "centre-slot", "day": "2026-09-15", "change": "moved",
        "to_day": "2026-09-16", "start": "10:00", "end": "10:40",
    }  # fmt: skip

    made = await county.ask("clerk", "POST", "slot_exceptions", moved)

    lessons = await county.ask("clerk", "GET", "lessons", params=SEPTEMBER)
    starts = {item["lesson"]["day"]: item["lesson"]["starts_at"] for item in lessons.body["items"]}
    assert made.status == 201
    assert starts["2026-09-15"] == at("2026-09-16", "10:00")
    await county.ask("clerk", "DELETE", made.headers["Location"], headers={"If-Match": made.etag})
    lessons = await county.ask("clerk", "GET", "lessons", params=SEPTEMBER)
    starts = {item["lesson"]["day"]: item["lesson"]["starts_at"] for item in lessons.body["items"]}
    assert starts["2026-09-15"] == at("2026-09-15", "08:00")


async def test_sums_say_what_was_planned_missed_and_cancelled(county: County) -> None:
    await planned(county)
    county.database.now = lambda: float(at("2026-09-20"))

    for by, of in (("school", CENTRE), ("pairing", "centre-pairing"), ("subject", "music")):
        params = {"by": by, "within": CENTRE, **SEPTEMBER}
        tally = await county.ask("county", "GET", "tally", params=params)
        sums = {item["of"]: item["sum"] for item in tally.body["items"]}
        # A school that has both ends of a lesson had it twice: delivered, and received.
        times = 2 if by == "school" else 1

        assert list(sums) == [of]
        assert sums[of]["planned"] == 5 * times
        assert (sums[of]["cancelled"], sums[of]["missed"]) == (times, 2 * times)
        assert sums[of]["lost_minutes"] == 80 * times


async def test_sums_are_of_ones_own(county: County) -> None:
    await planned(county)

    params = {"by": "school", **WHOLE_TERM}
    clerk = await county.ask("clerk", "GET", "tally", params=params)
    north = await county.ask("county", "GET", "tally", params=params | {"limit": 1})
    rest = await county.ask(
        "county", "GET", "tally", params=params | {"after": north.body["after"]}
    )

    assert [item["of"] for item in clerk.body["items"]] == [CENTRE]
    assert [item["of"] for item in north.body["items"] + rest.body["items"]] == [CENTRE, VILLAGE]
    assert north.body["labels"] == {CENTRE: "centre小学"}
    assert (await county.ask("clerk", "GET", "tally", params=params | {"within": NORTH})).body[
        "items"
    ] == clerk.body["items"]


async def test_hours_that_cannot_be_are_refused(county: County) -> None:
    for hours in ({"from": 5, "to": 5}, {"from": 0, "to": 10**9}, {"from": -1}, {"to": 1}):
        answer = await county.ask("clerk", "GET", "lessons", params=hours)

        assert (answer.status, answer.code) == (400, "bad_query")


@pytest.mark.parametrize("change", ["swapped", "merged"])
async def test_a_school_that_only_listens_does_not_move_the_lesson_or_bring_others_along(
    county: County, change: str
) -> None:
    music = filled(values_of("pairings", CENTRE) | {"name": "两校音乐"}, CENTRE)
    music["receivers"] = [{"classroom": "village-hall"}]
    await county.add("pairings", "shared", music)
    await county.add("slots", "shared-slot", {"pairing": "shared", "weekday": 3, "period": 2})
    own = {"pairing": "village-pairing", "weekday": 2, "period": 3}
    await county.add("slots", "village-late", own)
    exception = {
        "slot": "village-late",
        "day": "2026-09-15",
        "change": change,
        "other": "shared-slot",
        "other_day": "2026-09-16",
    }
    await planned(county)
    assert (await county.ask("neighbour", "GET", "slots/shared-slot")).status == 200

    refused = await county.ask("neighbour", "POST", "slot_exceptions", exception)

    assert refused.problems == [("other", "not_found")]
    assert (await county.ask("county", "POST", "slot_exceptions", exception)).status == 201
