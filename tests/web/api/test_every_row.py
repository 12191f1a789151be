"""Whatever can be asked for has a row in the one table, and the row is kept to, for everybody."""

import re
from typing import get_args

import pytest

from classroom.permissions import TABLE, Action
from signaling.messages import FromBrowser
from tests.web.api.county import County
from tests.web.api.test_who_may_ask_what import EVERYBODY, has
from web import routes
from web.routes import Access, Route


def asks_as(row: Route) -> list[tuple[str, str]]:
    """Return method and path that lead to a row."""
    path = re.sub(r"\{\w+[^}]*\}", "x", row.path)
    return [(row.method if row.method != "*" else "GET", path)]


async def test_every_route_of_the_application_has_its_row(full_county: County) -> None:
    rows = {(row.method, row.path) for row in full_county.app[routes.TABLE]}

    for route in full_county.app.router.routes():
        assert route.resource is not None
        method = "GET" if route.method == "HEAD" else route.method
        assert (method, route.resource.canonical) in rows


async def test_every_action_a_row_names_is_in_the_table_of_permissions(
    full_county: County,
) -> None:
    for row in full_county.app[routes.TABLE]:
        assert isinstance(row.access, Access) or TABLE[row.access]


def test_every_message_of_a_page_is_in_the_table_of_permissions() -> None:
    for message in get_args(FromBrowser):
        tag = message.__struct_config__.tag
        assert TABLE[Action(str(tag))]


def test_every_action_is_in_the_table_and_somebody_may_do_it() -> None:
    assert set(TABLE) == set(Action)
    assert all(TABLE.values())


@pytest.mark.parametrize("who", EVERYBODY)
async def test_who_lacks_the_action_gets_no_further_than_the_door(
    full_county: County, who: str
) -> None:
    full_county.who = EVERYBODY
    granted = EVERYBODY[who]

    for row in full_county.app[routes.TABLE]:
        if not isinstance(row.access, Action) or has(granted, row.access):
            continue
        for method, path in asks_as(row):
            answer = await full_county.ask(who, method, path)

            assert answer.code == ("not_signed_in" if who == "nobody" else "not_allowed"), row


# Doors that stand open; another one is added here knowingly, or not at all.
OPEN = {
    ("GET", "/api/v1/openapi.json"),
    ("GET", "/api/v1/session"),  # says who is signed in: nobody
    ("POST", "/api/v1/session"),  # signing in
    ("POST", "/api/v1/links"),  # the three of whoever holds a link
    ("POST", "/api/v1/setup"),
    ("POST", "/api/v1/activation"),
    ("POST", "/api/v1/device/challenge"),  # a nonce, good for nothing without a key
    ("POST", "/api/v1/device/enrolments"),  # a new device asks for a code
    ("GET", "/api/v1/calendars/{token}.ics"),  # its token is the key
    ("POST", "/line-test/{test}/step"),  # the test's id is the key, and good for its minute
    ("GET", "/line-test/{test}/bytes"),
    ("POST", "/line-test/{test}/bytes"),
}


async def test_nobody_gets_in_but_where_the_public_may(full_county: County) -> None:
    for row in full_county.app[routes.TABLE]:
        if (row.method, row.path) in OPEN:
            assert row.access in (Access.PUBLIC, Access.ANYONE)
            continue
        for method, path in asks_as(row):
            assert (await full_county.ask("", method, path)).status == 401, row
