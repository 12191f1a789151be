"""Everything kept of one pupil: copied, refused, held, erased, and forgotten in its time."""

import pytest
import sqlalchemy as sa

from classroom.register.erasure import Keeping
from classroom.store.erasing import DatabaseErasing
from classroom.store.subject import OF_A_PUPIL
from classroom.store.tables import audit, metadata
from classroom.store.tables.register import TABLES
from tests.web.api.county import Answer, County
from tests.web.privacy.test_guardians_are_told_and_asked import publish, record

REASON = "该生正在参加学籍核查"
PUPIL = "centre-pupil"


async def left_of(county: County, pupil: str = PUPIL) -> dict[str, int]:
    """Return how many rows there are of a pupil, by table."""
    async with county.database.reading() as connection:
        counts = {}
        for name, (table, column) in OF_A_PUPIL.items():
            count = sa.select(sa.func.count()).select_from(table).where(column == pupil)
            counts[name] = await connection.scalar(count) or 0
        return counts


async def refuse(county: County, wish: str, reason: str = REASON) -> Answer:
    order = {"wish": wish, "reason": reason}
    return await county.ask("clerk", "POST", f"pupils/{PUPIL}/refusals", order)


async def hold(county: County, **more: object) -> str:
    order = {"kind": "pupils", "object": PUPIL, "reason": REASON, "until": "2099-01-01"} | more
    answer = await county.ask("county", "POST", "holds", order)
    assert answer.status == 201, answer.body
    return str(answer.body["id"])


def test_no_table_about_pupils_is_forgotten() -> None:
    pupils = TABLES["pupils"]
    about = {
        table.name
        for table in metadata.tables.values()
        for column in table.columns
        if column.name in ("pupil", "pupil_id", "student")
        or any(key.column.table is pupils for key in column.foreign_keys)
    } | {pupils.name}

    assert about == set(OF_A_PUPIL)


async def test_a_copy_holds_all_there_is(county: County) -> None:
    await record(county, await publish(county), "given", "withdrawn")
    await refuse(county, "correct")

    copy = (await county.ask("clerk", "GET", f"pupils/{PUPIL}/data")).body

    assert {name: len(rows) for name, rows in copy["data"].items()} == await left_of(county)
    assert copy["data"]["pupils"][0]["name"] == "小centre"  # the guardian's own: by name
    assert [n["version"] for n in copy["notices"]] == [1]
    assert copy["data"]["pupil_requests"][0]["reason"] == REASON


async def test_a_copy_can_be_read_by_people_and_runs_nothing(county: County) -> None:
    notice = await publish(county)
    evil = "<script>alert(1)</script>"
    item = {
        "pupil": PUPIL, "said": "given", "guardian": evil, "relation": "mother", "notice": notice
    }  # fmt: skip
    await county.ask("clerk", "POST", "consents", {"items": [item]})

    for language, word in [("zh", "监护人意见"), ("en", "What guardians said")]:
        url = f"/api/v1/pupils/{PUPIL}/data?readable=true&language={language}"
        async with county.http.get(url, headers={"X-Who": "clerk"}) as answer:
            page = await answer.text()
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert word in page
        assert "小centre" in page
        assert "&lt;script&gt;" in page
        assert "<script" not in page


async def test_erasing_leaves_nothing(county: County) -> None:
    await record(county, await publish(county), "given")

    answer = await county.ask("clerk", "POST", f"pupils/{PUPIL}/erasure")

    assert answer.body["erased"] == {
        "consents": 1,
        "pupil_requests": 0,
        "pupil_answers": 0,
        "pupils": 1,
    }
    assert answer.body["left"] == {}
    assert not any((await left_of(county)).values())
    assert (await county.ask("clerk", "GET", f"pupils/{PUPIL}")).status == 404
    assert (await county.ask("clerk", "POST", f"pupils/{PUPIL}/restore")).status == 404


async def test_erasing_reaches_what_was_only_taken_away(county: County) -> None:
    version = (await county.ask("clerk", "GET", f"pupils/{PUPIL}")).etag
    await county.ask("clerk", "DELETE", f"pupils/{PUPIL}", headers={"If-Match": version})

    answer = await county.ask("clerk", "POST", f"pupils/{PUPIL}/erasure")

    assert answer.status == 200
    assert not any((await left_of(county)).values())


async def test_erasing_leaves_only_what_a_hold_names(county: County) -> None:
    await record(county, await publish(county), "given")
    await hold(county, data=["consents"])

    answer = await county.ask("clerk", "POST", f"pupils/{PUPIL}/erasure")

    assert answer.body["left"] == {"consents": 1}
    assert [each["reason"] for each in answer.body["holds"]] == [REASON]
    assert await left_of(county) == {
        "consents": 1,
        "pupil_requests": 0,
        "pupil_answers": 0,
        "pupils": 0,
    }


