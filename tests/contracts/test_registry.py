"""What the register promises, on both databases."""

import asyncio

import msgspec
import pytest
import sqlalchemy as sa

from classroom.audit.record import SERVER, Actor, ActorKind, Note, broken
from classroom.failures import BadMessage, Refused
from classroom.register.checks import Invalid, build
from classroom.register.kinds import KINDS
from classroom.register.ports import Query
from classroom.register.scope import EVERYTHING, Sight
from classroom.store.registry import DatabaseRegistry
from classroom.store.tables import audit
from classroom.store.transactions import Database, record_of
from tests.classroom.county import County, counties, make_county
from tests.copies import Fill

CLASSROOMS, SCHOOLS, PUPILS = KINDS["classrooms"], KINDS["schools"], KINDS["pupils"]
PAIRINGS, SLOTS, TERMS = KINDS["pairings"], KINDS["slots"], KINDS["terms"]
CLERK = Actor(kind=ActorKind.PERSON, id="clerk")


@pytest.fixture
def filled_with() -> Fill:
    return counties


@pytest.fixture
async def county(database: Database) -> County:
    return await make_county(database)


async def names(county: County, kind: str, sight: Sight, query: Query | None = None) -> list[str]:
    page = await county.registry.page(KINDS[kind], sight, query or Query())
    return [thing.name for thing in page.items]


async def test_a_school_sees_what_is_its_own_and_nothing_of_others(county: County) -> None:
    mine = county.sight("青山小学")

    assert await names(county, "schools", mine) == ["青山小学"]
    assert await names(county, "classrooms", mine) == ["录播教室"]
    assert (await county.registry.page(PUPILS, mine, Query())).total == 1
    for theirs in ("中心小学教室", "远山小学教室"):
        with pytest.raises(Refused, match="not_found"):
            await county.registry.get(CLASSROOMS, county.id(theirs), mine)


async def test_a_county_sees_its_schools_and_not_the_next_county_s(county: County) -> None:
    mine = county.sight("绿水县")

    assert sorted(await names(county, "schools", mine)) == ["中心小学", "石桥教学点", "青山小学"]
    with pytest.raises(Refused, match="not_found"):
        await county.registry.get(SCHOOLS, county.id("远山小学"), mine)


async def test_whoever_may_see_nothing_sees_nothing(county: County) -> None:
    for kind in KINDS.values():
        assert (await county.registry.page(kind, Sight(), Query())).total == 0


async def test_a_school_reads_the_county_s_terms_and_its_own_pairings(county: County) -> None:
    receiving, other = county.sight("青山小学"), county.sight("远山小学")

    assert await names(county, "terms", receiving) == ["2026 秋季学期"]
    assert await names(county, "pairings", receiving) == ["音乐专递"]
    slots = await county.registry.page(SLOTS, receiving, Query())
    assert [slot.weekday for slot in slots.items] == [2]
    assert await names(county, "terms", other) == []
    assert await names(county, "pairings", other) == []
    assert (await county.registry.page(SLOTS, other, Query())).total == 0


async def test_a_receiving_school_reads_a_pairing_and_does_not_change_it(county: County) -> None:
    pairing = county["音乐"]
    changed = msgspec.structs.replace(pairing, name="别的")

    async with county.registry.writing(CLERK) as writing:
        with pytest.raises(Refused, match="not_found"):
            await writing.replace(PAIRINGS, changed, pairing.version, county.sight("青山小学"))


async def test_another_county_s_ids_are_as_good_as_none(county: County) -> None:
    mine = county.sight("绿水县")
    pairing = msgspec.structs.replace(county["音乐"], lecturer=county.id("远山小学老师"))
    theirs = build(CLASSROOMS, {"school": county.id("远山小学"), "name": "新教室"})

    async with county.registry.writing(CLERK) as writing:
        with pytest.raises(Invalid) as invalid:
            await writing.replace(PAIRINGS, pairing, pairing.version, mine)
        with pytest.raises(Refused, match="not_found"):
            await writing.add(CLASSROOMS, theirs, mine)

    assert [(p.field, p.code) for p in invalid.value.problems] == [("lecturer", "not_found")]


async def test_two_clerks_at_once_the_second_is_told(county: County) -> None:
    room = county["青山小学教室"]
    first, second = (msgspec.structs.replace(room, name=name) for name in ("多媒体", "音乐室"))

    async with county.registry.writing(CLERK) as writing:
        kept = await writing.replace(CLASSROOMS, first, room.version, EVERYTHING)
        with pytest.raises(Refused, match="changed_meanwhile"):
            await writing.replace(CLASSROOMS, second, room.version, EVERYTHING)

    assert kept.version == room.version + 1
    assert await county.registry.get(CLASSROOMS, room.id, EVERYTHING) == kept


async def test_a_school_code_is_there_once(county: County) -> None:
    again = build(
        SCHOOLS,
        {"region": county.id("绿水县"), "name": "又一所", "code": "S2", "kind": "village"},
    )

    with pytest.raises(Refused, match="exists"):
        async with county.registry.writing(CLERK) as writing:
            await writing.add(SCHOOLS, again, EVERYTHING)

    assert await county.registry.find(SCHOOLS, "", {"code": "S2"}) == county["中心小学"]


