"""From an empty template to pupils in the register, and everything that may go wrong on the way."""

import asyncio

import msgspec
import pytest
import sqlalchemy as sa

from classroom.permissions import Role
from classroom.store.tables import audit
from tests.web.api.county import County, person
from tests.web.transfer.clerk import Clerk, cells, xlsx

HEADS = ["学校代码", "学年", "班级", "学号", "姓名"]


def pupils(*rows: tuple[object, ...]) -> bytes:
    return xlsx([HEADS, *rows])


async def test_a_table_is_looked_at_before_it_is_kept(county: County) -> None:
    clerk = Clerk(county, "clerk")
    table = pupils(
        ("centre", 2026, "一班", "002", "小禾"),
        ("centre", 2026, "一班", "001", "小麦"),
    )

    looked = await clerk.look("pupils", table)

    assert looked["counts"] | {"new": 1, "changed": 1, "error": 0} == looked["counts"]
    assert [(row["outcome"], row["fields"]) for row in await clerk.rows(looked)] == [
        ("new", []),
        ("changed", ["name"]),
    ]
    assert [pupil["name"] for pupil in await clerk.all("pupils")] == ["小centre"]

    kept = await clerk.keep(looked)

    assert kept["state"] == "kept"
    assert {p["number"]: p["name"] for p in await clerk.all("pupils")} == {
        "001": "小麦",
        "002": "小禾",
    }


async def test_the_same_table_again_changes_nothing(county: County) -> None:
    clerk = Clerk(county, "clerk")
    table = pupils(("centre", 2026, "一班", "002", "小禾"))
    await clerk.take_in("pupils", table)

    looked = await clerk.look("pupils", table)

    assert looked["counts"]["same"] == 1
    again = await clerk.ask("POST", f"imports/{looked['id']}/keep", {"digest": looked["digest"]})
    assert (again.status, again.code) == (409, "nothing_new")
    assert len(await clerk.all("pupils")) == 2


async def test_every_mistake_is_told_by_row_and_column_and_nothing_is_kept(county: County) -> None:
    clerk = Clerk(county, "clerk")
    table = pupils(
        ("centre", 2026, "一班", "002", "小禾"),
        ("centre", "去年", "一班", "003", "小麦"),
        ("centre", 2026, "九班", "不是学号", ""),
        ("centre", 2026, "一班", "002", "小豆"),
        ("village", 2026, "一班", "004", "小米"),
        ("", 2026, "一班", "005", "小谷"),
    )

    looked = await clerk.look("pupils", table)

    assert await clerk.problems(looked) == [
        (3, "school_class.year", "bad_year"),
        (4, "school_class.name", "no_such"),
        (5, "school.code", "twice_in_file"),
        (6, "school.code", "no_such"),  # another school's
        (7, "school.code", "missing"),
    ]
    refused = await clerk.ask("POST", f"imports/{looked['id']}/keep", {"digest": looked["digest"]})
    assert (refused.status, refused.code) == (409, "has_errors")
    assert len(await clerk.all("pupils")) == 1


async def test_rows_that_name_no_school_lie_in_the_one_that_was_chosen(county: County) -> None:
    clerk = Clerk(county, "clerk")
    table = xlsx([["班级", "学年", "学号", "姓名"], ["一班", 2026, "002", "小禾"]])

    await clerk.take_in("pupils", table, into="centre")

    assert [p["number"] for p in await clerk.all("pupils")] == ["001", "002"]


async def test_english_headings_and_words_are_read_as_well(county: County) -> None:
    clerk = Clerk(county)
    table = xlsx(
        [
            ["Region code", "School code", "School name", "Kind of school"],
            ["990101", "S9", "Hill School", "Teaching point"],
            ["990101", "S10", "山上小学", "村小"],
        ]
    )

    await clerk.take_in("schools", table)

    kinds = {school["code"]: school["kind"] for school in await clerk.all("schools")}
    assert (kinds["S9"], kinds["S10"]) == ("teaching_point", "village")


async def test_a_register_that_changed_meanwhile_is_looked_at_again(county: County) -> None:
    clerk = Clerk(county, "clerk")
    looked = await clerk.look("pupils", pupils(("centre", 2026, "一班", "002", "小禾")))
    values = {"school_class": "centre-class", "name": "小麦", "number": "002"}
    await clerk.ask("POST", "pupils", values)

    seen = await clerk.keep(looked)

    assert (seen["state"], seen["remade"]) == ("ready", True)
    assert (seen["counts"]["new"], seen["counts"]["changed"]) == (0, 1)
    kept = await clerk.keep(seen)
    assert kept["state"] == "kept"
    assert {p["name"] for p in await clerk.all("pupils")} == {"小centre", "小禾"}


async def test_what_was_looked_at_must_be_named_to_be_kept(county: County) -> None:
    clerk = Clerk(county, "clerk")
    looked = await clerk.look("pupils", pupils(("centre", 2026, "一班", "002", "小禾")))

    refused = await clerk.ask("POST", f"imports/{looked['id']}/keep", {"digest": "0" * 64})

    assert (refused.status, refused.code) == (412, "changed_meanwhile")


