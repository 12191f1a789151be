"""While the server runs, pupils' data goes when its time is over: as guardians were told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import msgspec
import pytest
import sqlalchemy as sa

from classroom.store.tables import audit
from tests.signaling.server import settings
from tests.web.api.county import ZONE, County
from tests.web.privacy.test_a_pupil_s_data import PUPIL, hold, left_of
from tests.web.privacy.test_guardians_are_told_and_asked import publish, record
from web import services
from web.services import Services


@asynccontextmanager
async def started_on(county: County, day: str) -> AsyncIterator[Services]:
    """Start the server on a day, and wait until it has looked."""
    county.database.now = lambda: datetime.fromisoformat(day).replace(tzinfo=ZONE).timestamp()
    ours = msgspec.structs.replace(
        settings(), audit=msgspec.structs.replace(settings().audit, key=str(county.key))
    )
    async with services.opened(county.database, ours) as opened:
        async with asyncio.timeout(20):
            await opened.forgetting.looked.wait()
        yield opened


async def erasures(county: County, pupil: str) -> list[tuple[str, str, str]]:
    query = sa.select(audit.records).where(
        audit.records.c.object == pupil, audit.records.c.action == "erase_pupil"
    )
    async with county.database.reading() as connection:
        return [(r.actor_kind, r.scope, r.detail) for r in await connection.execute(query)]


async def test_the_server_lets_go_whoever_left_long_enough_ago_and_says_so(county: County) -> None:
    await record(county, await publish(county), "given")
    await hold(county, kind="schools", object="village")

    async with started_on(county, "2028-08-31"):
        assert (await left_of(county))["pupils"] == 1
    async with started_on(county, "2028-09-01"):
        assert not any((await left_of(county)).values())

    assert (await left_of(county, "village-pupil"))["pupils"] == 1  # held
    ((actor, scope, detail),) = await erasures(county, PUPIL)
    assert (actor, scope) == ("server", "/province/north/centre/")
    assert msgspec.json.decode(detail)["erased"]["pupils"] == 1
    assert await erasures(county, "village-pupil") == []


async def test_what_was_taken_away_goes_after_the_days_that_are_set(county: County) -> None:
    county.database.now = lambda: datetime(2026, 10, 1, 12, tzinfo=ZONE).timestamp()
    version = (await county.ask("clerk", "GET", f"pupils/{PUPIL}")).etag
    await county.ask("clerk", "DELETE", f"pupils/{PUPIL}", headers={"If-Match": version})

    async with started_on(county, "2026-10-31"):
        assert (await left_of(county))["pupils"] == 1
    async with started_on(county, "2026-11-01"):
        assert (await left_of(county))["pupils"] == 0

    assert (await left_of(county, "village-pupil"))["pupils"] == 1


async def test_what_a_hold_had_left_goes_when_it_is_lifted_and_that_is_recorded(
    county: County,
) -> None:
    await record(county, await publish(county), "given")
    id = await hold(county, data=["consents"])
    await county.ask("clerk", "POST", f"pupils/{PUPIL}/erasure")

    async with started_on(county, "2026-12-01") as server:
        assert (await left_of(county))["consents"] == 1
        await county.ask("county", "DELETE", f"holds/{id}")
        assert await server.forgetting.look() == 1
        assert await server.forgetting.look() == 0

    assert not any((await left_of(county)).values())
    *_, (actor, scope, detail) = await erasures(county, PUPIL)
    assert (actor, scope) == ("server", "/province/north/centre/")
    erased = msgspec.json.decode(detail)["erased"]
    assert erased == {"consents": 1, "pupil_requests": 0, "pupil_answers": 0, "pupils": 0}


async def test_more_than_go_in_one_turn_go_in_several(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("classroom.store.erasing.AT_ONCE", 1)

    async with started_on(county, "2028-09-01"):
        for school in ("centre", "village", "far"):
            assert (await left_of(county, f"{school}-pupil"))["pupils"] == 0
