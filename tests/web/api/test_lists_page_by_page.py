"""Lists of what is made and revoked: page by page, and nothing out of sight is even read."""

from typing import Any

import pytest
import sqlalchemy as sa

from classroom.store.tables.api import tokens
from classroom.store.tables.privacy import feeds, holds, notices
from tests.web.api.county import CENTRE, FAR, NORTH, SOUTH, Answer, County
from tests.web.privacy.test_guardians_are_told_and_asked import NOTICE

HOLD = {"kind": "schools", "reason": "该生正在参加学籍核查", "until": "2099-01-01"}
TOKEN = {"name": "学籍系统", "actions": ["read_pupils"]}
MADE: dict[str, dict[str, Any]] = {
    "holds": HOLD | {"object": CENTRE},
    "feeds": {"kind": "schools", "object": CENTRE},
    "tokens": TOKEN | {"school": CENTRE},
}
THEIRS: dict[str, dict[str, Any]] = {
    "holds": HOLD | {"object": FAR},
    "feeds": {"kind": "schools", "object": FAR},
    "tokens": TOKEN | {"school": FAR},
}
# What no row may say: whoever reads such a one fails.
UNREADABLE: dict[str, tuple[sa.Table, dict[str, Any]]] = {
    "holds": (holds, {"kind": "nothing"}),
    "feeds": (feeds, {"kind": "nothing"}),
    "tokens": (tokens, {"actions": 7}),
    "notices": (notices, {"zh": []}),
}


def notice(region: str) -> dict[str, Any]:
    return NOTICE | {"region": region}


async def make(county: County, who: str, what: str, order: dict[str, Any]) -> str:
    answer = await county.ask(who, "POST", what, order)
    assert answer.status == 201, answer.body
    body = answer.body
    return str(body.get("feed", body.get("about", body))["id"])


def ids(page: Answer) -> list[str]:
    assert page.status == 200, page.body
    return [item["id"] for item in page.body["items"]]


@pytest.mark.parametrize("what", MADE)
async def test_every_page_is_full_and_nothing_is_on_two_of_them(county: County, what: str) -> None:
    made = []
    for _ in range(5):
        made.append(await make(county, "county", what, MADE[what]))
        await make(county, "stranger", what, THEIRS[what])

    pages: list[list[str]] = []
    after = ""
    while len(pages) < 5:
        page = await county.ask("county", "GET", f"{what}?limit=2&after={after}")
        pages.append(ids(page))
        after = page.body["after"]
        if after is None:
            break

    assert [len(page) for page in pages] == [2, 2, 1]
    assert sorted(id for page in pages for id in page) == sorted(made)


@pytest.mark.parametrize("what", MADE)
async def test_a_place_on_another_s_list_leads_nowhere(county: County, what: str) -> None:
    await make(county, "county", what, MADE[what])
    theirs = await make(county, "stranger", what, THEIRS[what])

    page = await county.ask("county", "GET", f"{what}?after={theirs}")

    assert ids(page) == []


@pytest.mark.parametrize("what", UNREADABLE)
async def test_what_is_out_of_sight_is_not_read(county: County, what: str) -> None:
    table, broken = UNREADABLE[what]
    mine = await make(county, "county", what, MADE.get(what) or notice(NORTH))
    theirs = await make(county, "stranger", what, THEIRS.get(what) or notice(SOUTH))
    async with county.database.engine.begin() as connection:
        change = sa.update(table).where(table.c.id == theirs).values(broken)
        await connection.execute(change)

    listed = await county.ask("county", "GET", what)

    assert ids(listed) == [mine]


async def test_publishing_reads_no_other_county_s_notices(county: County) -> None:
    theirs = await make(county, "stranger", "notices", notice(SOUTH))
    async with county.database.engine.begin() as connection:
        await connection.execute(
            sa.update(notices).where(notices.c.id == theirs).values(zh=[], version=99)
        )

    made = await county.ask("county", "POST", "notices", notice(NORTH))

    assert (made.status, made.body["version"]) == (201, 1)
