"""Classrooms' line tests are kept, a few of each, on both databases."""

import pytest

from classroom.line_test import KEPT, LineFigures, LineTest, WayKind, verdict
from classroom.register.scope import EVERYTHING, Sight
from classroom.store.lines import DatabaseLines
from classroom.store.transactions import Database
from tests.classroom.county import counties, make_county
from tests.copies import Fill


@pytest.fixture
def filled_with() -> Fill:
    return counties


def result(at: float, down_kbps: float) -> LineTest:
    measured = LineFigures(
        up_kbps=3000.0, down_kbps=down_kbps, up_loss=0.0, down_loss=0.0, jitter_ms=3.0, rtt_ms=20.0,
        path=WayKind.TCP,
    )  # fmt: skip
    return LineTest(at=at, verdict=verdict(measured), measured=measured)


async def test_the_last_few_are_kept_and_the_worst_line_is_told_first(database_url: str) -> None:
    async with Database.open(database_url, lambda: 1000.0) as database:
        county = await make_county(database)
        lines = DatabaseLines(database)
        good, bad = county.id("中心小学教室"), county.id("青山小学教室")
        for number in range(KEPT + 2):
            await lines.keep(good, result(number, 9000.0), person="", device="pc")
        await lines.keep(bad, result(1, 9000.0), person="clerk", device="")
        await lines.keep(bad, result(2, 300.0), person="", device="pc")

        kept = await lines.last(good)
        assert [each.test.at for each in kept] == list(reversed(range(2, KEPT + 2)))
        assert (await lines.last(bad))[0].test == result(2, 300.0)
        assert [each.person for each in await lines.last(bad)] == ["", "clerk"]

        worst = await lines.worst(EVERYTHING, 10)
        assert [(each.classroom, each.kept.test.verdict.level) for each in worst] == [
            (bad, 1),
            (good, 4),
        ]
        ours = Sight(scopes=(county["青山小学"].scope,))
        assert [each.classroom for each in await lines.worst(ours, 10)] == [bad]
        assert await lines.worst(EVERYTHING, 1) == worst[:1]
