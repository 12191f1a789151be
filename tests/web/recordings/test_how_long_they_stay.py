"""Recordings go when their time is over and not a day before; what is held stays."""

import pytest

from classroom.audit.record import SERVER
from classroom.failures import Refused
from classroom.recording.values import Keeping, RecordingState
from tests.web.api.county import CENTRE, County
from tests.web.api.shut_lesson import Clock
from tests.web.recordings.taught import DAY, ENDED, lesson, recorded, row, said

WHY = "家长撤回同意，学校决定"
HOLD = {"reason": "公安机关调取", "until": "2030-01-01"}


async def state(county: County, id: str = "l1") -> RecordingState:
    await county.recordings.keeper.look()
    return (await row(county, id)).state


@pytest.mark.parametrize(("keeping", "days"), [("lesson", 180), ("research", 730), ("open", 365)])
async def test_it_goes_on_its_day_and_not_before(
    county: County, clock: Clock, keeping: str, days: int
) -> None:
    await recorded(county, "l1")
    if keeping != "lesson":
        answer = await county.ask("county", "PATCH", "recordings/l1", {"keeping": keeping})
        assert answer.status == 200
    await county.ask("clerk", "GET", "recordings/l1/index")

    clock.now = ENDED + days * DAY - 1
    assert await state(county) is RecordingState.SEALED
    clock.now += 1
    assert await state(county) is RecordingState.DELETED

    gone = await row(county, "l1")
    assert (gone.title, gone.deleted_at, gone.gone_at) == ("音乐 l1", clock.now, clock.now)
    assert not (county.recordings_in / "l1").exists()
    assert [action for _, action in await said(county, "l1")][-2:] == [
        "delete_recording", "forget_recording"
    ]  # fmt: skip
    assert (await county.ask("clerk", "GET", "recordings/l1/index")).code == "recording_gone"
    assert (await county.ask("clerk", "GET", "recordings/l1")).body["tracks"] == []
    assert (await county.ask("clerk", "GET", "recordings/l1/views")).body["items"] == []


async def test_a_lesson_that_was_shut_down_is_kept_as_the_law_asks(
    county: County, clock: Clock
) -> None:
    await recorded(county, "l1", shut=True)

    clock.now = ENDED + 400 * DAY
    assert await state(county) is RecordingState.SEALED
    assert (await row(county, "l1")).keeping is Keeping.INCIDENT


async def test_a_hold_wins_over_every_day_and_everybody(county: County, clock: Clock) -> None:
    await recorded(county, "l1")
    looked_at = await row(county, "l1")
    held = await county.ask("county", "POST", "recordings/l1/hold", HOLD)
    assert (held.status, held.body["object"]) == (201, "l1")
    with pytest.raises(Refused, match="held"):  # it came between the look and the erasure
        await county.recordings.rows.note_erasure(looked_at, 2, WHY, SERVER)

    clock.now = ENDED + 500 * DAY
    assert await state(county) is RecordingState.SEALED
    assert (await county.ask("clerk", "GET", "recordings/l1")).body["recording"]["held"] is True
    for method, path in (("DELETE", "recordings/l1"), ("POST", "recordings/l1/tracks/2/erasure")):
        who = "county" if method == "DELETE" else "neighbour"
        assert (await county.ask(who, method, path, {"reason": WHY})).code == "held"
    listed = (await county.ask("county", "GET", "holds")).body
    assert (listed["items"][0]["kind"], listed["labels"]) == ("recordings", {"l1": "音乐 l1"})

    assert (await county.ask("county", "DELETE", "recordings/l1/hold")).status == 204
    assert await state(county) is RecordingState.DELETED


async def test_a_hold_on_a_school_keeps_the_recordings_of_its_lessons(
    county: County, clock: Clock
) -> None:
    await recorded(county, "l1")
    await county.ask("county", "POST", "holds", HOLD | {"kind": "schools", "object": "village"})
    clock.now = ENDED + 181 * DAY

    assert await state(county) is RecordingState.SEALED
    clock.now = ENDED + 2000 * DAY  # after the hold's last day
    assert await state(county) is RecordingState.DELETED


async def test_the_county_deletes_and_says_why(county: County) -> None:
    await recorded(county, "l1")
    await lesson(county, "l2")
    await county.recordings.rows.begun("l2", ENDED)

    assert (await county.ask("county", "DELETE", "recordings/l2", {"reason": WHY})).code == (
        "recording_live"
    )
    assert (await county.ask("clerk", "DELETE", "recordings/l1", {"reason": WHY})).status == 403
    assert (await county.ask("county", "DELETE", "recordings/l1", {"reason": ""})).status == 422
    gone = await county.ask("county", "DELETE", "recordings/l1", {"reason": WHY})

    assert (gone.body["state"], gone.body["why"]) == ("deleted", WHY)
    assert gone.body["gone_at"] is not None
    assert not (county.recordings_in / "l1").exists()
    assert ("county", "delete_recording") in await said(county, "l1")
    again = await county.ask("county", "DELETE", "recordings/l1", {"reason": WHY})
    assert (again.status, again.code) == (410, "recording_gone")


async def test_what_a_killed_server_had_not_deleted_yet_is_deleted_at_the_next_look(
    county: County,
) -> None:
    await recorded(county, "l1")
    rows = county.recordings.rows
    await rows.delete("l1", WHY, county.who["county"].actor)
    assert (county.recordings_in / "l1").exists()

    await county.recordings.keeper.look()

    assert not (county.recordings_in / "l1").exists()
    assert (await row(county, "l1")).gone_at is not None


async def test_what_it_takes_is_summed_by_month_and_school(county: County, clock: Clock) -> None:
    await recorded(county, "l1")
    await recorded(county, "l2", at=ENDED + 40 * DAY)
    size = (await row(county, "l1")).figures.bytes
    clock.now = ENDED + 200 * DAY
    await county.recordings.keeper.look()

    told = await county.ask("county", "GET", "recordings/usage")

    hours = round(8 / 3600, 3)
    assert told.body["items"] == [
        {"month": "2026-09", "school": CENTRE, "recordings": 1, "hours": hours, "bytes": 0},
        {"month": "2026-10", "school": CENTRE, "recordings": 1, "hours": hours, "bytes": size},
    ]
    assert told.body["labels"] == {CENTRE: "centre小学"}
    assert (await county.ask("neighbour", "GET", "recordings/usage")).body["items"] == []
    long = await county.ask("county", "GET", "recordings/usage?from=0&to=1788228000")
    assert (long.status, long.code) == (400, "bad_query")
