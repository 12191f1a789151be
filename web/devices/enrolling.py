"""A page that is not enrolled asks for a code, and an administrator types it.

Rule: whoever asks has the private half of the key, or nothing is kept. The code alone enrols
nothing: the administrator must be allowed to in the school, and can see first which browser
shows it, and from which address.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated

import msgspec
from aiohttp import web

from classroom.accounts import devices
from classroom.accounts.devices import Devices
from classroom.accounts.proofs import DeviceKey, Proofs
from classroom.failures import BadMessage
from classroom.permissions import Action, sight
from classroom.register.resource import Id, Name
from web.bodies import read, told
from web.devices.proof import DeviceProofs, proof_in
from web.guard import ADDRESS
from web.routes import Access, Rate, Route, principal

Cut = Callable[[str], Awaitable[None]]  # puts a device out of its lesson, by id
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]

PAGE = 50
MOST_ON_A_PAGE = 200


class Challenge(msgspec.Struct, frozen=True):
    """What to sign next."""

    nonce: str
    now: float  # the server's clock, seconds since the epoch


class Asking(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page's key."""

    key: DeviceKey


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """The code to show."""

    device: str
    code: str
    expires_at: float
    now: float


class Enrolling(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the administrator says."""

    code: Code
    classroom: Id
    name: Name | None = None
    replace: bool = False  # the classroom's present device is revoked


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """What shows a code, for whoever is about to enrol it."""

    device: str
    agent: str
    address: str
    asked_at: float
    expires_at: float


class DeviceState(msgspec.Struct, frozen=True, kw_only=True):
    """An enrolled device."""

    id: str
    classroom: str
    name: str
    agent: str
    made_at: float
    seen_at: float
    revoked_at: float | None
    classroom_name: str = ""
    school_name: str = ""


class DevicePage(msgspec.Struct, frozen=True, kw_only=True):
    """Some of them."""

    items: list[DeviceState]
    after: str | None


class Enrolled(msgspec.Struct, frozen=True, kw_only=True):
    """The device, and the one it replaced."""

    device: DeviceState
    replaced: str | None


class EnrollingRoutes:
    """The rows for enrolling, listing and revoking devices."""

    def __init__(
        self,
        devices: Devices,
        proofs: Proofs,
        checked: DeviceProofs,
        cut: Cut,
        now: Callable[[], float],
    ) -> None:
        """Serve `devices`; who is revoked is put out of the lesson by `cut`."""
        self._devices = devices
        self._proofs = proofs
        self._checked = checked
        self._cut = cut
        self._now = now

    def rows(self) -> list[Route]:
        """Return the rows of the table of routes."""
        public, api = Access.PUBLIC, "/api/v1"
        return [
            Route("POST", f"{api}/device/challenge", public, self._challenge),
            Route("POST", f"{api}/device/enrolments", public, self._ask, Rate.GUESS),
            Route("GET", f"{api}/devices", Action.READ_DEVICES, self._list),
            Route("POST", f"{api}/devices", Action.ENROL_DEVICE, self._enrol, Rate.GUESS),
            Route(
                "GET",
                f"{api}/devices/waiting/{{code}}",
                Action.ENROL_DEVICE,
                self._waiting,
                Rate.GUESS,
            ),
            Route("DELETE", f"{api}/devices/{{id}}", Action.REVOKE_DEVICE, self._revoke),
        ]

    async def _challenge(self, _request: web.Request) -> web.Response:
        """Hand out a nonce."""
        now = self._now()
        return told(Challenge(nonce=self._proofs.challenge(now), now=now))

    async def _ask(self, request: web.Request) -> web.Response:
        """Hand out a code for a key; the same one as long as it is good."""
        asking = await read(request, Asking)
        proof = proof_in(request)
        if proof is None:
            raise BadMessage("bad_proof", "the request is to be signed by the key")
        self._checked.check(request, proof, asking.key)
        now = self._now()
        asked = devices.enrolment(
            asking.key,
            agent=request.headers.get("User-Agent", ""),
            address=request[ADDRESS],
            now=now,
        )
        kept = await self._devices.ask(asked, principal(request).actor)
        return told(Shown(device=kept.device, code=kept.code, expires_at=kept.expires_at, now=now))

    async def _waiting(self, request: web.Request) -> web.Response:
        """Tell what shows a code."""
        code = devices.read_code(request.match_info["code"])
        found = devices.usable(await self._devices.waiting(code), self._now())
        return told(
            Waiting(
                device=found.device,
                agent=found.agent,
                address=found.address,
                asked_at=found.asked_at,
                expires_at=found.expires_at,
            )
        )

    async def _enrol(self, request: web.Request) -> web.Response:
        """Let what shows the code be the classroom."""
        asked = await read(request, Enrolling)
        who = principal(request)
        device, before = await self._devices.enrol(
            devices.read_code(asked.code),
            asked.classroom,
            name=asked.name or "",
            replace=asked.replace,
            sight=sight(who.grants, Action.ENROL_DEVICE),
            by=who.actor,
        )
        if before is not None:
            await self._cut(before.id)
        replaced = before.id if before is not None else None
        return told(Enrolled(device=_state(device), replaced=replaced), status=201)

    async def _list(self, request: web.Request) -> web.Response:
        """List devices, `classroom`'s only if it is given."""
        query = request.query
        listed, after = await self._devices.page(
            sight(principal(request).grants, Action.READ_DEVICES),
            classroom=query.get("classroom", ""),
            after=query.get("after", ""),
            limit=_limit(query.get("limit")),
        )
        items = [_state(each.device, each.classroom, each.school) for each in listed]
        return told(DevicePage(items=items, after=after))

    async def _revoke(self, request: web.Request) -> web.Response:
        """Revoke a device, and put it out of its lesson before the answer is given."""
        who = principal(request)
        device = await self._devices.revoke(
            request.match_info["id"],
            sight=sight(who.grants, Action.REVOKE_DEVICE),
            by=who.actor,
        )
        await self._cut(device.id)
        return told(_state(device))


def _limit(given: str | None) -> int:
    if given is None:
        return PAGE
    if not (given.isascii() and given.isdigit() and 1 <= int(given[:6]) <= MOST_ON_A_PAGE):
        raise BadMessage("bad_page", f"limit is a number from 1 to {MOST_ON_A_PAGE}")
    return int(given)


def _state(device: devices.Device, classroom_name: str = "", school_name: str = "") -> DeviceState:
    return DeviceState(
        id=device.id,
        classroom=device.classroom,
        name=device.name,
        agent=device.agent,
        made_at=device.made_at,
        seen_at=device.seen_at,
        revoked_at=device.revoked_at,
        classroom_name=classroom_name,
        school_name=school_name,
    )
