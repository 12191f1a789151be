"""What is kept of classroom devices, on both databases."""

from collections.abc import Sequence

import msgspec
import pytest
import sqlalchemy as sa

from classroom.accounts import devices as pure
from classroom.accounts.devices import Enrolment, enrolment
from classroom.audit.record import Actor, ActorKind, AuditRecord
from classroom.failures import Later, Refused
from classroom.register.kinds import KINDS
from classroom.register.scope import EVERYTHING, Sight
from classroom.store.devices import DatabaseDevices
from classroom.store.tables import audit
from classroom.store.transactions import Database, record_of
from tests.classroom.county import County, counties, make_county
from tests.copies import Fill
from tests.device import Signer

PAGE = Actor(kind=ActorKind.NOBODY, address="192.0.2.7")
CLERK = Actor(kind=ActorKind.PERSON, id="clerk")


class School:
    """A county, its devices, and what the clerk does with them."""

    def __init__(self, county: County, database: Database) -> None:
        self.county = county
        self.database = database
        self.devices = DatabaseDevices(database)

    async def asks(self, signer: Signer | None = None, address: str = "192.0.2.7") -> Enrolment:
        signer = signer or Signer()
        asked = enrolment(signer.key, agent="Chromium", address=address, now=self.database.now())
        return await self.devices.ask(asked, PAGE)

    async def enrols(
        self, shown: Enrolment, name: str, *, replace: bool = False, sight: Sight = EVERYTHING
    ) -> tuple[pure.Device, pure.Device | None]:
        room = self.county.id(name)
        return await self.devices.enrol(
            shown.code, room, name="讲台电脑", replace=replace, sight=sight, by=CLERK
        )

    async def records(self, action: str) -> Sequence[AuditRecord]:
        query = sa.select(audit.records).where(audit.records.c.action == action)
        async with self.database.reading() as connection:
            return [record_of(row) for row in await connection.execute(query)]


@pytest.fixture
def filled_with() -> Fill:
    return counties


@pytest.fixture
async def school(database: Database) -> School:
    return School(await make_county(database), database)


async def test_a_code_binds_the_key_to_the_classroom(school: School) -> None:
    signer = Signer()
    shown = await school.asks(signer)
    assert await school.devices.find(signer.id) is None

    device, replaced = await school.enrols(shown, "青山小学教室")

    assert replaced is None
    assert device.id == signer.id
    assert device.key == signer.key
    assert device.scope == school.county["青山小学"].scope
    assert await school.devices.find(signer.id) == device
    [record] = await school.records("enrol_device")
    assert (record.actor, record.note.object, record.note.scope) == (
        CLERK,
        device.id,
        device.scope,
    )


async def test_a_page_that_asks_again_is_given_the_code_it_shows_already(school: School) -> None:
    signer = Signer()

    shown = await school.asks(signer)

    assert await school.asks(signer) == shown
    assert (await school.asks()).code != shown.code
    assert len(await school.records("ask_enrolment")) == 2


async def test_a_code_is_used_up(school: School) -> None:
    shown = await school.asks()
    await school.enrols(shown, "青山小学教室")

    with pytest.raises(Refused, match="code_unknown"):
        await school.enrols(shown, "中心小学教室")


async def test_a_code_that_expired_enrols_nothing_and_is_replaced_when_asked_for(
    school: School,
) -> None:
    signer, now = Signer(), school.database.now()
    shown = await school.asks(signer)
    school.database.now = lambda: now + pure.CODE_SECONDS + 60

    with pytest.raises(Refused, match="code_expired"):
        await school.enrols(shown, "青山小学教室")
    again = await school.asks(signer)

    assert again.code != shown.code
    with pytest.raises(Refused, match="code_unknown"):
        await school.enrols(shown, "青山小学教室")
    await school.enrols(again, "青山小学教室")


