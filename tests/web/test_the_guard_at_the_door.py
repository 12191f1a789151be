"""Who gets in by the table of routes, as a table; and what the guard asks besides."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.typedefs import Handler, Middleware

from classroom.accounts.principal import Principal
from classroom.audit.record import Actor, ActorKind
from classroom.failures import BadMessage, Failure, Later, Refused
from classroom.permissions import Action, Role
from classroom.register.checks import Invalid
from classroom.register.people import Grant
from classroom.register.resource import Problem
from config.load import load
from web import bodies, routes
from web.api import reading
from web.errors import answer, failures
from web.guard import Guard
from web.routes import Access, Rate, Route, principal

CLERK = (Grant(Role.SCHOOL_ADMIN, "/county/school/"),)


def person(**more: Any) -> Principal:
    values: dict[str, Any] = {
        "grants": CLERK,
        "person": "p",
        "verified": True,
        "csrf": "known",
    } | more
    return Principal(actor=Actor(kind=ActorKind.PERSON, id="p", session="s"), **values)


WHO = {
    "clerk": person(),
    "teacher": person(grants=(Grant(Role.LECTURER, "/county/school/"),)),
    "half": person(half=True, grants=()),
    "unverified": person(verified=False),
    "device": Principal(actor=Actor(kind=ActorKind.DEVICE, id="d"), classroom="c"),
    "token": Principal(actor=Actor(kind=ActorKind.TOKEN, id="t"), grants=CLERK, verified=True),
}


async def by_header(request: web.Request) -> Principal | None:
    return WHO.get(request.headers.get("X-Who", ""))


async def handler(request: web.Request) -> web.Response:
    return web.json_response({"actor": principal(request).actor.kind})


class Body(msgspec.Struct, forbid_unknown_fields=True):
    name: str


async def named(request: web.Request) -> web.Response:
    return bodies.told(await bodies.read(request, Body))


@asynccontextmanager
async def door(
    rows: list[Route], watch: Sequence[Middleware] = (), **guard: Any
) -> AsyncIterator[TestClient[Any, Any]]:
    app = web.Application(
        middlewares=[failures, *watch, Guard([by_header], **guard).check], client_max_size=1024
    )
    app.router.add_get("/no-row", handler)
    routes.add_to(app, rows)
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.mark.parametrize(
    ("access", "who", "status", "code"),
    [
        (Access.PUBLIC, "", 200, ""),
        (Access.PUBLIC, "clerk", 200, ""),
        (Access.ANYONE, "", 200, ""),
        (Access.ANYONE, "half", 200, ""),
        (Access.SIGNING_IN, "", 401, "not_signed_in"),
        (Access.SIGNING_IN, "half", 200, ""),
        (Access.SIGNING_IN, "device", 403, "not_allowed"),
        (Access.SIGNED_IN, "", 401, "not_signed_in"),
        (Access.SIGNED_IN, "half", 401, "second_factor_needed"),
        (Access.SIGNED_IN, "teacher", 200, ""),
        (Access.SIGNED_IN, "unverified", 200, ""),
        (Access.SIGNED_IN, "token", 403, "not_allowed"),
        (Access.DEVICE, "", 401, "not_signed_in"),
        (Access.DEVICE, "clerk", 403, "not_allowed"),
        (Access.DEVICE, "device", 200, ""),
        (Action.READ_PUPILS, "", 401, "not_signed_in"),
        (Action.READ_PUPILS, "half", 401, "second_factor_needed"),
        (Action.READ_PUPILS, "teacher", 403, "not_allowed"),
        (Action.READ_PUPILS, "device", 403, "not_allowed"),
        (Action.READ_PUPILS, "clerk", 200, ""),
        (Action.READ_PUPILS, "token", 200, ""),
        (Action.READ_PUPILS, "unverified", 200, ""),
        (Action.WRITE_REGIONS, "clerk", 403, "not_allowed"),
        (Action.ENTER, "teacher", 403, "not_allowed"),  # from a seat only
    ],
)
async def test_a_row_says_who_gets_in(
    access: Access | Action, who: str, status: int, code: str
) -> None:
    async with door([Route("GET", "/it", access, handler)]) as client:
        response = await client.get("/it", headers={"X-Who": who})

        told = await response.json()
        assert (response.status, told.get("code", "")) == (status, code)


@pytest.mark.parametrize(
    ("networks", "access", "who", "code"),
    [
        (["127.0.0.0/8", "::1/128"], Action.READ_PUPILS, "clerk", ""),
        (["10.8.0.0/16"], Action.READ_PUPILS, "clerk", "not_from_here"),
        (["10.8.0.0/16"], Action.READ_PUPILS, "token", "not_from_here"),
        (["10.8.0.0/16"], Action.READ_PUPILS, "teacher", "not_allowed"),  # from anywhere
        (["10.8.0.0/16"], Access.SIGNED_IN, "clerk", ""),  # one's own account, and lessons
    ],
)
async def test_administrators_administer_from_the_listed_networks(
    networks: list[str], access: Access | Action, who: str, code: str
) -> None:
    async with door([Route("GET", "/it", access, handler)], admin_networks=networks) as client:
        response = await client.get("/it", headers={"X-Who": who})

        assert (await response.json()).get("code", "") == code


async def test_what_has_no_row_is_refused_also_where_the_router_knows_it() -> None:
    async with door([]) as client:
        response = await client.get("/no-row", headers={"X-Who": "clerk"})

        assert response.status == 403


@pytest.mark.parametrize(
    ("who", "headers", "status", "code"),
    [
        ("clerk", {"X-CSRF-Token": "known"}, 200, ""),
        ("clerk", {}, 403, "bad_csrf"),
        ("clerk", {"X-CSRF-Token": "guessed"}, 403, "bad_csrf"),
        ("clerk", {"X-CSRF-Token": "known", "Origin": "http://evil.example"}, 403, "bad_origin"),
        ("clerk", {"X-CSRF-Token": "known", "Origin": "null"}, 403, "bad_origin"),
        ("clerk", {"X-CSRF-Token": "known", "Origin": "https://public.example"}, 200, ""),
        ("clerk", {"X-CSRF-Token": "known", "Sec-Fetch-Site": "same-site"}, 403, "bad_origin"),
        ("token", {}, 200, ""),
        ("unverified", {"X-CSRF-Token": "known"}, 403, "not_verified"),
    ],
)
async def test_a_change_must_come_from_our_own_page(
    who: str, headers: dict[str, str], status: int, code: str
) -> None:
    rows = [Route("POST", "/it", Action.WRITE_PUPILS, handler)]
    async with door(rows, public_url="https://public.example") as client:
        response = await client.post("/it", headers={"X-Who": who, **headers})

        told = await response.json()
        assert (response.status, told.get("code", "")) == (status, code)


async def test_nobody_signs_another_sites_visitor_in() -> None:
    async with door([Route("POST", "/it", Access.PUBLIC, handler)]) as client:
        response = await client.post("/it", headers={"Origin": "http://evil.example"})

        assert response.status == 403


async def test_too_many_requests_wait_for_the_window_to_move() -> None:
    now = [100.0]
    limits = msgspec.structs.replace(load().limits, requests_per_minute=2)
    rows = [
        Route("GET", "/it", Access.SIGNED_IN, handler),
        Route("GET", "/film", Access.SIGNED_IN, handler, Rate.FREE),
    ]
    async with door(rows, limits=limits, now=lambda: now[0]) as client:
        for _ in range(3):
            assert (await client.get("/film", headers={"X-Who": "clerk"})).status == 200
        for second in (0.0, 20.0):
            now[0] = 100.0 + second
            assert (await client.get("/it", headers={"X-Who": "clerk"})).status == 200

        refused = await client.get("/it", headers={"X-Who": "clerk"})
        another = await client.get("/it", headers={"X-Who": "half"})
        now[0] = 160.0
        later = await client.get("/it", headers={"X-Who": "clerk"})

        assert (refused.status, refused.headers["Retry-After"]) == (429, "40")
        assert another.status == 429  # the same person
        assert later.status == 200


async def test_guesses_are_counted_by_address_behind_a_trusted_proxy() -> None:
    limits = msgspec.structs.replace(load().limits, guesses_per_minute_address=1)
    rows = [
        Route("GET", "/guess", Access.PUBLIC, handler, Rate.GUESS),
        Route("GET", "/free", Access.PUBLIC, handler, Rate.FREE),
    ]
    async with door(rows, limits=limits, proxies=["127.0.0.1"]) as client:

        async def status(path: str, address: str) -> int:
            return (await client.get(path, headers={"X-Forwarded-For": address})).status

        assert await status("/guess", "2001:db8::1") == 200
        assert await status("/guess", "2001:db8::2") == 429  # of the same subscriber
        assert await status("/guess", "198.51.100.1, 2001:db8::3") == 429  # anybody may say so
        assert await status("/guess", "198.51.100.1") == 200
        assert await status("/free", "198.51.100.1") == 200


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b'{"name": "a"}', "application/json", 200),
        (b'{"name": "a"}', "text/plain", 415),
        (b'{"name": 1}', "application/json", 422),
        (b'{"name": "a", "more": 1}', "application/json", 422),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 900, "application/json", 400),
        (b'"' + b"a" * 2000 + b'"', "application/json", 413),
    ],
)
async def test_a_body_is_json_of_the_right_shape(
    body: bytes, content_type: str, status: int
) -> None:
    async with door([Route("POST", "/api/it", Access.PUBLIC, named)]) as client:
        response = await client.post("/api/it", data=body, headers={"Content-Type": content_type})

        assert response.status == status
        assert await response.json()


async def test_the_api_refuses_in_json_what_the_router_knows_not() -> None:
    async with door([Route("POST", "/api/it", Access.PUBLIC, named)]) as client:
        missing, method = await client.get("/api/none"), await client.get("/api/it")

        assert (missing.status, (await missing.json())["code"]) == (404, "not_found")
        assert (method.status, (await method.json())["code"]) == (405, "no_such_method")


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (Refused("not_signed_in"), 401),
        (Refused("not_found"), 404),
        (Refused("exists"), 409),
        (Refused("changed_meanwhile"), 412),
        (Refused("anything_else"), 403),
        (BadMessage("bad_page"), 400),
        (Later("locked", seconds=0.5), 429),
        (Invalid([Problem("name", "too_long", {"limit": 60})]), 422),
    ],
)
def test_a_code_has_its_status(failure: Failure, status: int) -> None:
    response = answer(failure)

    assert response.status == status
    assert ("Retry-After" in response.headers) == failure.retryable


def test_problems_are_told_field_by_field() -> None:
    response = answer(Invalid([Problem("name", "too_long", {"limit": 60})]))

    assert isinstance(response.body, bytes)
    told = msgspec.json.decode(response.body)
    assert told["problems"] == [{"field": "name", "code": "too_long", "about": {"limit": 60}}]


async def test_who_lost_the_right_while_holding_the_order_back_has_lost_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun = asyncio.Event()
    monkeypatch.setitem(WHO, "dismissed", person(csrf=""))

    @web.middleware
    async def watch(request: web.Request, handler: Handler) -> web.StreamResponse:
        begun.set()
        return await handler(request)

    async def held_back() -> AsyncIterator[bytes]:
        yield b'{"name":'
        await begun.wait()
        del WHO["dismissed"]
        yield b'"x"}'

    async with door([Route("POST", "/it", Action.WRITE_PUPILS, named)], [watch]) as client:
        headers = {"X-Who": "dismissed", "Content-Type": "application/json"}
        response = await client.post("/it", data=held_back(), headers=headers)

        assert (await response.json())["code"] == "not_signed_in"


@pytest.mark.parametrize("access", [Access.PUBLIC, Action.WRITE_PUPILS])
async def test_nobody_waits_without_end_for_the_rest_of_a_body(
    access: Access | Action, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BODY_SECONDS", 0.01)
    answered = asyncio.Event()

    async def never_whole() -> AsyncIterator[bytes]:
        yield b'{"name":'
        await answered.wait()

    async with door([Route("POST", "/it", access, named)]) as client:
        headers = {"X-Who": "clerk", "X-CSRF-Token": "known", "Content-Type": "application/json"}
        response = await client.post("/it", data=never_whole(), headers=headers)
        answered.set()

        assert (response.status, (await response.json())["code"]) == (400, "bad_request")
