"""The routes for devices behind the real guard, a clerk, and devices that sign."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from classroom.accounts.nonces import Nonces
from classroom.accounts.principal import Principal
from classroom.accounts.proofs import Proofs
from classroom.audit.record import Actor, ActorKind
from classroom.permissions import Role
from classroom.register.people import Grant
from classroom.store.devices import DatabaseDevices
from classroom.store.registry import DatabaseRegistry
from classroom.store.transactions import Database
from tests.classroom.county import County, make_county
from tests.device import Signer
from web import routes
from web.api import table
from web.devices.enrolling import DeviceDesk
from web.devices.proof import DeviceProofs
from web.devices.signatures import EcdsaSignatures
from web.errors import failures
from web.guard import Guard
from web.routes import Access, Route, principal

CHALLENGE = "/api/v1/device/challenge"
ENROLMENTS = "/api/v1/device/enrolments"
DEVICES = "/api/v1/devices"
WHO_AM_I = "/api/v1/device/who"


class Desk:
    """What tests ask."""

    def __init__(self, client: TestClient[Any, Any], county: County) -> None:
        self.client = client
        self.county = county
        self.cut: list[str] = []
        self.origin = str(client.make_url("/")).rstrip("/")

    async def told(
        self, method: str, path: str, *, status: int = 200, **more: Any
    ) -> dict[str, Any]:
        async with self.client.request(method, path, **more) as answer:
            told: dict[str, Any] = await answer.json()
            assert answer.status == status, (answer.status, told)
            return told

    async def nonce(self) -> str:
        return str((await self.told("POST", CHALLENGE))["nonce"])

    async def signed(self, device: Signer, path: str, **more: Any) -> dict[str, Any]:
        header = device.header(await self.nonce(), self.origin, f"POST {path}")
        return await self.told("POST", path, headers=header, **more)

    async def code(self, device: Signer) -> str:
        key = {"x": device.key.x, "y": device.key.y}
        return str((await self.signed(device, ENROLMENTS, json={"key": key}))["code"])

    async def as_clerk(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        return await self.told(method, path, headers={"X-Who": "clerk"}, **more)

    async def enrol(self, device: Signer, classroom: str, **more: Any) -> dict[str, Any]:
        body = {"code": await self.code(device), "classroom": self.county.id(classroom)}
        return await self.as_clerk("POST", DEVICES, json=body | more, status=201)


@asynccontextmanager
async def desk(database: Database, *more: Route) -> AsyncIterator[Desk]:
    """A county with a clerk of 青山小学."""
    county = await make_county(database)
    clerk = Principal(
        actor=Actor(kind=ActorKind.PERSON, id="clerk"),
        grants=(Grant(Role.SCHOOL_ADMIN, county["青山小学"].scope),),
        verified=True,
    )
    teacher = Principal(
        actor=Actor(kind=ActorKind.PERSON, id="teacher"),
        grants=(Grant(Role.LECTURER, county["青山小学"].scope),),
        verified=True,
    )
    people = {"clerk": clerk, "teacher": teacher}

    async def by_header(request: web.Request) -> Principal | None:
        return people.get(request.headers.get("X-Who", ""))

    async def who(request: web.Request) -> web.Response:
        return web.json_response({"classroom": principal(request).classroom})

    async def cut(device: str) -> None:
        here.cut.append(device)

    devices, proofs = DatabaseDevices(database), Proofs(Nonces(), EcdsaSignatures())
    checked = DeviceProofs(devices, proofs, "", database.now)
    registry = DatabaseRegistry(database)
    enrolling = DeviceDesk(devices, proofs, checked, registry, cut, database.now)
    app = web.Application(middlewares=[failures, Guard([by_header, checked.authenticate]).check])
    rows = [*table.rows(enrolling.operations()), Route("POST", WHO_AM_I, Access.DEVICE, who), *more]
    routes.add_to(app, rows)
    async with TestClient(TestServer(app)) as client:
        here = Desk(client, county)
        yield here
