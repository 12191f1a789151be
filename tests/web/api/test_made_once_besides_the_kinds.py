"""Whatever else is made under a key is made once; and a secret is told once."""

from typing import Any

import pytest
import sqlalchemy as sa

from classroom.store.tables.api import keys
from tests.web.api.county import CENTRE, NORTH, VILLAGE, Answer, County
from tests.web.api.test_every_operation import ALL
from tests.web.privacy.test_guardians_are_told_and_asked import NOTICE, publish

KEY = {"Idempotency-Key": "4f1c"}
HOLD = {"kind": "schools", "object": CENTRE, "reason": "学籍核查中", "until": "2099-01-01"}
WARNING = {
    "kind": "people", "subject": "centre-teacher", "step": "warn", "reach": "schools",
    "place": CENTRE, "reason": "在课堂上辱骂同学",
}  # fmt: skip
REFUSAL = {"wish": "erase", "reason": "该生正在参加学籍核查"}
TOKEN = {"name": "学籍系统", "actions": ["read_pupils"], "school": CENTRE}
FEED = {"kind": "schools", "object": CENTRE}
SHEET = "学校代码,教室名称\ncentre,舞蹈教室\n".encode()

# What makes something and takes no key, and why a repeat does no harm.
UNKEYED = {
    "setUp": "its link works once",
    "activate": "its link works once",
    "enrolDevice": "its code works once",
    "invitePerson": "the new link takes the place of the one before",
    "askForName": "the new wish takes the place of the one before",
    "askForPicture": "the new wish takes the place of the one before",
    "makeIncident": "one that is still being made is answered again",
    "verifyAudit": "it reads",
    "reviewTerm": "it reads",
    "keepImport": "what is kept is kept once, by its state",
}


def test_whatever_makes_something_takes_a_key() -> None:
    making = {each.name for each in ALL if each.status in (201, 202) and not each.keyed}

    assert making <= set(UNKEYED)


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("holds", {"json": HOLD}),
        ("sanctions", {"json": WARNING}),
        ("notices", {"json": NOTICE | {"region": NORTH}}),
        ("pupils/centre-pupil/refusals", {"json": REFUSAL}),
        ("terms/north-term/plan", {}),
        ("imports?kind=classrooms", {"data": SHEET}),
    ],
)
async def test_the_same_request_has_the_same_answer(
    county: County, path: str, more: dict[str, Any]
) -> None:
    first = await county.ask("county", "POST", path, headers=KEY, **more)
    again = await county.ask("county", "POST", path, headers=KEY, **more)
    other = await county.ask("county", "POST", path, headers={"Idempotency-Key": "5"}, **more)

    assert first.status in (201, 202), first.body
    assert (again.status, again.body["id"]) == (first.status, first.body["id"])
    assert other.body["id"] != first.body["id"]


async def test_what_guardians_said_is_recorded_once(county: County) -> None:
    notice = await publish(county)
    said = [
        {"pupil": "centre-pupil", "said": each, "relation": "mother", "notice": notice}
        for each in ("given", "withdrawn")
    ]

    async def record() -> Answer:
        return await county.ask("clerk", "POST", "consents", {"items": said}, headers=KEY)

    first, again = await record(), await record()

    assert (first.status, again.body) == (201, first.body)
    ledger = await county.ask("clerk", "GET", "pupils/centre-pupil/consents")
    assert ledger.body == first.body


@pytest.mark.parametrize(("path", "order", "secret"), [
    ("tokens", TOKEN, "token"), ("feeds", FEED, "path"),
])  # fmt: skip
async def test_a_secret_is_told_once(
    county: County, path: str, order: dict[str, Any], secret: str
) -> None:
    first = await county.ask("county", "POST", path, order, headers=KEY)
    again = await county.ask("county", "POST", path, order, headers=KEY)

    assert (first.status, again.status, again.code) == (201, 409, "made_already")
    assert len((await county.ask("county", "GET", path)).body["items"]) == 1
    async with county.database.reading() as connection:
        kept = str((await connection.execute(sa.select(keys))).all())
    assert first.body[secret].removesuffix(".ics")[-43:] not in kept


async def test_another_file_cannot_use_an_import_s_key(county: County) -> None:
    await county.ask("county", "POST", "imports?kind=classrooms", headers=KEY, data=SHEET)

    file = await county.ask("county", "POST", "imports?kind=classrooms", headers=KEY, data=b"x")
    into = f"imports?kind=classrooms&into={VILLAGE}"
    place = await county.ask("county", "POST", into, headers=KEY, data=SHEET)

    assert (file.code, place.code) == ("idempotency_reused", "idempotency_reused")
