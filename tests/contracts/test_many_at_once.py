"""What the register promises of many things at once, on both databases."""

import msgspec
import pytest
import sqlalchemy as sa

from classroom.audit.record import SERVER, Note
from classroom.failures import Refused
from classroom.register.checks import Invalid, build
from classroom.register.kinds import KINDS
from classroom.register.people import Pupil
from classroom.register.ports import Query
from classroom.register.scope import Sight
from classroom.store.tables import audit
from classroom.store.transactions import Database
from tests.classroom.county import County, counties, make_county
from tests.copies import Fill

PUPILS, SCHOOLS, PAIRINGS = KINDS["pupils"], KINDS["schools"], KINDS["pairings"]
NOTE = Note(action="import_data", kind="pupils")


@pytest.fixture
def filled_with() -> Fill:
    return counties


@pytest.fixture
async def county(database: Database) -> County:
    return await make_county(database)


def pupils(county: County, count: int, school: str = "青山小学") -> list[Pupil]:
    return [
        build(
            PUPILS,
            {"school_class": county.id(f"{school}班"), "name": f"学生{n}", "number": f"2{n}"},
        )
        for n in range(count)
    ]


async def records(database: Database) -> int:
    async with database.reading() as connection:
        return await connection.scalar(sa.select(sa.func.count()).select_from(audit.records)) or 0


async def numbers(county: County) -> set[str]:
    page = await county.registry.page(PUPILS, county.sight("青山小学"), Query(limit=200))
    return {pupil.number for pupil in page.items}


async def test_many_are_kept_with_one_record_for_all_and_one_for_each(
    county: County, database: Database
) -> None:
    before = await records(database)
    mine = county.sight("青山小学")

    async with county.registry.writing(SERVER) as writing:
        put = await writing.put_all(PUPILS, pupils(county, 1200), [], {}, mine, NOTE)

    assert await records(database) == before + 1 + 1200
    assert len({pupil.id for pupil in put}) == 1200
    assert {(pupil.version, pupil.scope) for pupil in put} == {(1, county["青山小学"].scope)}
    found = await county.registry.among(PUPILS, "id", [pupil.id for pupil in put], mine)
    assert len(found) == 1200
    assert not await county.registry.among(
        PUPILS, "id", [pupil.id for pupil in put], county.sight("中心小学")
    )


async def test_one_that_is_there_already_undoes_all_of_them(county: County) -> None:
    mine, new = county.sight("青山小学"), pupils(county, 3)
    taken = msgspec.structs.replace(new[0], number="01")

    with pytest.raises(Refused, match="exists"):
        async with county.registry.writing(SERVER) as writing:
            await writing.put_all(PUPILS, [*new, taken], [], {}, mine, NOTE)

    assert await numbers(county) == {"01"}


async def test_what_changed_since_it_was_read_undoes_all_of_them(county: County) -> None:
    mine, old = county.sight("青山小学"), county["青山小学学生"]
    async with county.registry.writing(SERVER) as writing:
        newer = msgspec.structs.replace(old, name="小麦")
        await writing.replace(PUPILS, newer, old.version, mine)

    for changed, read in [
        ([msgspec.structs.replace(old, name="小豆")], {old.id: old.version}),
        ([], {old.id: old.version}),  # nothing of it changes, but it was decided by
        ([], {"nobody": 1}),
    ]:
        with pytest.raises(Refused, match="changed_meanwhile"):
            async with county.registry.writing(SERVER) as writing:
                await writing.put_all(PUPILS, pupils(county, 2), changed, read, mine, NOTE)

    assert await numbers(county) == {"01"}


async def test_what_somebody_else_sets_is_left_alone(county: County, database: Database) -> None:
    mine, old = county.sight("青山小学"), county["青山小学学生"]
    async with database.writing(SERVER) as transaction:
        await transaction.connection.execute(sa.text("UPDATE pupils SET consent = 'given'"))

    async with county.registry.writing(SERVER) as writing:
        renamed = msgspec.structs.replace(old, name="小麦")
        await writing.put_all(PUPILS, [], [renamed], {old.id: 1}, mine, NOTE)

    now = await county.registry.get(PUPILS, old.id, mine)
    assert (now.name, now.consent, now.version) == ("小麦", "given", 2)


async def test_nothing_is_put_into_another_school(county: County) -> None:
    mine = county.sight("青山小学")

    with pytest.raises(Refused, match="not_found"):
        async with county.registry.writing(SERVER) as writing:
            await writing.put_all(PUPILS, pupils(county, 1, "中心小学"), [], {}, mine, NOTE)
    moved = msgspec.structs.replace(county["青山小学学生"], school_class=county.id("中心小学班"))
    both = Sight((*mine.scopes, county["中心小学"].scope))
    with pytest.raises(Refused, match=r"cannot_move|not_found"):
        async with county.registry.writing(SERVER) as writing:
            await writing.put_all(PUPILS, [], [moved], {moved.id: 1}, both, NOTE)


async def test_references_must_be_there_and_in_sight(county: County) -> None:
    mine, pairing = county.sight("绿水县"), county["音乐"]
    elsewhere = msgspec.structs.replace(pairing, lecturer=county.id("远山小学老师"))

    read = {pairing.id: pairing.version}
    with pytest.raises(Invalid) as refused:
        async with county.registry.writing(SERVER) as writing:
            await writing.put_all(PAIRINGS, [], [elsewhere], read, mine, NOTE)

    assert [(p.field, p.code) for p in refused.value.problems] == [("lecturer", "not_found")]


async def test_receivers_of_many_pairings_may_read_them(county: County) -> None:
    mine, pairing = county.sight("绿水县"), county["音乐"]
    fewer = msgspec.structs.replace(pairing, receivers=pairing.receivers[:1])

    async with county.registry.writing(SERVER) as writing:
        read = {pairing.id: pairing.version}
        await writing.put_all(PAIRINGS, [], [fewer], read, mine, NOTE)

    assert (await county.registry.page(PAIRINGS, county.sight("青山小学"), Query())).total == 1
    assert (await county.registry.page(PAIRINGS, county.sight("石桥教学点"), Query())).total == 0


async def test_schools_open_scopes_of_their_own(county: County) -> None:
    values = {"region": county.id("绿水县"), "name": "新小学", "code": "N1", "kind": "village"}

    async with county.registry.writing(SERVER) as writing:
        (school,) = await writing.put_all(
            SCHOOLS, [build(SCHOOLS, values)], [], {}, county.sight("绿水县"), NOTE
        )

    assert school.scope == f"{county['绿水县'].scope}{school.id}/"
