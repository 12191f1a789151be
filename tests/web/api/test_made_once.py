"""A creation that is sent again, because its answer was lost, makes nothing twice."""

import asyncio

import sqlalchemy as sa

from classroom.store import keys
from classroom.store.tables.api import keys as kept
from tests.web.api.county import CENTRE, VILLAGE, County

ROOM = {"school": CENTRE, "name": "音乐教室"}
KEY = {"Idempotency-Key": "4f1c"}


async def rooms(county: County) -> int:
    page = await county.ask("clerk", "GET", "classrooms?search=音乐教室")
    return int(page.body["total"])


async def test_the_same_request_has_the_same_answer(county: County) -> None:
    first = await county.ask("clerk", "POST", "classrooms", ROOM, headers=KEY)
    again = await county.ask("clerk", "POST", "classrooms", ROOM, headers=KEY)

    assert (again.status, again.body, again.etag) == (201, first.body, '"1"')
    assert again.headers["Location"] == first.headers["Location"]
    assert await rooms(county) == 1


async def test_many_at_once_make_one(county: County) -> None:
    answers = await asyncio.gather(
        *(county.ask("clerk", "POST", "classrooms", ROOM, headers=KEY) for _ in range(6))
    )

    assert {answer.status for answer in answers} == {201}
    assert len({answer.body["id"] for answer in answers}) == 1


async def test_another_request_cannot_use_the_key(county: County) -> None:
    await county.ask("clerk", "POST", "classrooms", ROOM, headers=KEY)

    other = await county.ask(
        "clerk", "POST", "classrooms", ROOM | {"name": "美术教室"}, headers=KEY
    )
    elsewhere = await county.ask("clerk", "POST", "classes", ROOM, headers=KEY)

    assert (other.status, other.code) == (409, "idempotency_reused")
    assert elsewhere.code in ("idempotency_reused", "invalid")


async def test_a_key_is_ones_own(county: County) -> None:
    await county.ask("clerk", "POST", "classrooms", ROOM, headers=KEY)

    neighbour = await county.ask(
        "neighbour", "POST", "classrooms", {"school": VILLAGE, "name": "音乐教室"}, headers=KEY
    )

    assert neighbour.status == 201
    assert neighbour.body["school"] == VILLAGE


async def test_a_refused_request_and_a_dry_run_use_up_no_key(county: County) -> None:
    refused = await county.ask(
        "clerk", "POST", "classrooms", ROOM | {"school": VILLAGE}, headers=KEY
    )
    tried = await county.ask("clerk", "POST", "classrooms?dry_run=true", ROOM, headers=KEY)

    made = await county.ask("clerk", "POST", "classrooms", ROOM, headers=KEY)

    assert (refused.code, tried.status, made.status) == ("not_found", 201, 201)


async def test_a_key_is_kept_for_a_day(county: County) -> None:
    await county.ask("clerk", "POST", "classrooms", ROOM, headers=KEY)
    async with county.database.engine.begin() as connection:
        await connection.execute(sa.update(kept).values(at=kept.c.at - keys.KEPT_SECONDS))

    later = await county.ask("clerk", "POST", "classrooms", ROOM, headers=KEY)

    assert (later.status, later.code) == (409, "exists")


async def test_a_key_is_visible_text_of_a_bounded_length(county: County) -> None:
    for key in ("", "x" * 65, "a key", "ключ"):
        answer = await county.ask(
            "clerk", "POST", "classrooms", ROOM, headers={"Idempotency-Key": key}
        )

        assert (answer.status, answer.code) == (400, "bad_key")
