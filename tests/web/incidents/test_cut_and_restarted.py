"""A lesson is cut from outside and has to be restarted from there: what the trail says of it."""

import pytest
import sqlalchemy as sa

from classroom.commands import Arrive, EndLesson, Enter, ShutDown
from classroom.failures import Failure, Refused, Unavailable
from classroom.links import check, hash_token
from classroom.record import LessonRules
from classroom.states import Phase
from classroom.store.database import DatabaseStore
from classroom.store.opening import DatabaseDueLessons
from classroom.store.tables.planned import lessons as planned
from classroom.timetable.opening import live_lesson
from tests.web.api.county import County
from tests.web.api.shut_lesson import HALL, MINUTE, ROOM, Clock, handle, shut, teach
from tests.web.incidents.test_a_package_is_made import trail

WHY = {"reason": "课堂失控，先停下来"}


async def cuts(county: County, lesson: str) -> list[tuple[str, str]]:
    told = await trail(county, lesson)
    return [(result, detail["why"]) for action, result, detail in told if action == "shut_lesson"]


async def test_a_cut_is_on_record_as_asked_and_as_done(county: County, clock: Clock) -> None:
    lesson, _ = await teach(county, clock)

    told = await county.ask("clerk", "POST", f"lessons/{lesson}/shut-down", WHY)

    assert told.status == 204
    assert county.shut_down == [lesson]
    assert await cuts(county, lesson) == [("asked", WHY["reason"]), ("ok", WHY["reason"])]


@pytest.mark.parametrize("failure", [Refused("lesson_over"), Unavailable("store_down")])
async def test_a_cut_that_failed_is_not_said_to_be_done(
    county: County, clock: Clock, failure: Failure
) -> None:
    lesson, _ = await teach(county, clock)

    async def fails(_lesson: str) -> None:
        raise failure

    live = county.live
    live.served_by(fails, live.amend, live.restart, live.judge)
    told = await county.ask("clerk", "POST", f"lessons/{lesson}/shut-down", WHY)

    assert told.code == failure.code
    assert [result for result, _ in await cuts(county, lesson)] == ["asked", failure.code]


async def restart(county: County, lesson: str, who: str = "clerk") -> tuple[int, object]:
    told = await county.ask(who, "POST", f"lessons/{lesson}/restart", WHY)
    return told.status, told.body


async def test_a_manager_restarts_it_with_new_links_and_a_record(
    county: County, clock: Clock
) -> None:
    lesson, token = await teach(county, clock, links=True)
    await shut(county, clock, lesson)
    store = DatabaseStore(county.database.engine)

    told = await county.ask("clerk", "POST", f"lessons/{lesson}/restart", WHY)

    (link,) = told.body["links"]
    assert (link["classroom"], link["delivers"]) == (HALL, False)
    new = check(await store.find_link(hash_token(link["token"])), clock.now)
    assert (new.lesson, new.classroom) == (lesson, HALL)
    with pytest.raises(Refused, match="link_expired"):
        check(await store.find_link(hash_token(token)), clock.now)
    assert ("restart_lesson", "ok", {"why": WHY["reason"]}) in await trail(county, lesson)
    assert (await county.ask("clerk", "POST", f"lessons/{lesson}/restart", WHY)).code == (
        "not_shut_down"
    )


async def test_nobody_of_the_lesson_and_no_other_school_restarts_it(
    county: County, clock: Clock
) -> None:
    lesson, _ = await teach(county, clock)
    await shut(county, clock, lesson)

    for who in ("only_teaches", "neighbour", "stranger", "nobody"):
        status, _ = await restart(county, lesson, who)
        assert status in (401, 403, 404)

    loaded = await DatabaseStore(county.database.engine).load(lesson)
    assert loaded is not None
    assert loaded.record.shut_down
    assert "restart_lesson" not in {action for action, _, _ in await trail(county, lesson)}


async def test_a_lesson_that_ended_or_whose_time_is_over_is_not_restarted(
    county: County, clock: Clock
) -> None:
    lesson, _ = await teach(county, clock)
    await handle(county, clock, lesson, EndLesson(by=ROOM))
    ended = await county.ask("clerk", "POST", f"lessons/{lesson}/restart", WHY)

    assert (ended.status, ended.code) == (409, "not_shut_down")


async def test_too_late_is_too_late(county: County, clock: Clock) -> None:
    lesson, _ = await teach(county, clock)
    await shut(county, clock, lesson)
    clock.now += 3 * 60 * MINUTE

    late = await county.ask("clerk", "POST", f"lessons/{lesson}/restart", WHY)

    assert (late.status, late.code) == (409, "already_over")


async def test_the_timetable_counts_it_again_when_it_is_over_at_last(
    county: County, clock: Clock
) -> None:
    due = DatabaseDueLessons(county.database)
    lesson, _ = await teach(county, clock)
    await shut(county, clock, lesson)
    await due.settle()
    counted = await county.ask("clerk", "GET", f"lessons/{lesson}")
    await restart(county, lesson)
    again = await county.ask("clerk", "GET", f"lessons/{lesson}")
    await due.settle()  # it goes on: nothing to count
    await handle(
        county, clock, lesson, Arrive(by=ROOM, session="new"), Enter(by=ROOM), ShutDown(by=None)
    )

    await due.settle()

    over = await county.ask("clerk", "GET", f"lessons/{lesson}")
    states = [told.body["lesson"]["state"] for told in (counted, again, over)]
    assert states == ["ended", "opened", "ended"]


async def test_the_timetable_does_not_open_it_in_the_manager_s_place(
    county: County, clock: Clock
) -> None:
    due = DatabaseDueLessons(county.database)
    lesson, _ = await teach(county, clock, begun=False)
    await shut(county, clock, lesson)
    back = sa.update(planned).where(planned.c.id == lesson).values(state="planned")
    async with county.database.engine.begin() as connection:
        await connection.execute(back)  # called off and put back, say
    (wanted,) = [each for each in await due.due(clock.now, clock.now + MINUTE)
                 if each.lesson.id == lesson]  # fmt: skip

    assert not await due.open(live_lesson(wanted, LessonRules()))

    loaded = await DatabaseStore(county.database.engine).load(lesson)
    assert loaded is not None
    assert (loaded.record.phase, loaded.record.shut_down) == (Phase.ENDED, True)