async def test_a_second_device_replaces_the_first_only_when_that_is_said(school: School) -> None:
    first, _ = await school.enrols(await school.asks(), "青山小学教室")
    shown = await school.asks()

    with pytest.raises(Refused, match="classroom_has_device"):
        await school.enrols(shown, "青山小学教室")
    second, replaced = await school.enrols(shown, "青山小学教室", replace=True)

    assert replaced == first
    found = await school.devices.find(first.id)
    assert found is not None
    assert found.revoked_at is not None
    assert (await school.devices.find(second.id)) == second
    assert [r.note.object for r in await school.records("revoke_device")] == [first.id]


async def test_a_clerk_enrols_and_revokes_within_the_own_school_only(school: School) -> None:
    mine = school.county.sight("青山小学")
    shown = await school.asks()

    with pytest.raises(Refused, match="not_found"):
        await school.enrols(shown, "中心小学教室", sight=mine)
    theirs, _ = await school.enrols(shown, "中心小学教室")
    with pytest.raises(Refused, match="not_found"):
        await school.devices.revoke(theirs.id, sight=mine, by=CLERK)

    assert await school.devices.find(theirs.id) == theirs
    assert (await school.devices.page(mine))[0] == []


async def test_a_revoked_key_stays_revoked(school: School) -> None:
    signer = Signer()
    await school.enrols(await school.asks(signer), "青山小学教室")
    with pytest.raises(Refused, match="device_enrolled"):
        await school.asks(signer)

    revoked = await school.devices.revoke(signer.id, sight=EVERYTHING, by=CLERK)
    again = await school.devices.revoke(signer.id, sight=EVERYTHING, by=CLERK)

    assert revoked.revoked_at == again.revoked_at is not None
    with pytest.raises(Refused, match="device_revoked"):
        await school.asks(signer)
    assert len(await school.records("revoke_device")) == 1


async def test_a_device_whose_classroom_was_taken_away_is_unknown(school: School) -> None:
    device, _ = await school.enrols(await school.asks(), "远山小学教室")
    kind, room = KINDS["classrooms"], school.county["远山小学教室"]

    async with school.county.registry.writing(CLERK) as writing:
        await writing.remove(kind, room.id, room.version, EVERYTHING)

    assert await school.devices.find(device.id) is None


async def test_only_so_many_wait_at_once(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("classroom.store.devices.WAITING_FROM_ONE", 2)
    monkeypatch.setattr("classroom.store.devices.WAITING", 3)
    waiting = Signer()
    await school.asks(waiting)
    await school.asks()

    with pytest.raises(Later, match="too_many"):
        await school.asks()
    await school.asks(waiting)
    await school.asks(address="198.51.100.1")
    with pytest.raises(Later, match="too_many"):
        await school.asks(address="198.51.100.2")


async def test_devices_are_listed_page_by_page(school: School) -> None:
    rooms = ["中心小学教室", "青山小学教室", "石桥教学点教室"]
    made = [(await school.enrols(await school.asks(), room))[0] for room in rooms]
    mine = school.county.sight("绿水县")

    first, after = await school.devices.page(mine, limit=2)
    assert after is not None
    second, end = await school.devices.page(mine, after=after, limit=2)

    assert end is None
    listed = [*first, *second]
    assert {each.device.id for each in listed} == {device.id for device in made}
    assert {(each.school, each.classroom) for each in listed} == {
        (room.removesuffix("教室"), "录播教室") for room in rooms
    }
    room = school.county.id("青山小学教室")
    [only], _ = await school.devices.page(mine, of=[room])
    assert only.device.id == made[1].id


async def test_when_a_device_was_last_here_is_known(school: School) -> None:
    device, _ = await school.enrols(await school.asks(), "青山小学教室")
    later = device.seen_at + 3600
    school.database.now = lambda: later

    await school.devices.seen(device.id)

    assert await school.devices.find(device.id) == msgspec.structs.replace(device, seen_at=later)
