"""Exports, and imports of them: everything there is, spelt as people do, and back again."""

import csv
import io

import pytest
import sqlalchemy as sa

from classroom.store.tables import audit
from tests.web.api.county import County
from tests.web.transfer.clerk import Clerk, cells, xlsx
from web.transfer.all_sheets import SHEETS


async def give_consent(county: County) -> None:
    """Let every pupil be named, as the ledger would."""
    async with county.database.writing(county.who["clerk"].actor) as transaction:
        await transaction.connection.execute(sa.text("UPDATE pupils SET consent = 'given'"))


@pytest.mark.parametrize("form", ["?language=zh", "?language=en&csv=true"])
async def test_importing_an_export_changes_nothing(county: County, form: str) -> None:
    clerk = Clerk(county)
    await give_consent(county)

    for kind in SHEETS:
        looked = await clerk.look(kind, await clerk.download(f"exports/{kind}{form}"))

        there = len(await clerk.all(kind))
        assert there
        assert looked["counts"] | {"same": there} == looked["counts"], await clerk.rows(looked)
        assert sum(looked["counts"].values()) == there


async def test_another_county_s_export_finds_none_of_its_schools_here(county: County) -> None:
    exported = await Clerk(county).download("exports/people?csv=true")

    looked = await Clerk(county, "stranger").look("people", exported)

    problems = await Clerk(county, "stranger").problems(looked)
    assert len(problems) == looked["counts"]["error"] == 4
    assert {code for _, _, code in problems} == {"no_such"}


async def test_a_child_without_consent_is_not_named(county: County) -> None:
    clerk = Clerk(county)

    heads, *rows = cells(await clerk.download("exports/pupils"))

    assert heads[3:5] == ["学号", "姓名"]
    assert {(row[0], row[3], row[4] or "") for row in rows} == {
        ("centre", "001", ""),
        ("village", "001", ""),
    }
    looked = await clerk.look("pupils", xlsx([heads, *rows]))
    assert looked["counts"]["same"] == 2  # a name left out is no name taken away


async def test_an_export_holds_one_s_own_only(county: County) -> None:
    for who, schools in [("clerk", {"centre"}), ("county", {"centre", "village"})]:
        _, *rows = cells(await Clerk(county, who).download("exports/classrooms"))
        assert {row[0] for row in rows} == schools

    _, *rows = cells(await Clerk(county).download("exports/classrooms?within=village"))
    assert {row[0] for row in rows} == {"village"}
    answer = await Clerk(county, "clerk").ask("GET", "exports/classrooms?within=village")
    assert answer.status == 404


async def test_an_export_is_recorded_without_what_was_searched_for(county: County) -> None:
    await Clerk(county, "clerk").download("exports/pupils?search=小禾")

    async with county.database.reading() as connection:
        query = sa.select(audit.records).where(audit.records.c.action == "export_data")
        (record,) = (await connection.execute(query)).all()
    assert (record.actor_id, record.kind) == ("clerk", "pupils")
    assert record.scope == "/province/north/centre/"
    assert "小禾" not in record.detail


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@cmd", "=HYPERLINK(1)", "'=x", "''+1"])
async def test_text_that_looks_like_a_formula_goes_out_as_text_and_comes_back(
    county: County, text: str
) -> None:
    clerk = Clerk(county, "clerk")
    await clerk.ask("POST", "classrooms", {"school": "centre", "name": text})

    book = await clerk.download("exports/classrooms")
    plain = (await clerk.download("exports/classrooms?csv=true")).decode("utf-8-sig")

    assert text in {row[1] for row in cells(book)}
    assert b"<f>" not in book
    (written,) = [row[1] for row in csv.reader(io.StringIO(plain)) if row[1].endswith(text)]
    assert written[0] == "'"
    for file in (book, plain.encode()):
        looked = await clerk.look("classrooms", file)
        assert looked["counts"] | {"same": 3} == looked["counts"]


async def test_a_person_s_other_roles_outlive_an_import(county: County) -> None:
    clerk = Clerk(county)
    heads = ["学校代码", "工号", "真实姓名", "显示名称", "角色"]
    table = xlsx([heads, ["centre", "t1", "李老师", "李老师", "主讲教师、辅助教师"]])
    person = (await clerk.ask("GET", "people/centre-teacher")).body
    inspector = {"role": "inspector", "scope": "/province/north/"}
    values = {k: v for k, v in person.items() if k not in ("id", "version", "scope")}
    await clerk.ask(
        "PUT",
        "people/centre-teacher",
        values | {"grants": [inspector]},
        headers={"If-Match": f'"{person["version"]}"'},
    )

    await clerk.take_in("people", table)

    grants = (await clerk.ask("GET", "people/centre-teacher")).body["grants"]
    own = [{"role": r, "scope": "/province/north/centre/"} for r in ("lecturer", "assistant")]
    assert grants == [inspector, *own]


async def test_nobody_becomes_an_administrator_by_a_table(county: County) -> None:
    heads = ["学校代码", "工号", "真实姓名", "显示名称", "角色"]
    table = xlsx([heads, ["centre", "t1", "李老师", "李老师", "学校管理员"]])

    looked = await Clerk(county).look("people", table)

    assert await Clerk(county).problems(looked) == [(2, "grants", "not_one_of")]
