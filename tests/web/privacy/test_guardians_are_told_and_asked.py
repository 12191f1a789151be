"""Notices and consent, from the first notice to a consent withdrawn."""

from typing import Any

import sqlalchemy as sa

from classroom.register.consent import NoticeText, standing
from classroom.register.scope import Sight
from classroom.store.consents import DatabaseConsents
from classroom.store.tables import audit
from tests.web.api.county import IN, NORTH, Answer, County

TEXT = dict.fromkeys(NoticeText.__struct_fields__, "本校三课堂如何处理您孩子的信息。")
NOTICE = {"zh": TEXT, "en": TEXT}


async def publish(county: County, who: str = "county", **where: str) -> str:
    """Publish a notice; return its id."""
    answer = await county.ask(who, "POST", "notices", NOTICE | (where or {"region": NORTH}))
    assert answer.status == 201, answer.body
    return str(answer.body["id"])


async def record(county: County, notice: str, *said: str, who: str = "clerk") -> Answer:
    """Record what the guardian of the centre's pupil said."""
    items = [
        {"pupil": "centre-pupil", "said": each, "relation": "mother", "notice": notice}
        for each in said
    ]
    return await county.ask(who, "POST", "consents", {"items": items})


async def consent_of(county: County, pupil: str = "centre-pupil") -> str:
    return str((await county.ask("county", "GET", f"pupils/{pupil}")).body["consent"])


async def test_a_guardian_consents_and_withdraws_and_all_of_it_stays(county: County) -> None:
    notice = await publish(county)

    await record(county, notice, "given")
    assert await consent_of(county) == "given"
    await record(county, notice, "withdrawn")
    assert await consent_of(county) == "withdrawn"

    ledger = (await county.ask("clerk", "GET", "pupils/centre-pupil/consents")).body["items"]
    assert [each["said"] for each in ledger] == ["given", "withdrawn"]
    assert {(e["notice"], e["relation"], e["recorded_by"]) for e in ledger} == {
        (notice, "mother", "clerk")
    }


async def test_a_new_version_asks_again(county: County) -> None:
    first = await publish(county)
    await record(county, first, "given")

    second = await publish(county)

    assert await consent_of(county) == "unasked"
    refused = await record(county, first, "given")
    assert refused.problems == [("0.notice", "not_in_force")]
    await record(county, second, "given")
    assert await consent_of(county) == "given"
    listed = (await county.ask("clerk", "GET", "notices?within=centre")).body
    assert listed["in_force"] == second
    assert [(n["id"], n["version"]) for n in listed["items"]] == [(second, 2), (first, 1)]


async def test_what_the_store_says_is_what_the_rule_says(county: County) -> None:
    await record(county, await publish(county), "given")
    await publish(county, school="village")
    await record(county, await publish(county), "refused")
    await publish(county)
    kept = DatabaseConsents(county.database)
    notices = (await county.ask("county", "GET", "notices?within=centre")).body
    sight = Sight((IN[NORTH],))

    ledger = await kept.ledger("centre-pupil", sight)

    in_force = next(n for n in await kept.notices(sight) if n.id == notices["in_force"])
    assert standing(ledger, in_force).value == await consent_of(county) == "refused"


async def test_a_school_s_own_notice_is_untouched_by_the_county_s(county: County) -> None:
    own = await publish(county, school="centre")
    await record(county, own, "given")

    await publish(county)

    assert await consent_of(county) == "given"


async def test_a_whole_class_is_recorded_together_or_not_at_all(county: County) -> None:
    notice = await publish(county)
    item = {"pupil": "centre-pupil", "said": "given", "relation": "father", "notice": notice}
    wrong = [item, item | {"said": "withdrawn", "guardian": "510101199003071234"}]

    answer = await county.ask("clerk", "POST", "consents", {"items": wrong})

    assert answer.problems == [("1.guardian", "identity_number")]
    assert await consent_of(county) == "unasked"


async def test_another_school_s_pupils_are_not_there(county: County) -> None:
    notice = await publish(county)

    assert (await record(county, notice, "given", who="neighbour")).status == 404
    answer = await county.ask("neighbour", "GET", "pupils/centre-pupil/consents")
    assert answer.status == 404
    assert await consent_of(county) == "unasked"


async def test_only_the_county_publishes_and_only_for_itself(county: County) -> None:
    for who, where, status in [
        ("clerk", {"school": "centre"}, 403),
        ("county", {"region": "south"}, 404),
        ("county", {}, 403),  # for the whole server
    ]:
        answer = await county.ask(who, "POST", "notices", NOTICE | where)
        assert answer.status == status, who


async def test_consents_are_in_the_audit_trail_without_a_name(county: County) -> None:
    notice = await publish(county)
    item: dict[str, Any] = {
        "pupil": "centre-pupil",
        "said": "given",
        "guardian": "王芳",
        "relation": "mother",
        "notice": notice,
    }

    await county.ask("clerk", "POST", "consents", {"items": [item]})

    async with county.database.reading() as connection:
        query = sa.select(audit.records).where(audit.records.c.action == "record_consent")
        (record,) = (await connection.execute(query)).all()
    assert (record.object, record.scope) == ("centre-pupil", IN["centre"])
    assert '"said":"given"' in record.detail
    assert "王芳" not in str(record)


async def test_an_import_never_says_what_a_guardian_said(county: County) -> None:
    notice = await publish(county)
    await record(county, notice, "given")
    pupil = (await county.ask("clerk", "GET", "pupils/centre-pupil")).body
    values = {k: v for k, v in pupil.items() if k in ("school_class", "name", "number")}

    await county.ask(
        "clerk",
        "PUT",
        "pupils/centre-pupil",
        values | {"name": "小新"},
        headers={"If-Match": f'"{pupil["version"]}"'},
    )

    assert await consent_of(county) == "given"
