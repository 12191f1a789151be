"""What the incidents as kept promise, on both databases."""

import asyncio
import time

import pytest
import sqlalchemy as sa

from classroom.audit.record import SERVER, Actor, ActorKind
from classroom.commands import Arrive, EndLesson, Enter, ShutDown, StartLesson
from classroom.failures import Refused
from classroom.incidents.incident import IncidentState
from classroom.links import check, hash_token
from classroom.planning import Plan, plan_lesson
from classroom.register.scope import EVERYTHING, ROOT, Sight
from classroom.states import Phase
from classroom.store.database import DatabaseStore
from classroom.store.incidents import DatabaseIncidents
from classroom.store.restarting import DatabaseRestarting, scope_of
from classroom.store.tables import audit
from classroom.store.transactions import Database

ZHAO = Actor(kind=ActorKind.PERSON, id="zhao", session="s", address="10.0.0.2")
WHY, TO = "误操作，已查明", "县公安局"


async def taught(database: Database, *, shut: bool = True) -> Plan:
    """A lesson by links that is over."""
    now = time.time()
    plan = plan_lesson(
        title="音乐",
        subject="音乐",
        deliver="实验小学",
        receive=["青山小学"],
        starts_at=now,
        now=now,
    )
    store, lesson = DatabaseStore(database.engine), plan.lesson
    await store.create(lesson, plan.links, plan.events)
    end = ShutDown(by="d") if shut else EndLesson(by="d")
    for command in (Arrive(by="d", session="s"), Enter(by="d"), StartLesson(by="d"), end):
        await store.save(lesson, lesson.handle(command, now))
    return plan


async def actions(database: Database, lesson: str) -> list[str]:
    column = audit.records.c
    query = sa.select(column.action).where(column.object == lesson).order_by(column.number)
    async with database.reading() as connection:
        return list((await connection.execute(query)).scalars())


async def test_a_shut_down_wants_its_package_and_an_end_does_not(database: Database) -> None:
    incidents = DatabaseIncidents(database)
    shut, _ended = await taught(database), await taught(database, shut=False)

    (wanted,) = (await incidents.page(EVERYTHING, "", 10)).items

    assert (wanted.lesson, wanted.scope, wanted.title) == (shut.lesson.id, ROOT, "音乐")
    assert wanted.state is IncidentState.WANTED
    assert await incidents.in_state(IncidentState.WANTED, before=wanted.at) == []
    assert await incidents.in_state(IncidentState.WANTED, before=wanted.at + 1) == [wanted]


async def test_its_links_are_dead_from_then_on(database: Database) -> None:
    store = DatabaseStore(database.engine)
    shut, ended = await taught(database), await taught(database, shut=False)

    for plan, dead in ((shut, True), (ended, False)):
        for token in plan.tokens.values():
            link = await store.find_link(hash_token(token))
            if dead:
                with pytest.raises(Refused, match="link_expired"):
                    check(link, time.time())
            else:
                assert check(link, time.time())


async def test_two_who_release_at_once_do_not_both(database: Database) -> None:
    incidents = DatabaseIncidents(database)
    plan = await taught(database)
    (wanted,) = (await incidents.page(EVERYTHING, "", 10)).items
    await incidents.keep_made(wanted, "ab" * 32, 0)

    said = await asyncio.gather(
        *(
            incidents.authorise(wanted.id, who, TO, WHY, by=ZHAO, took_part=())
            for who in ("zhao", "qian")
        ),
        return_exceptions=True,
    )

    assert sorted(type(each).__name__ for each in said) == ["Incident", "Refused"]
    assert (await actions(database, plan.lesson.id)).count("release_incident") == 1


async def test_nothing_is_taken_that_was_not_released(database: Database) -> None:
    incidents = DatabaseIncidents(database)
    plan = await taught(database)
    (wanted,) = (await incidents.page(EVERYTHING, "", 10)).items
    with pytest.raises(Refused, match="not_ready"):
        await incidents.take(wanted.id, ZHAO)
    await incidents.keep_made(wanted, "ab" * 32, 0)

    with pytest.raises(Refused, match="not_authorised"):
        await incidents.take(wanted.id, ZHAO)
    with pytest.raises(Refused, match="took_part"):
        await incidents.authorise(wanted.id, "li", TO, WHY, by=ZHAO, took_part={"li"})

    assert await actions(database, plan.lesson.id) == ["assemble_incident"]
    await incidents.authorise(wanted.id, "zhao", TO, WHY, by=ZHAO, took_part={"li"})
    assert (await incidents.take(wanted.id, ZHAO)).state is IncidentState.SENT


async def test_those_out_of_sight_are_not_there(database: Database) -> None:
    incidents = DatabaseIncidents(database)
    await taught(database)
    (wanted,) = (await incidents.page(EVERYTHING, "", 10)).items

    assert (await incidents.page(Sight(("/county/",)), "", 10)).items == []
    with pytest.raises(Refused, match="not_found"):
        await incidents.get(wanted.id, Sight(("/county/",)))


async def test_many_are_read_page_by_page(database: Database) -> None:
    incidents = DatabaseIncidents(database)
    lessons = [(await taught(database)).lesson.id for _ in range(5)]

    found, after = [], ""
    while True:
        page = await incidents.page(EVERYTHING, after, 2)
        found += [each.lesson for each in page.items]
        if page.after is None:
            break
        after = page.after

    assert found == lessons[::-1]


async def test_a_restart_is_one_step_with_its_record_and_new_links(database: Database) -> None:
    store, restarting = DatabaseStore(database.engine), DatabaseRestarting(database, 9.0)
    plan = await taught(database)
    id = plan.lesson.id

    made = await restarting.restart(id, WHY, await scope_of(database, id), ZHAO)

    lesson = await store.load(id)
    assert lesson is not None
    assert lesson.record.phase is Phase.OPEN
    assert await actions(database, id) == ["restart_lesson"]
    assert [(each.classroom, each.delivers) for each in made] == [("d", True), ("r1", False)]
    for each in made:
        link = check(await store.find_link(hash_token(each.token)), time.time())
        assert (link.lesson, link.classroom) == (id, each.classroom)
    with pytest.raises(Refused, match="link_expired"):
        check(await store.find_link(hash_token(plan.tokens["r1"])), time.time())
    assert id in await store.unfinished()


async def test_a_restart_that_is_refused_changes_nothing(database: Database) -> None:
    restarting = DatabaseRestarting(database, 9.0)
    ended = (await taught(database, shut=False)).lesson.id

    with pytest.raises(Refused, match="not_shut_down"):
        await restarting.restart(ended, WHY, ROOT, ZHAO)
    with pytest.raises(Refused, match="not_found"):
        await scope_of(database, "nowhere")

    assert await actions(database, ended) == []
    assert await DatabaseStore(database.engine).unfinished() == []


async def test_a_second_shut_down_is_an_incident_of_its_own(database: Database) -> None:
    store, incidents = DatabaseStore(database.engine), DatabaseIncidents(database)
    id = (await taught(database)).lesson.id
    await DatabaseRestarting(database, 9.0).restart(id, WHY, ROOT, ZHAO)
    lesson = await store.load(id)
    assert lesson is not None

    await store.save(lesson, lesson.handle(ShutDown(by=None), time.time()))

    assert len((await incidents.page(EVERYTHING, "", 10)).items) == 2
    asked = await incidents.want(id, WHY, SERVER)
    assert asked.state is IncidentState.WANTED  # the one that waits already
