"""Whoever is signed out or revoked is out: told, off the seat, and with nothing left that moves."""

import asyncio

import pytest

from classroom import media_messages as m
from classroom.admission import Cut, Pass
from classroom.audit.record import SERVER
from classroom.failures import Unavailable
from classroom.register.scope import EVERYTHING
from signaling.cuts import KEPT, Cuts
from tests.signaling.planned import (
    MAIN,
    QINGSHAN,
    SESSIONS,
    SHIQIAO,
    OpenLesson,
    open_lesson,
)
from tests.signaling.server import TestPage, Turned


async def teaching(here: OpenLesson) -> TestPage:
    """The lecturer is in, and the lesson is live."""
    lecturer = await (await here.by_cookie(await here.sign_in(MAIN))).enter()
    await lecturer.ask("start_lesson")
    await lecturer.until(lambda: lecturer.phase == "live")
    return lecturer


async def test_a_revoked_device_is_out_and_its_media_is_closed_when_the_cut_returns(
    database_url: str,
) -> None:
    async with open_lesson(database_url) as here:
        lecturer = await teaching(here)
        signer = await here.enrol(QINGSHAN)
        wall = await (await here.by_device(signer)).enter()
        camera = await wall.produce("camera")
        await lecturer.until(lambda: camera in lecturer.views)
        await lecturer.consume(camera)
        here.server.media.forget()

        await here.devices.revoke(signer.id, sight=EVERYTHING, by=SERVER)
        await here.server.gateway.cut(device=signer.id)

        closed = [r for r in here.server.media.asked if isinstance(r, m.ClosePeer)]
        assert [r.peer.rpartition(".")[0] for r in closed] == [here.room(QINGSHAN)]
        await wall.disconnected.wait()
        assert wall.goodbyes == ["device_revoked"]
        await lecturer.until(lambda: lecturer.presence(here.room(QINGSHAN)) == "left")
        await lecturer.until(lambda: camera not in lecturer.views)
        with pytest.raises(Turned, match="device_revoked"):
            await here.by_device(signer, wall.session)


async def test_a_person_who_is_signed_out_holds_the_lesson_up_and_no_longer_leads_it(
    database_url: str,
) -> None:
    async with open_lesson(database_url) as here:
        cookie = await here.sign_in(MAIN)
        lecturer = await (await here.by_cookie(cookie)).enter()
        await lecturer.ask("start_lesson")
        wall = await (await here.by_device(await here.enrol(QINGSHAN))).enter()

        await here.server.gateway.cut(session=await here.sign_out(cookie))

        await lecturer.disconnected.wait()
        assert lecturer.goodbyes == ["signed_out"]
        await wall.until(lambda: wall.phase == "hold")
        with pytest.raises(Turned, match="not_signed_in"):
            await here.by_cookie(cookie, lecturer.session)