async def test_what_others_need_is_not_taken_away(county: County) -> None:
    for kind, name in [
        ("schools", "青山小学"),
        ("classrooms", "石桥教学点教室"),
        ("terms", "学期"),
    ]:
        async with county.registry.writing(CLERK) as writing:
            with pytest.raises(Refused, match="in_use"):
                await writing.remove(KINDS[kind], county.id(name), 1, EVERYTHING)


async def test_what_was_taken_away_comes_back(county: County) -> None:
    pupil = county["青山小学学生"]
    async with county.registry.writing(CLERK) as writing:
        await writing.remove(PUPILS, pupil.id, 1, EVERYTHING)
    assert (await county.registry.page(PUPILS, county.sight("青山小学"), Query())).total == 0
    gone = await county.registry.page(PUPILS, county.sight("青山小学"), Query(removed=True))
    assert [thing.id for thing in gone.items] == [pupil.id]

    async with county.registry.writing(CLERK) as writing:
        back = await writing.restore(PUPILS, pupil.id, EVERYTHING)

    assert back.name == pupil.name
    assert (await county.registry.page(PUPILS, county.sight("青山小学"), Query())).total == 1


async def test_an_error_undoes_all_of_it(county: County) -> None:
    room = build(CLASSROOMS, {"school": county.id("青山小学"), "name": "新教室"})

    async def power_cut() -> None:
        async with county.registry.writing(CLERK) as writing:
            await writing.add(CLASSROOMS, room, EVERYTHING)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power"):
        await power_cut()

    assert await names(county, "classrooms", county.sight("青山小学")) == ["录播教室"]


async def test_consent_is_not_changed_with_the_name(county: County) -> None:
    pupil = county["青山小学学生"]
    sneaky = msgspec.structs.replace(pupil, name="小和", consent="given")

    async with county.registry.writing(CLERK) as writing:
        kept = await writing.replace(PUPILS, sneaky, 1, EVERYTHING)

    assert (kept.name, kept.consent) == ("小和", "unasked")


async def test_paging_meets_everybody_once(county: County) -> None:
    for number in range(2, 26):
        await county.add(
            f"p{number}",
            "pupils",
            school_class=county.id("石桥教学点班"),
            name=f"学生{number}",
            number=f"{number:02}",
        )
    met: list[str] = []
    after = ""
    while True:
        page = await county.registry.page(
            PUPILS, county.sight("石桥教学点"), Query(limit=7, after=after)
        )
        met += [pupil.number for pupil in page.items]
        if page.after is None:
            break
        after = page.after

    assert met == [f"{number:02}" for number in range(1, 26)]
    assert page.total == 25


async def test_a_word_finds_schools_by_any_part_and_pupils_by_their_beginning(
    county: County,
) -> None:
    mine = county.sight("绿水县")

    assert await names(county, "schools", mine, Query(search="山小")) == ["青山小学"]
    assert await names(county, "schools", mine, Query(search="%")) == []
    assert (await county.registry.page(PUPILS, mine, Query(search="小"))).total == 3
    assert (await county.registry.page(PUPILS, mine, Query(search="禾"))).total == 0
    assert (await county.registry.page(PUPILS, mine, Query(search="01"))).total == 3


async def test_a_list_says_what_its_ids_are_called(county: County) -> None:
    page = await county.registry.page(PAIRINGS, county.sight("青山小学"), Query())

    assert page.labels[county.id("青山小学老师")] == "张老师"
    assert page.labels[county.id("中心小学教室")] == "中心小学 录播教室"


@pytest.mark.parametrize("query", [Query(limit=0), Query(limit=201), Query(after="%%%")])
async def test_nonsense_is_no_page(county: County, query: Query) -> None:
    with pytest.raises(BadMessage, match="bad_page"):
        await county.registry.page(PUPILS, EVERYTHING, query)


async def test_a_field_that_is_no_filter_is_refused(county: County) -> None:
    with pytest.raises(BadMessage, match="bad_filter"):
        await county.registry.page(PUPILS, EVERYTHING, Query(where={"natural": "x"}))


async def test_every_change_is_in_the_trail_and_no_child_s_name(
    county: County, database: Database
) -> None:
    pupil = county["青山小学学生"]
    async with county.registry.writing(CLERK) as writing:
        await writing.replace(PUPILS, msgspec.structs.replace(pupil, name="小和"), 1, EVERYTHING)
        await writing.note(Note(action="export_data"))

    async with database.reading() as connection:
        query = sa.select(audit.records).order_by(audit.records.c.number)
        records = [record_of(row) for row in await connection.execute(query)]
    assert [record.note.action for record in records[-2:]] == ["write_pupils", "export_data"]
    assert records[-2].actor == CLERK
    assert records[-2].note.object == pupil.id
    assert records[-2].note.scope == pupil.scope
    assert not any("小" in r.note.detail for r in records if r.note.kind in ("pupils", "people"))
    before, number = "0" * 64, 1
    for record in records:
        assert broken(before, number, record) is None
        before, number = record.hash, number + 1


async def test_writers_take_turns_and_the_chain_stays_whole(database: Database) -> None:
    registry = DatabaseRegistry(database)

    async def one(n: int) -> None:
        async with registry.writing(SERVER) as writing:
            await writing.note(Note(action=f"number_{n}"))

    async with asyncio.TaskGroup() as group:
        for n in range(20):
            group.create_task(one(n))

    async with database.reading() as connection:
        query = sa.select(audit.records.c.number).order_by(audit.records.c.number)
        numbers = list((await connection.execute(query)).scalars())
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 20