@pytest.mark.parametrize(
    ("kind", "object"), [("pupils", PUPIL), ("classes", "centre-class"), ("schools", "centre")]
)
async def test_a_hold_on_all_of_it_stops_erasing_until_it_is_lifted(
    county: County, kind: str, object: str
) -> None:
    id = await hold(county, kind=kind, object=object)

    refused = await county.ask("clerk", "POST", f"pupils/{PUPIL}/erasure")

    assert (refused.status, refused.code) == (409, "held")
    assert (await left_of(county))["pupils"] == 1
    await county.ask("county", "DELETE", f"holds/{id}")
    assert (await county.ask("clerk", "POST", f"pupils/{PUPIL}/erasure")).status == 200


async def test_a_wish_is_refused_in_writing_or_not_at_all(county: County) -> None:
    for reason in ("", "不行"):
        answer = await refuse(county, "erase", reason)
        assert answer.code == "invalid"
    answer = await refuse(county, "erase")

    assert answer.body["decided_by"] == "clerk"
    assert await left_of(county) == {
        "consents": 0,
        "pupil_requests": 1,
        "pupil_answers": 0,
        "pupils": 1,
    }


async def test_who_may_not_may_not(county: County) -> None:
    for method, path in [("GET", "data"), ("POST", "erasure")]:
        assert (await county.ask("neighbour", method, f"pupils/{PUPIL}/{path}")).status == 404
    order = {"kind": "pupils", "object": PUPIL, "reason": REASON, "until": "2099-01-01"}
    assert (await county.ask("clerk", "POST", "holds", order)).status == 403
    assert (await county.ask("stranger", "POST", "holds", order)).status == 404
    id = await hold(county)
    assert (await county.ask("stranger", "DELETE", f"holds/{id}")).status == 404


async def test_the_trail_says_that_a_pupil_went_and_never_who(county: County) -> None:
    await county.ask("clerk", "GET", f"pupils/{PUPIL}/data")
    await refuse(county, "erase")
    await county.ask("clerk", "POST", f"pupils/{PUPIL}/erasure")

    async with county.database.reading() as connection:
        query = sa.select(audit.records).where(audit.records.c.object == PUPIL)
        records = [r for r in await connection.execute(query) if r.action != "write_pupils"]
    assert [(r.action, r.result) for r in records] == [
        ("export_pupil", "ok"),
        ("erase_pupil", "refused"),
        ("erase_pupil", "ok"),
    ]
    assert not any("小centre" in str(r) or REASON in str(r) for r in records)


async def test_pupils_go_when_their_time_is_over_and_a_hold_keeps_them(county: County) -> None:
    erasing, keeping = DatabaseErasing(county.database), Keeping(left_years=1)
    await hold(county, kind="schools", object="village")

    assert await erasing.forget(keeping, "2027-08-31") == 0  # classes of 2026
    assert await erasing.forget(keeping, "2028-08-31") == 0
    gone = await erasing.forget(keeping, "2028-09-01")

    assert gone == 2  # of the centre, and of the other county
    assert (await left_of(county))["pupils"] == 0
    assert (await left_of(county, "village-pupil"))["pupils"] == 1


async def test_what_was_taken_away_goes_after_its_days(county: County) -> None:
    erasing = DatabaseErasing(county.database)
    version = (await county.ask("clerk", "GET", f"pupils/{PUPIL}")).etag
    await county.ask("clerk", "DELETE", f"pupils/{PUPIL}", headers={"If-Match": version})

    assert await erasing.forget(Keeping(removed_days=30), "2026-09-01") == 0
    assert await erasing.forget(Keeping(removed_days=-1), "2026-09-01") == 1

    assert not any((await left_of(county)).values())


async def test_what_a_hold_had_left_goes_when_it_is_over(county: County) -> None:
    await record(county, await publish(county), "given")
    id = await hold(county, data=["consents"])
    await county.ask("clerk", "POST", f"pupils/{PUPIL}/erasure")
    erasing = DatabaseErasing(county.database)

    await erasing.forget(Keeping(), "2026-09-01")
    assert (await left_of(county))["consents"] == 1
    await county.ask("county", "DELETE", f"holds/{id}")
    await erasing.forget(Keeping(), "2026-09-01")

    assert not any((await left_of(county)).values())


async def test_a_list_of_holds_says_whose_data_and_which(county: County) -> None:
    order = {
        "kind": "pupils", "object": "centre-pupil", "data": ["consents"],
        "reason": REASON, "until": "2099-12-31",
    }  # fmt: skip
    await county.ask("county", "POST", "holds", order)

    told = (await county.ask("county", "GET", "holds")).body

    assert [(each["object"], each["data"]) for each in told["items"]] == [
        ("centre-pupil", ["consents"])
    ]
    assert told["labels"] == {"centre-pupil": "小centre"}
