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
from classroom.failures import Refused
from classroom.permissions import Action, sight
from classroom.register.resource import Id, Name
from classroom.store.registry import DatabaseRegistry
from web.api import reading, shapes
from web.api.operations import BASE, Operation
from web.api.places import limited
from web.devices.proof import DeviceProofs, proof_in
from web.guard import ADDRESS
from web.routes import Access, Rate, principal

Cut = Callable[[str], Awaitable[None]]  # puts a device out of its lesson, by id
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]

PROVEN = ("bad_proof", "nonce_stale", "too_many")  # how a proof may be refused


class DeviceChallenge(msgspec.Struct, frozen=True):
    """What to sign next."""

    nonce: str
    now: float  # the server's clock, seconds since the epoch


class EnrolmentAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page's key."""

    key: DeviceKey


class EnrolmentCode(msgspec.Struct, frozen=True, kw_only=True):
    """The code to show."""

    device: str
    code: str
    expires_at: float
    now: float


class DeviceOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the administrator says."""

    code: Code
    classroom: Id
    name: Name | None = None
    replace: bool = False  # the classroom's present device is revoked


class WaitingDevice(msgspec.Struct, frozen=True, kw_only=True):
    """What shows a code, for whoever is about to enrol it."""

    device: str
    agent: str
    address: str
    asked_at: float
    expires_at: float


class DevicesAsked(shapes.SearchAsked, frozen=True, kw_only=True):
    """Which devices, revoked ones included."""

    classroom: Annotated[
        str,
        msgspec.Meta(
            pattern=r"^([A-Za-z0-9_-]{1,32}(,[A-Za-z0-9_-]{1,32}){0,199})?$",
            description="Of these classrooms only: ids, separated by commas.",
        ),
    ] = ""


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


class EnrolledDevice(msgspec.Struct, frozen=True, kw_only=True):
    """The device, and the one it replaced."""

    device: DeviceState
    replaced: str | None


class DeviceDesk:
    """Answers for enrolling, listing and revoking devices."""

    def __init__(
        self,
        devices: Devices,
        proofs: Proofs,
        checked: DeviceProofs,
        registry: DatabaseRegistry,
        cut: Cut,
        now: Callable[[], float],
    ) -> None:
        """Serve `devices`; who is revoked is put out of the lesson by `cut`."""
        self._devices = devices
        self._proofs = proofs
        self._checked = checked
        self._registry = registry
        self._cut = cut
        self._now = now

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        all = f"{BASE}/devices"
        return [
            Operation(
                method="POST", path=f"{BASE}/device/challenge", access=Access.PUBLIC,
                handler=self._challenge, name="challengeDevice", about="devices",
                summary="Hand out a number that a classroom's device signs, once.",
                answer=DeviceChallenge,
            ),
            Operation(
                method="POST", path=f"{BASE}/device/enrolments", access=Access.PUBLIC,
                handler=self._ask, rate=Rate.GUESS, name="askForEnrolment", about="devices",
                summary="Hand out a code for a device's key, to be typed by an administrator.",
                body=EnrolmentAsked, answer=EnrolmentCode,
                failures=(*PROVEN, "device_enrolled", "device_revoked", "busy"),
            ),
            Operation(
                method="GET", path=all, access=Action.READ_DEVICES, handler=self._list,
                name="listDevices", about="devices",
                summary="List the devices that were enrolled, revoked ones included.",
                query=DevicesAsked, answer=DevicePage, failures=("not_found",),
            ),
            Operation(
                method="POST", path=all, access=Action.ENROL_DEVICE, handler=self._enrol,
                rate=Rate.GUESS, name="enrolDevice", about="devices",
                summary="Let the device that shows a code be a classroom.",
                body=DeviceOrder, answer=EnrolledDevice, status=201,
                failures=(
                    "bad_code", "code_unknown", "code_expired", "not_found",
                    "classroom_has_device",
                ),
            ),
            Operation(
                method="GET", path=all + "/waiting/{code}", access=Action.ENROL_DEVICE,
                handler=self._waiting, rate=Rate.GUESS, name="getWaitingDevice", about="devices",
                summary="Tell which device shows a code.",
                answer=WaitingDevice, failures=("bad_code", "code_unknown", "code_expired"),
            ),
            Operation(
                method="DELETE", path=all + "/{id}", access=Action.REVOKE_DEVICE,
                handler=self._revoke, name="revokeDevice", about="devices",
                summary="Revoke a device; it is out of its lesson before this is answered.",
                answer=DeviceState,
            ),
        ]  # fmt: skip

    async def _challenge(self, _request: web.Request) -> web.Response:
        """Hand out a nonce."""
        now = self._now()
        return reading.json(DeviceChallenge(nonce=self._proofs.challenge(now), now=now))

    async def _ask(self, request: web.Request) -> web.Response:
        """Hand out a code for a key; the same one as long as it is good."""
        asking = reading.struct(await reading.body(request), EnrolmentAsked)
        proof = proof_in(request)
        if proof is None:
            raise Refused("bad_proof", "the request is to be signed by the key")
        self._checked.check(request, proof, asking.key)
        now = self._now()
        asked = devices.enrolment(
            asking.key,
            agent=request.headers.get("User-Agent", ""),
            address=request[ADDRESS],
            now=now,
        )
        kept = await self._devices.ask(asked, principal(request).actor)
        return reading.json(
            EnrolmentCode(device=kept.device, code=kept.code, expires_at=kept.expires_at, now=now)
        )

    async def _waiting(self, request: web.Request) -> web.Response:
        """Tell what shows a code."""
        code = devices.read_code(request.match_info["code"])
        found = devices.usable(await self._devices.waiting(code), self._now())
        return reading.json(
            WaitingDevice(
                device=found.device,
                agent=found.agent,
                address=found.address,
                asked_at=found.asked_at,
                expires_at=found.expires_at,
            )
        )

    async def _enrol(self, request: web.Request) -> web.Response:
        """Let what shows the code be the classroom."""
        asked = reading.struct(await reading.body(request), DeviceOrder)
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
        return reading.json(EnrolledDevice(device=_state(device), replaced=replaced), status=201)

    async def _list(self, request: web.Request) -> web.Response:
        """Answer with one page."""
        asked = reading.query(request, DevicesAsked)
        seen = sight(principal(request).grants, Action.READ_DEVICES)
        seen = await limited(self._registry, asked.within, seen)
        listed, after = await self._devices.page(
            seen,
            of=asked.classroom.split(",") if asked.classroom else (),
            search=asked.search,
            after=asked.after,
            limit=asked.limit,
        )
        items = [_state(each.device, each.classroom, each.school) for each in listed]
        return reading.json(DevicePage(items=items, after=after))

    async def _revoke(self, request: web.Request) -> web.Response:
        """Revoke a device, and put it out of its lesson before the answer is given."""
        who = principal(request)
        device = await self._devices.revoke(
            reading.id(request),
            sight=sight(who.grants, Action.REVOKE_DEVICE),
            by=who.actor,
        )
        await self._cut(device.id)
        return reading.json(_state(device))


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
