"""What the rows of exports promise, on both databases."""

import pytest

from classroom.audit.record import Actor, ActorKind
from classroom.failures import Refused, Unavailable
from classroom.recording.exports import ExportLayout, ExportOrder, ExportState
from classroom.recording.recording import Recording
from classroom.store.exports import WAITING_OF_ONE, DatabaseExports
from classroom.store.keys import Once
from classroom.store.transactions import Database
from tests.contracts.test_recordings import BEGAN, NORTH, ZONE, Rows, actions

ZHAO = Actor(kind=ActorKind.PERSON, id="zhao")
ORDER = ExportOrder(
    layout=ExportLayout.LECTURER, since=BEGAN, until=BEGAN + 61, language="zh", mark="赵老师"
)


@pytest.fixture
def rows(database: Database) -> Rows:
    return Rows(database)


@pytest.fixture
def exports(rows: Rows) -> DatabaseExports:
    return DatabaseExports(rows.database, ZONE, 7)


async def sealed(rows: Rows) -> Recording:
    return await rows.lists.get(await rows.sealed(NORTH))


async def test_an_export_goes_its_way_once(rows: Rows, exports: DatabaseExports) -> None:
    recording, once = await sealed(rows), Once("zhao", "k", "r")
    asked = await exports.ask(recording, "zhao", ORDER, ZHAO, once)
    assert await exports.ask(recording, "zhao", ORDER, ZHAO, once) == asked
    assert (asked.state, asked.of, asked.order) == (ExportState.WAITING, 4, ORDER)

    found = await exports.next()
    assert found is not None
    assert (found[0].id, found[1].id) == (asked.id, recording.id)
    assert await exports.next() is None
    await exports.progressed(asked.id, 2)
    await exports.progressed(asked.id, 1)  # said late
    await exports.take_up()  # the server was killed
    again = await exports.next()
    assert again is not None
    assert (again[0].done, again[0].state) == (2, ExportState.MAKING)
    assert await exports.made(asked.id, 12_345)
    assert not await exports.made(asked.id, 12_345)

    (told,) = await exports.of(recording.id, "zhao")
    assert (told.state, told.bytes) == (ExportState.DONE, 12_345)
    assert await exports.of(recording.id, "qian") == []
    with pytest.raises(Refused, match="not_found"):
        await exports.get(recording.id, asked.id, "qian")
    with pytest.raises(Refused, match="not_found"):
        await exports.cancel(recording, asked.id, "qian", ZHAO)
    assert await exports.kept() == {asked.id}
    rows.now += 8 * 86_400
    await exports.expire()
    assert await exports.kept() == frozenset()
    (told,) = await exports.of(recording.id, "zhao")
    assert (told.state, told.order.mark) == (ExportState.GONE, "")  # no name is kept for nothing


async def test_what_is_cancelled_or_shows_what_was_erased_is_never_done(
    rows: Rows, exports: DatabaseExports
) -> None:
    recording = await sealed(rows)
    first, second = [await exports.ask(recording, "zhao", ORDER, ZHAO) for _ in range(2)]
    await exports.next()
    await exports.next()

    cancelled = await exports.cancel(recording, first.id, "zhao", ZHAO)
    assert await exports.cancel(recording, first.id, "zhao", ZHAO) == cancelled
    assert set(await exports.forget(recording.id)) == {first.id, second.id}
    await exports.progressed(first.id, 3)
    await exports.failed(second.id, "export_failed")

    assert cancelled.state is ExportState.CANCELLED
    assert not await exports.made(first.id, 1)
    assert not await exports.made(second.id, 1)
    said = await actions(rows.database, recording.id)
    assert said.count("cancel_export") == 1
    assert {each.state for each in await exports.of(recording.id, "zhao")} == {ExportState.GONE}


async def test_so_many_wait_and_of_what_is_over_only(rows: Rows, exports: DatabaseExports) -> None:
    recording = await sealed(rows)
    for _ in range(WAITING_OF_ONE):
        await exports.ask(recording, "zhao", ORDER, ZHAO)
    with pytest.raises(Unavailable, match="too_busy"):
        await exports.ask(recording, "zhao", ORDER, ZHAO)
    await exports.ask(recording, "qian", ORDER, ZHAO)

    live = await rows.lesson(NORTH)
    await rows.rows.begun(live, BEGAN)
    with pytest.raises(Refused, match="recording_live"):
        await exports.ask(await rows.lists.get(live), "sun", ORDER, ZHAO)
    await rows.rows.delete(recording.id, "", ZHAO)
    with pytest.raises(Refused, match="recording_gone"):
        await exports.ask(recording, "sun", ORDER, ZHAO)
    await exports.expire()
    assert await exports.kept() == frozenset()
