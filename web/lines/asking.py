"""What is asked about lines: a test by a classroom's device or by a person, and what is kept of it.

Rule: whose test it is is decided where it begins. Its steps are no part of the API: they are proved
by the test's id, which is good for its minute.
"""

import asyncio
import os
from time import monotonic
from typing import Annotated

import msgspec
from aiohttp import web

from classroom.failures import BadMessage
from classroom.line_test import LineTest
from classroom.permissions import Action, sight
from classroom.register.kinds import KINDS
from classroom.register.resource import Id
from classroom.store.lines import DatabaseLines, KeptLine
from classroom.store.registry import DatabaseRegistry
from web.api import reading
from web.api.operations import BASE, Operation
from web.devices.enrolling import PROVEN
from web.devices.proof import DEVICE
from web.lines.desk import LineTestBegun, LineTests
from web.lines.steps import Asked
from web.routes import Access, Rate, Route, principal

STEPS = "/line-test/{test}"
MOST_BYTES = 4_000_000  # of the second opinion, each way
HTTP_SECONDS = 5.0
CHUNK = 16_384
WORST = 200


class LineOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose line it is; nobody's, when it is left out."""

    classroom: Id | None = None


class ClassroomLine(msgspec.Struct, frozen=True, kw_only=True):
    """One test, by whom and on what."""

    test: LineTest
    person: str  # id; "": nobody was signed in
    device: str  # id; "": not on the classroom's device


class ClassroomLines(msgspec.Struct, frozen=True, kw_only=True):
    """The tests of a classroom, the last one first; those before are forgotten after twenty."""

    items: list[ClassroomLine]


class WorstLine(msgspec.Struct, frozen=True, kw_only=True):
    """The last test of a classroom."""

    classroom: str  # id
    name: str
    school: str  # name
    line: ClassroomLine


class WorstLines(msgspec.Struct, frozen=True, kw_only=True):
    """The last test of each classroom, the worst line first, 200 at most."""

    items: list[WorstLine]


class BytesAsked(msgspec.Struct, frozen=True, kw_only=True):
    """How much to send."""

    size: Annotated[int, msgspec.Meta(ge=1, le=MOST_BYTES)] = MOST_BYTES


class Lines:
    """Answers for them."""

    def __init__(self, tests: LineTests, lines: DatabaseLines, registry: DatabaseRegistry) -> None:
        """Begin tests with `tests`; read what is kept from `lines`."""
        self._tests, self._lines, self._registry = tests, lines, registry

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        rooms = f"{BASE}/classrooms"
        return [
            Operation(
                method="POST", path=f"{BASE}/device/line-test", access=Access.DEVICE,
                handler=self.by_device, name="testLineOfDevice", about="devices",
                summary="Begin a test of the line of a classroom's device.", answer=LineTestBegun,
                failures=(*PROVEN, "device_unknown", "device_revoked", "busy"),
            ),
            Operation(
                method="POST", path=f"{BASE}/line-tests", access=Access.SIGNED_IN,
                handler=self.by_person, name="testLine", about="classrooms",
                summary="Begin a test of the line one sits at. It is kept with a classroom that "
                "one may write.", body=LineOrder, answer=LineTestBegun,
                failures=("not_found", "busy"),
            ),
            Operation(
                method="GET", path=f"{rooms}/{{id}}/line", access=Action.READ_CLASSROOMS,
                handler=self.of_classroom, name="getClassroomLine", about="classrooms",
                summary="Get a classroom's line tests.", answer=ClassroomLines,
            ),
            Operation(
                method="GET", path=f"{BASE}/lines", access=Action.READ_CLASSROOMS,
                handler=self.worst, name="listLines", about="classrooms",
                summary="List the last line test of each classroom, the worst first.",
                answer=WorstLines,
            ),
        ]  # fmt: skip

    def rows(self) -> list[Route]:
        """Return the rows of a test's steps."""
        return [
            Route("POST", f"{STEPS}/step", Access.PUBLIC, self.step, Rate.FREE),
            Route("GET", f"{STEPS}/bytes", Access.PUBLIC, self.send, Rate.FREE),
            Route("POST", f"{STEPS}/bytes", Access.PUBLIC, self.take, Rate.FREE),
        ]

    async def by_device(self, request: web.Request) -> web.Response:
        """Begin a test of a classroom's own."""
        device = request[DEVICE]
        return reading.json(await self._tests.open(device.classroom, person="", device=device.id))

    async def by_person(self, request: web.Request) -> web.Response:
        """Begin a test for whoever is signed in."""
        order = reading.struct(await reading.body(request), LineOrder)
        who = principal(request)
        if order.classroom is not None:
            seen = sight(who.grants, Action.WRITE_CLASSROOMS)
            await self._registry.get(KINDS["classrooms"], order.classroom, seen)
        return reading.json(await self._tests.open(order.classroom, person=who.actor.id, device=""))

    async def of_classroom(self, request: web.Request) -> web.Response:
        """Answer with a classroom's tests."""
        seen = sight(principal(request).grants, Action.READ_CLASSROOMS)
        room = await self._registry.get(KINDS["classrooms"], reading.id(request), seen)
        kept = await self._lines.last(room.id)
        return reading.json(ClassroomLines(items=[_told(each) for each in kept]))

    async def worst(self, request: web.Request) -> web.Response:
        """Answer with the last test of each classroom."""
        seen = sight(principal(request).grants, Action.READ_CLASSROOMS)
        found = await self._lines.worst(seen, WORST)
        return reading.json(
            WorstLines(
                items=[
                    WorstLine(
                        classroom=each.classroom, name=each.name, school=each.school,
                        line=_told(each.kept),
                    )
                    for each in found
                ]
            )
        )  # fmt: skip

    async def step(self, request: web.Request) -> web.Response:
        """Do one step of a test."""
        id = request.match_info["test"]
        self._tests.test(id)  # nobody else's body is read
        asked = reading.struct(await reading.body(request), Asked)
        return reading.json(await self._tests.step(id, asked.ask))

    async def send(self, request: web.Request) -> web.StreamResponse:
        """Send bytes that no proxy can make smaller, for some seconds at most."""
        self._tests.transfer(request.match_info["test"])
        size = reading.query(request, BytesAsked).size
        response = web.StreamResponse(headers={"Cache-Control": "no-store"})
        response.content_type = "application/octet-stream"
        response.enable_chunked_encoding()
        await response.prepare(request)
        until = monotonic() + HTTP_SECONDS
        noise = os.urandom(CHUNK)
        while size > 0 and monotonic() < until:
            await response.write(noise[: min(size, CHUNK)])
            size -= CHUNK
        await response.write_eof()
        return response

    async def take(self, request: web.Request) -> web.Response:
        """Take bytes and keep none."""
        self._tests.transfer(request.match_info["test"])
        taken = 0
        try:
            async with asyncio.timeout(2 * HTTP_SECONDS):
                async for chunk in request.content.iter_chunked(CHUNK):
                    taken += len(chunk)
                    if taken > MOST_BYTES:
                        raise BadMessage("bad_request", f"at most {MOST_BYTES} bytes")
        except TimeoutError:
            raise BadMessage("bad_request", "the bytes did not arrive in time") from None
        return reading.json({"bytes": taken})


def _told(kept: KeptLine) -> ClassroomLine:
    return ClassroomLine(test=kept.test, person=kept.person, device=kept.device)
