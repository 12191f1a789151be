"""The proof in a request of a device, and who that is.

    Authorization: Device id="…", nonce="…", signature="…"

Rule: a device has no cookie. Each request is signed by itself, over a nonce that is good once.
"""

import re
from collections.abc import Callable, Sequence

from aiohttp import web

from classroom.accounts import devices, proofs
from classroom.accounts.devices import Device, Devices
from classroom.accounts.principal import Principal
from classroom.accounts.proofs import DeviceKey, Proofs
from classroom.accounts.seating import actor_of
from classroom.admission import Proof
from classroom.failures import Refused
from signaling.knocking import origins
from web.guard import ADDRESS
from web.routes import Access, row_of

SCHEME = "Device "
_PROOF = re.compile(
    r'Device id="([A-Za-z0-9_-]{32})", nonce="([A-Za-z0-9_-]{16,128})", '
    r'signature="([A-Za-z0-9_-]{86})"'
)

DEVICE = web.RequestKey("device", Device)


def proof_in(request: web.Request) -> Proof | None:
    """Return the proof a request holds, or None when it holds none.

    Raises:
        Refused: `bad_proof`: it is not written as one.
    """
    header = request.headers.get("Authorization", "")
    if not header.startswith(SCHEME):
        return None
    found = _PROOF.fullmatch(header)
    if found is None:
        raise Refused("bad_proof", "see web/devices/proof.py")
    return Proof(device=found[1], nonce=found[2], signature=found[3])


class DeviceProofs:
    """Checks the proofs in requests; `authenticate` is one of the guard's authenticators."""

    def __init__(
        self, devices: Devices, proofs: Proofs, public_url: str, now: Callable[[], float]
    ) -> None:
        """Look devices up in `devices`; `public_url` is a way to spell this server."""
        self._devices = devices
        self._proofs = proofs
        self._public_url = public_url
        self._now = now

    def check(self, request: web.Request, proof: Proof, key: DeviceKey) -> None:
        """Take the request's proof for this key.

        Raises:
            Refused: `nonce_stale`, `bad_proof`.
            Later: `too_many`.
        """
        self._proofs.check(
            proof,
            key,
            purpose=proofs.HTTP,
            origins=self._origins(request),
            what=f"{request.method} {request.path}",
            now=self._now(),
        )

    async def authenticate(self, request: web.Request) -> Principal | None:
        """Return the device that asks, on a route for devices; None when there is no proof.

        Raises:
            Refused: `device_unknown`, `device_revoked`, `nonce_stale`, `bad_proof`.
        """
        row = row_of(request)
        if row is None or row.access is not Access.DEVICE:
            return None  # a device is let in nowhere else, whatever it signs
        proof = proof_in(request)
        if proof is None:
            return None
        device = await self._devices.find(proof.device)
        if device is None:
            raise Refused("device_unknown")
        self.check(request, proof, device.key)
        request[DEVICE] = devices.active(device)
        return Principal(
            actor=actor_of(device, request[ADDRESS]),
            name=device.name,
            verified=True,
            classroom=device.classroom,
        )

    def _origins(self, request: web.Request) -> Sequence[str]:
        return origins(request.headers.get("Host", ""), self._public_url)