async def test_a_teacher_s_new_role_by_a_table_is_found_by_the_teacher(county: County) -> None:
    county.who["auditor"] = person("auditor", (Role.AUDITOR, "/"))
    clerk = Clerk(county, "county")
    heads = ["学校代码", "工号", "真实姓名", "显示名", "身份核实", "角色"]
    table = xlsx(
        [
            heads,
            ["centre", "t1", "李centre", "李老师", "学校核实", "主讲教师"],
            ["centre", "t9", "赵真名", "赵老师", "学校核实", ""],
        ]
    )

    kept = await clerk.take_in("people", table)

    found = await county.ask("auditor", "GET", "audit?object=centre-teacher&action=write_people")
    latest = found.body["items"][0]
    assert latest["actor"]["id"] == "county"
    detail = msgspec.json.decode(latest["note"]["detail"])
    assert detail == {
        "change": "replace",
        "fields": ["verified_by", "grants"],
        "import": kept["id"],
    }
    whole = await county.ask("auditor", "GET", f"audit?object={kept['id']}")
    assert [item["note"]["action"] for item in whole.body["items"]] == ["import_data"]
    made = await county.ask("auditor", "GET", "audit?action=write_people&actor=county")
    assert "赵" not in str([item["note"]["detail"] for item in made.body["items"]])


async def test_an_import_leaves_one_record_without_names(county: County) -> None:
    clerk = Clerk(county, "clerk")

    await clerk.take_in(
        "pupils", pupils(*(("centre", 2026, "一班", f"1{n}", "小禾") for n in range(9)))
    )

    async with county.database.reading() as connection:
        query = sa.select(audit.records).where(audit.records.c.action == "import_data")
        (record,) = (await connection.execute(query)).all()
    assert record.actor_id == "clerk"
    assert record.scope == "/province/north/centre/"
    assert '"new":9' in record.detail
    assert "小禾" not in record.detail


@pytest.fixture
def swept_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.transfer.imports.SWEEP_SECONDS", 0.01)


@pytest.mark.usefixtures("swept_often")
async def test_what_nobody_looks_at_is_forgotten_though_no_other_import_comes(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = Clerk(county, "clerk")
    looked = await clerk.look("pupils", pupils(("centre", 2026, "一班", "002", "小禾")))

    monkeypatch.setattr("web.transfer.imports.SECONDS", -1.0)  # and half an hour is over

    async with asyncio.timeout(20):
        while (await clerk.ask("GET", f"imports/{looked['id']}")).status != 404:  # noqa: ASYNC110
            await asyncio.sleep(0)


async def test_an_import_is_its_owner_s_alone(county: County) -> None:
    looked = await Clerk(county, "clerk").look(
        "pupils", pupils(("centre", 2026, "一班", "2", "小"))
    )

    for method, path in [("GET", ""), ("GET", "/rows"), ("DELETE", "")]:
        answer = await Clerk(county, "neighbour").ask(method, f"imports/{looked['id']}{path}")
        assert answer.status == 404


async def test_schools_are_not_for_a_school_s_clerk_to_import(county: County) -> None:
    answer = await Clerk(county, "clerk").send("schools", b"x")

    assert (answer.status, answer.code) == (403, "not_allowed")


async def test_a_template_left_as_it_is_imports_nothing(county: County) -> None:
    clerk = Clerk(county)

    for kind in ("schools", "pupils", "slots"):
        for form in ("", "?csv=true", "?language=en"):
            looked = await clerk.look(kind, await clerk.download(f"templates/{kind}{form}"))
            assert looked["counts"] | {"example": 1} == looked["counts"]
            assert sum(looked["counts"].values()) == 1


async def test_a_template_explains_its_columns_in_both_languages(county: County) -> None:
    template = await Clerk(county).download("templates/classrooms")

    heads, example = cells(template)
    assert heads[:2] == ["学校标识码", "教室名称"]
    assert example[1] == "录播教室"
    help = cells(template, sheet=1)
    assert help[2][:3] == ["教室名称", "Classroom", "*"]
    assert any("吸顶音箱" in str(row[3]) and "Ceiling" in str(row[4]) for row in help)


async def test_a_pupil_is_not_imported_by_an_identity_number(county: County) -> None:
    clerk = Clerk(county, "clerk")

    looked = await clerk.look(
        "pupils", pupils(("centre", 2026, "一班", "11010519491231002X", "小禾"))
    )

    assert await clerk.problems(looked) == [(2, "number", "number_is_identity")]


async def test_a_name_that_hides_something_is_told_by_its_cell(county: County) -> None:
    clerk = Clerk(county, "clerk")
    table = pupils(
        ("centre", 2026, "一班", "002", "小\u200b禾"),
        ("centre", 2026, "一班", "003", "\u202e麦小"),
        ("centre", 2026, "一班", "004", "小谷"),
    )

    looked = await clerk.look("pupils", table)

    assert await clerk.problems(looked) == [
        (2, "name", "hidden_characters"),
        (3, "name", "hidden_characters"),
    ]
