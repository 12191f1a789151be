"""Bytes and values that nobody sends who means well: a stable code, and nothing is half done."""

import base64
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from contextlib import suppress

import aiohttp
import pytest
import sqlalchemy as sa

from classroom.permissions import Role
from classroom.store.tables import audit
from tests.web.api.county import BASE, CENTRE, IN, NORTH, County, person

JSON = {"Content-Type": "application/json"}
ROOM = {"school": CENTRE, "name": "教室"}

BODIES: list[tuple[bytes, int]] = [
    (b"", 400),
    (b"{", 400),
    (b"null", 400),
    (b"[]", 400),
    (b'"text"', 400),
    (b"\xff\xfe{}", 400),
    (b'{"name": "\xff"}', 400),
    (b'{"name": "\\ud800"}', 400),
    (b'{"name": NaN}', 400),
    (b'{"name": 1e999}', 400),
    (b"[" * 60_000, 400),
    (b'{"a":' * 10_000, 400),
    (b'{"a":' * 9 + b"1" + b"}" * 9, 400),
    (b'{"school": "centre", "name": "\\u0000"}', 422),
    (b'{"school": "centre", "name": "a\\nb"}', 422),
    (b'{"school": "centre", "name": "a\\u001bb"}', 422),
    (b'{"school": "centre\\n", "name": "b"}', 422),
    (b'{"school": "centre", "name": "b", "cameras": 1e3}', 422),
    (b'{"school": "centre", "name": "b", "cameras": 99999999999999999999999999}', 422),
    (b'{"school": "centre", "name": "b", "cameras": "2"}', 422),
    (b'{"school": "centre", "name": "b", "cameras": true}', 422),
    (b'{"school": ["centre"], "name": "b"}', 422),
    (b'{"school": {"$ne": ""}, "name": "b"}', 422),
    (b'{"school": "centre", "name": "b", "id": "mine"}', 422),
    (b'{"school": "centre", "name": "b", "scope": "/"}', 422),
    (b'{"school": "centre", "name": "b", "version": 7}', 422),
    (b'{"school": "centre", "name": "b", "__class__": "x"}', 422),
    (b'{"school": "centre", "name": "' + b"a" * 100_000 + b'"}', 413),
]


async def records(county: County) -> int:
    async with county.database.reading() as connection:
        return await connection.scalar(sa.select(sa.func.count()).select_from(audit.records)) or 0


async def test_no_body_of_theirs_makes_anything(county: County) -> None:
    before = await records(county)

    for body, status in BODIES:
        answer = await county.ask("clerk", "POST", "classrooms", data=body, headers=JSON)

        assert answer.status == status, body[:80]
        assert answer.code != "internal"
    assert await records(county) == before


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "text/json"])
async def test_only_json_is_read(county: County, kind: str) -> None:
    answer = await county.ask(
        "clerk", "POST", "classrooms", data=b"{}", headers={"Content-Type": kind}
    )

    assert (answer.status, answer.code) == (415, "not_json")


QUERIES = [
    "limit=0",
    "limit=201",
    "limit=many",
    "limit=1&limit=2",
    "colour=blue",
    "Limit=3",
    "removed=perhaps",
    "after=!!!",
    "after=bnVsbA",
    "after=W10",
    "after=WyIvIiwgMSwgMV0",
    "after=" + "a" * 2000,
    "search=" + "a" * 61,
    "search=%00",
    "search=%f4%8f%bf%bf",
    "school=../x",
    "school=",
    "school=null&limit=null",
    "school=None&removed=None",
    "after=" + base64.urlsafe_b64encode(b"[" * 3000).decode(),
    "after=" + base64.urlsafe_b64encode(b'["\xff"]').decode(),
]


async def test_a_query_is_what_the_list_knows_or_is_refused(county: County) -> None:
    for query in QUERIES:
        answer = await county.ask("clerk", "GET", f"{BASE}/classrooms?{query}")

        assert answer.status == 400, query
        assert answer.code in ("bad_query", "bad_page", "bad_filter")


@pytest.mark.parametrize("path", ["audit?since=null", "audit/export?until=null"])
async def test_a_program_that_writes_null_for_a_time_is_not_told_of_all_times(
    full_county: County, path: str
) -> None:
    full_county.who["auditor"] = person("operator", (Role.AUDITOR, IN[NORTH]))

    answer = await full_county.ask("auditor", "GET", path)

    assert (answer.status, answer.code) == (400, "bad_query")


WORDS = ["%", "_", "\\", "'", '"; DROP TABLE people; --', "*", "教%", "\u3000", "퟿", "\ud7ff"]


async def test_a_searched_word_is_only_a_word(county: County) -> None:
    for kind in ("classrooms", "pupils", "people"):
        for word in WORDS:
            answer = await county.ask("clerk", "GET", kind, params={"search": word})

            assert answer.status in (200, 400), (kind, word)
            assert answer.status == 400 or answer.body["items"] == []


PATHS = ["classrooms/%00", "classrooms/..%2fpeople", "classrooms/" + "a" * 40, "classrooms/教室"]


async def test_what_cannot_be_an_id_is_not_found(county: County) -> None:
    for path in PATHS:
        answer = await county.ask("clerk", "GET", path)

        assert (answer.status, answer.code) == (404, "not_found")


async def test_a_method_there_is_none_of_is_told_as_such(county: County) -> None:
    for method in ("PATCH", "DELETE", "PUT"):
        answer = await county.ask("clerk", method, "classrooms", ROOM)

        assert (answer.status, answer.code) == (405, "no_such_method")


@pytest.mark.parametrize("how", ["gzip", "deflate", "identity"])
async def test_a_body_that_becomes_too_large_is_refused(county: County, how: str) -> None:
    """Fifty megabytes fit into as many kilobytes; nobody is told how long it will be."""
    plain = b'{"name":"' + b" " * (200_000 if how == "identity" else 50_000_000)
    squeezed = zlib.compressobj(9, wbits=31 if how == "gzip" else 15)
    body = plain if how == "identity" else squeezed.compress(plain) + squeezed.flush()

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(body), 16_384):
            yield body[at : at + 16_384]

    tracemalloc.start()
    try:
        # It is not read to its end, of which a client may hear by a reset.
        with suppress(aiohttp.ClientError):
            encoded = {"Content-Encoding": how} if how != "identity" else {}
            answer = await county.ask(
                "clerk", "POST", "classrooms", data=pieces(), headers=JSON | encoded
            )
            assert (answer.status, answer.code) == (413, "too_large")
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()
    assert (await county.ask("clerk", "GET", "classrooms")).status == 200
