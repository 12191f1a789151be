"""Who tries what they may not stands in the trail, however often they try, but not without end."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from classroom.accounts.principal import Principal
from classroom.audit.record import Actor, ActorKind, AuditRecord
from classroom.failures import Refused
from classroom.permissions import Action, Role
from classroom.register.people import Grant
from classroom.store.audit_trail import AuditTrail
from classroom.store.transactions import Database
from web import refusals, routes
from web.errors import failures
from web.guard import Guard
from web.refusals import Refusals
from web.routes import Access, Route

SCHOOL = "/county/school/"
VIEWER = Principal(
    actor=Actor(kind=ActorKind.PERSON, id="viewer", session="s1"),
    person="viewer",
    grants=(Grant(Role.VIEWER, SCHOOL),),
    verified=True,
)


async def never(_request: web.Request) -> web.Response:
    raise Refused("exists")


ROWS = [
    Route("POST", "/api/v1/rooms/{id}", Action.WRITE_CLASSROOMS, never),
    Route("GET", "/api/v1/rooms", Action.READ_CLASSROOMS, never),
    Route("POST", "/api/v1/open", Access.PUBLIC, never),
]


async def by_header(request: web.Request) -> Principal | None:
    return VIEWER if request.headers.get("X-Who") == "viewer" else None


@asynccontextmanager
async def door(
    database: Database,
) -> AsyncIterator[tuple[TestClient[web.Request, web.Application], Refusals]]:
    async with Refusals(database).serving() as watching:
        app = web.Application(middlewares=[failures, watching.watch, Guard([by_header]).check])
        routes.add_to(app, ROWS)
        async with TestClient(TestServer(app)) as client:
            yield client, watching


async def recorded(database: Database) -> list[AuditRecord]:
    return [record async for run in AuditTrail(database).runs() for record in run]


async def test_who_may_not_is_recorded_with_what_they_tried(database: Database) -> None:
    async with door(database) as (client, watching):
        for method, path in (("POST", "/api/v1/rooms/room-7"), ("GET", "/api/v1/rooms")):
            response = await client.request(method, path, headers={"X-Who": "viewer"})
            assert response.status == 403
        await watching.written()

        tried, looked = await recorded(database)

    assert tried.actor == VIEWER.actor
    assert (tried.note.action, tried.note.kind) == ("write_classrooms", "requests")
    assert (tried.note.object, tried.note.scope) == ("room-7", SCHOOL)
    assert tried.note.result == "not_allowed"
    assert json.loads(tried.note.detail) == {"method": "POST", "route": "/api/v1/rooms/{id}"}
    assert looked.note.action == "read_classrooms"


async def test_who_is_nobody_is_recorded_by_the_address_when_they_would_change_something(
    database: Database,
) -> None:
    async with door(database) as (client, watching):
        assert (await client.get("/api/v1/rooms")).status == 401
        assert (await client.post("/api/v1/rooms/x")).status == 401
        other = {"Origin": "https://elsewhere.example"}
        assert (await client.post("/api/v1/open", headers=other)).status == 403
        assert (await client.post("/api/v1/open")).status == 409
        await watching.written()

        records = await recorded(database)

    assert [record.note.result for record in records] == ["not_signed_in", "bad_origin"]
    assert {record.actor.kind for record in records} == {"nobody"}
    assert {record.actor.address for record in records} == {"127.0.0.1"}


async def test_being_refused_over_and_over_fills_no_disk(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = 1_000_000.0
    database.now = lambda: clock
    async with door(database) as (client, watching):
        for _ in range(50):
            assert (await client.post("/api/v1/rooms/x")).status == 401
        await watching.written()
        assert len(await recorded(database)) == refusals.A_MINUTE_ADDRESS

        clock += 61.0
        await client.post("/api/v1/rooms/x")
        await watching.written()

        last = (await recorded(database))[-1]

    assert json.loads(last.note.detail)["beside"] == 50 - refusals.A_MINUTE_ADDRESS
