"""Another system comes in with a token: it may do what that names, while its maker may do it."""

import msgspec
import pytest
import sqlalchemy as sa

from classroom.accounts.tokens import DAY
from classroom.audit.record import SERVER
from classroom.register.people import PEOPLE
from classroom.register.scope import EVERYTHING
from classroom.store.tables import audit
from classroom.store.tables.api import tokens
from tests.web.api.county import CENTRE, FAR, IN, NORTH, Answer, County

PUPILS = {"name": "学籍系统", "actions": ["read_pupils", "write_pupils"], "school": CENTRE}


async def token(county: County, **more: object) -> tuple[str, str]:
    """Make a token; return it and its id."""
    made = await county.ask("county", "POST", "tokens", PUPILS | more)
    assert made.status == 201
    return made.body["token"], made.body["about"]["id"]


async def by(county: County, secret: str, method: str, path: str, json: object = None) -> Answer:
    return await county.ask("", method, path, json, headers={"Authorization": f"Bearer {secret}"})


async def test_a_token_does_what_it_names_where_it_says(county: County) -> None:
    secret, _ = await token(county)

    listed = await by(county, secret, "GET", "pupils")
    made = await by(
        county, secret, "POST", "pupils",
        {"school_class": "centre-class", "name": "新生", "number": "002"},
    )  # fmt: skip

    assert [item["id"] for item in listed.body["items"]] == ["centre-pupil"]
    assert made.status == 201
    assert (await by(county, secret, "GET", "classes")).code == "not_allowed"
    assert (await by(county, secret, "GET", "pupils/village-pupil")).code == "not_found"
    assert (await by(county, secret, "GET", "me/lessons")).code == "not_allowed"
    async with county.database.reading() as connection:
        last = (
            await connection.execute(sa.select(audit.records).order_by(audit.records.c.number))
        ).all()[-1]
    assert (last.actor_kind, last.action) == ("token", "write_pupils")


async def test_it_is_told_once_and_kept_as_its_hash(county: County) -> None:
    secret, id = await token(county)

    listed = await county.ask("county", "GET", "tokens")

    assert [item["id"] for item in listed.body["items"]] == [id]
    assert secret not in msgspec.json.encode(listed.body).decode()
    async with county.database.reading() as connection:
        rows = (await connection.execute(sa.select(tokens))).all()
        records = (await connection.execute(sa.select(audit.records))).all()
    assert secret not in str(rows)
    assert secret not in str(records)


async def test_a_revoked_token_opens_nothing(county: County) -> None:
    secret, id = await token(county)

    revoked = await county.ask("county", "DELETE", f"tokens/{id}")
    again = await county.ask("county", "DELETE", f"tokens/{id}")

    assert (revoked.status, again.status) == (204, 204)
    assert (await by(county, secret, "GET", "pupils")).code == "not_signed_in"


async def test_a_token_ends_with_its_time(county: County) -> None:
    secret, _ = await token(county, days=1)
    async with county.database.engine.begin() as connection:
        await connection.execute(sa.update(tokens).values(expires_at=tokens.c.expires_at - DAY))

    assert (await by(county, secret, "GET", "pupils")).code == "not_signed_in"


async def test_who_loses_a_role_takes_it_from_their_tokens(county: County) -> None:
    secret, _ = await token(county)
    maker = await county.registry.get(PEOPLE, "county", EVERYTHING)
    async with county.registry.writing(SERVER) as writing:
        await writing.replace(
            PEOPLE, msgspec.structs.replace(maker, grants=()), maker.version, EVERYTHING
        )

    assert (await by(county, secret, "GET", "pupils")).code == "not_allowed"


async def test_who_left_left_no_way_in(county: County) -> None:
    secret, _ = await token(county)
    async with county.registry.writing(SERVER) as writing:
        await writing.remove(PEOPLE, "county", 1, EVERYTHING)

    assert (await by(county, secret, "GET", "pupils")).code == "not_signed_in"


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ({"school": FAR}, "not_found"),
        ({"region": "south", "school": None}, "not_found"),
        ({"region": NORTH}, "invalid"),  # region and school both
        ({"school": None}, "not_allowed"),  # the whole server
        ({"actions": ["read_audit"]}, "invalid"),
        ({"actions": ["write_tokens"]}, "invalid"),
        ({"actions": ["fly"]}, "invalid"),
        ({"actions": []}, "invalid"),
        ({"days": 366}, "invalid"),
        ({"days": 0}, "invalid"),
        ({"name": ""}, "invalid"),
        ({"colour": "blue"}, "invalid"),
    ],
)
async def test_nobody_makes_a_token_for_more_than_they_may(
    county: County, order: dict[str, object], code: str
) -> None:
    answer = await county.ask("county", "POST", "tokens", PUPILS | order)

    assert answer.code == code


async def test_what_is_no_token_is_nobody(county: County) -> None:
    for header in ("Bearer", "Bearer ", "Bearer skt_", f"Bearer skt_{'a' * 43}", "Basic YTpi"):
        answer = await county.ask("", "GET", "pupils", headers={"Authorization": header})

        assert (answer.status, answer.code) == (401, "not_signed_in")


async def test_a_token_makes_no_tokens_and_is_not_another_countys_to_revoke(
    county: County,
) -> None:
    secret, id = await token(county)

    made = await by(county, secret, "POST", "tokens", PUPILS)

    assert made.code == "not_allowed"
    assert (await county.ask("stranger", "DELETE", f"tokens/{id}")).code == "not_found"
    assert (await county.ask("stranger", "GET", "tokens")).body["items"] == []
    assert (await county.ask("operator", "GET", "tokens")).body["items"][0]["scope"] == IN[CENTRE]