async def test_every_sign_in_of_a_person_is_cut_and_no_one_else_s(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        lecturer = await teaching(here)
        assistant = await (await here.by_cookie(await here.sign_in(QINGSHAN))).enter()
        wall = await (await here.by_device(await here.enrol(SHIQIAO))).enter()

        await here.server.gateway.cut(person=here.county.id("青山小学老师"))

        await assistant.disconnected.wait()
        for page in (lecturer, wall):
            assert (await page.ask("sync"))["type"] == "snapshot"
        assert here.server.gateway.connections == 2


async def test_a_page_whose_line_is_lost_just_then_is_cut_all_the_same(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        lecturer = await teaching(here)
        signer = await here.enrol(QINGSHAN)
        wall = await (await here.by_device(signer)).enter()
        await wall.produce("camera")
        await wall.close()
        await lecturer.until(lambda: lecturer.presence(here.room(QINGSHAN)) == "lost")
        here.server.media.forget()

        await here.server.gateway.cut(device=signer.id)

        assert any(isinstance(r, m.ClosePeer) for r in here.server.media.asked)
        await lecturer.until(lambda: lecturer.presence(here.room(QINGSHAN)) == "left")


async def test_what_a_page_asked_before_it_was_cut_gives_it_nothing(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        await teaching(here)
        signer = await here.enrol(QINGSHAN)
        wall = await (await here.by_device(signer)).enter()
        media = here.server.media
        media.stall = asyncio.Event()
        asked = asyncio.create_task(wall.transport("send"))
        async with asyncio.timeout(10):
            while not media.stalled:  # noqa: ASYNC110 - the script tells nobody
                await asyncio.sleep(0.005)
        media.forget()

        await here.server.gateway.cut(device=signer.id)
        media.stall.set()

        closed = await media.until(m.ClosePeer)
        assert isinstance(closed, m.ClosePeer)
        assert closed.peer.startswith(here.room(QINGSHAN))
        asked.cancel()  # nobody answers it any more
        await asyncio.gather(asked, return_exceptions=True)


async def test_the_media_of_a_cut_page_is_closed_as_soon_as_the_plane_answers(
    database_url: str,
) -> None:
    async with open_lesson(database_url) as here:
        await teaching(here)
        signer = await here.enrol(QINGSHAN)
        wall = await (await here.by_device(signer)).enter()
        await wall.produce("camera")
        here.server.media.failure = Unavailable("media_down")

        await here.server.gateway.cut(device=signer.id)
        here.server.media.failure = None

        closed = await here.server.media.until(m.ClosePeer)
        assert isinstance(closed, m.ClosePeer)


async def test_a_sign_in_that_runs_out_ends_the_page_in_the_lesson(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        cookie = await here.sign_in(QINGSHAN, ago=8 * 3600 - 60)
        assistant = await (await here.by_cookie(cookie)).enter()
        await here.server.lessons.passes.expire()
        assert (await assistant.ask("sync"))["type"] == "snapshot"

        here.server.clock.go(61)
        await here.server.lessons.passes.expire()

        await assistant.disconnected.wait()
        assert assistant.goodbyes == ["signed_out"]


async def test_a_sign_in_that_was_ended_elsewhere_is_found_out(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        cookie = await here.sign_in(QINGSHAN)
        assistant = await (await here.by_cookie(cookie)).enter()
        signer = await here.enrol(SHIQIAO)
        wall = await (await here.by_device(signer)).enter()
        await here.server.lessons.look()
        here.server.clock.go(SESSIONS.idle_seconds - 1)
        await here.server.lessons.look()
        here.server.clock.go(SESSIONS.idle_seconds - 1)
        await here.holding.go_round()
        await here.server.lessons.look()
        assert (await assistant.ask("sync"))["type"] == "snapshot", "in a lesson, nobody is idle"

        await here.sign_out(cookie)
        await here.devices.revoke(signer.id, sight=EVERYTHING, by=SERVER)
        await here.server.lessons.look()

        await assistant.disconnected.wait()
        await wall.disconnected.wait()
        assert (assistant.goodbyes, wall.goodbyes) == (["signed_out"], ["device_revoked"])


async def test_who_came_through_the_door_while_being_cut_is_out(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_lesson(database_url) as here:
        cookie = await here.sign_in(QINGSHAN)
        door = here.server.door
        assert door is not None
        let_in = door.admit

        async def slowly(knock: object) -> Pass:
            admitted = await let_in(knock)  # type: ignore[arg-type]
            await here.server.gateway.cut(session=await here.sign_out(cookie))
            return admitted

        monkeypatch.setattr(door, "admit", slowly)

        with pytest.raises(Turned, match="signed_out"):
            await here.by_cookie(cookie)

        assert await here.results() == ["signed_out"]
        monkeypatch.undo()
        wall = await here.by_device(await here.enrol(QINGSHAN))
        assert wall.presence(here.room(QINGSHAN)) == "waiting", "the seat is free"


async def test_nobody_is_in_a_lesson_unrecorded(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_lesson(database_url) as here:
        signer = await here.enrol(QINGSHAN)

        async def fail(*_: object) -> None:
            raise Unavailable("store_down")

        monkeypatch.setattr("classroom.store.trail.DatabaseTrail.note", fail)
        with pytest.raises(Turned, match="unavailable"):
            await here.by_device(signer)
        monkeypatch.undo()

        await here.by_device(signer)
        assert await here.results() == ["ok"]


def test_more_cuts_than_are_kept_let_nobody_slip_through() -> None:
    cuts = Cuts()
    before = cuts.made
    for n in range(KEPT + 1):
        cuts.add(Cut(session=f"s{n}"), "signed_out")

    with pytest.raises(Unavailable, match="busy"):
        cuts.since(before, Pass(lesson="l", seat="s", actor=SERVER))
    assert cuts.since(before + 1, Pass(lesson="l", seat="s", actor=SERVER)) is None
