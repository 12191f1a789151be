"""What a page reports is a ticket, with what was said and who was there, when it is answered."""

from typing import Any

import pytest

from classroom.register.scope import EVERYTHING, Sight
from classroom.reports.evidence import What
from classroom.store.tickets import DatabaseTickets
from tests.signaling.ink import LINE, a_stroke
from tests.signaling.planned import MAIN, QINGSHAN, SHIQIAO, open_lesson
from tests.signaling.server import PageError, school


async def test_a_reported_remark_is_a_ticket_of_its_school(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        lecturer = await (await here.by_cookie(await here.sign_in(MAIN))).enter()
        await lecturer.ask("start_lesson")
        page = await (await here.by_cookie(await here.sign_in(QINGSHAN))).enter()
        wall = await (await here.by_device(await here.enrol(SHIQIAO))).enter()
        await page.ask("say", to="everybody", text="骂人的话")
        await wall.until(lambda: wall.remarks)

        await wall.ask("report", what="remark", id="0", reason="abuse")

        tickets = DatabaseTickets(here.database)
        [ticket], _ = await tickets.page(EVERYTHING)
        assert (ticket.what, ticket.evidence.text) == (What.REMARK, "骂人的话")
        assert ticket.by == here.room(SHIQIAO)
        assert ticket.evidence.classroom == here.room(QINGSHAN)
        assert ticket.evidence.people == (here.county.id("青山小学老师"),)
        own, other = here.county[QINGSHAN].scope, here.county["远山小学"].scope
        assert (await tickets.page(Sight((own,))))[0] == [ticket]
        assert (await tickets.page(Sight((other,))))[0] == []


async def test_a_picture_is_reported_by_its_producer(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        lecturer = await (await here.by_cookie(await here.sign_in(MAIN))).enter()
        await lecturer.ask("start_lesson")
        signer = await here.enrol(QINGSHAN)
        wall = await (await here.by_device(signer)).enter()
        camera = await wall.produce("camera")
        await lecturer.until(lambda: camera in lecturer.views)

        await lecturer.ask("report", what="stream", id=camera, reason="vulgar")

        [ticket], _ = await DatabaseTickets(here.database).page(EVERYTHING)
        assert (ticket.object, ticket.evidence.source) == (camera, "camera")
        assert ticket.evidence.devices == (signer.id,)


async def test_what_is_drawn_on_the_board_is_reported_by_who_drew_it(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        lecturer = await (await here.by_cookie(await here.sign_in(MAIN))).enter()
        await lecturer.ask("start_lesson")
        page = await (await here.by_cookie(await here.sign_in(QINGSHAN))).enter()
        wall = await (await here.by_device(await here.enrol(SHIQIAO))).enter()
        await lecturer.ask("set_right", right="annotate", on=True, classroom=here.room(QINGSHAN))
        await lecturer.ask("show_board", page=1)
        await page.ask("draw", **a_stroke())
        await page.ask("draw", **a_stroke(LINE[:1], tool="text", text="骂人的话"))

        await wall.ask("report", what="stroke", id=here.room(QINGSHAN), reason="abuse")

        [ticket], _ = await DatabaseTickets(here.database).page(EVERYTHING)
        seen = ticket.evidence
        assert (seen.classroom, seen.text) == (here.room(QINGSHAN), "骂人的话")
        assert (seen.surface, len(seen.strokes)) == ("board:1", 2)
        assert seen.people == (here.county.id("青山小学老师"),)
        with pytest.raises(PageError, match="unknown_thing"):
            await wall.ask("report", what="stroke", id=here.room(SHIQIAO), reason="abuse")


@pytest.mark.parametrize(
    "payload",
    [
        {"what": "remark", "id": "0", "reason": "boring"},
        {"what": "person", "id": "0", "reason": "abuse"},
        {"what": "remark", "id": "", "reason": "abuse"},
        {"what": "remark", "id": "x" * 65, "reason": "abuse"},
        {"what": "remark", "id": "<svg/>", "reason": "abuse"},
        {"what": "remark", "id": "0", "reason": "abuse", "text": "made up"},
        {"what": "remark", "id": 0, "reason": "abuse"},
    ],
)
async def test_a_report_that_is_none_is_refused(payload: dict[str, Any]) -> None:
    async with school() as classes:
        (lecturer,) = await classes.lesson()

        with pytest.raises(PageError, match="bad_message"):
            await lecturer.ask("report", **payload)
