"""How a classroom's device proves that it is there: what it signs, and how that is checked.

Rule: a device has a P-256 key that its browser made and never gives away. It signs our nonce
together with everything that the signature is to be good for; so what it signed is worth nothing at
another time, on another site, for another request, or from another device.
"""

import base64
import hashlib
from collections.abc import Sequence
from typing import Annotated, Protocol

import msgspec

from classroom.accounts.nonces import Nonces
from classroom.admission import Proof
from classroom.failures import Refused

VERSION = "sanketang-device-1"
SOCKET, HTTP = "socket", "http"  # what it is signed for
ID_CHARS = 32  # of a key's thumbprint: 192 bits

Coordinate = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{43}$")]  # 32 bytes, base64url


class DeviceKey(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A public key on P-256, as in a JSON Web Key (RFC 7518, section 6.2)."""

    x: Coordinate
    y: Coordinate

    @property
    def device(self) -> str:
        """The id of the device that has the private half: the key's thumbprint (RFC 7638)."""
        jwk = f'{{"crv":"P-256","kty":"EC","x":"{self.x}","y":"{self.y}"}}'
        digest = hashlib.sha256(jwk.encode()).digest()
        return base64.urlsafe_b64encode(digest).decode()[:ID_CHARS]


class Signatures(Protocol):
    """Checks signatures; the arithmetic is done outside the classroom."""

    def good(self, key: DeviceKey, text: bytes, signature: bytes) -> bool:
        """Tell whether `signature` (r||s, 64 bytes) is ECDSA with SHA-256 by this key over `text`.
        False for a key that is no point of the curve.
        """
        ...


def signed_text(*, purpose: str, origin: str, device: str, nonce: str, what: str) -> bytes:
    """Return what a device signs. `what` is the method and path of a request, or the lesson that a
    socket is opened for; none of them holds a line break.

    >>> signed_text(purpose="socket", origin="https://a", device="d", nonce="n", what="l").split()
    [b'sanketang-device-1', b'socket', b'https://a', b'd', b'n', b'l']
    """
    return "\n".join([VERSION, purpose, origin, device, nonce, what]).encode()


class Proofs:
    """Checks proofs."""

    def __init__(self, nonces: Nonces, signatures: Signatures) -> None:
        """Take nonces of `nonces` only."""
        self._nonces = nonces
        self._signatures = signatures

    def challenge(self, now: float) -> str:
        """Return a nonce to sign."""
        return self._nonces.issue(now)

    def check(
        self,
        proof: Proof,
        key: DeviceKey,
        *,
        purpose: str,
        origins: Sequence[str],
        what: str,
        now: float,
    ) -> None:
        """Take the proof, once. `origins` are the ways to spell this server.

        Raises:
            Refused: `nonce_stale` (worth another try with a new nonce), `bad_proof`.
            Later: `too_many`.
        """
        self._nonces.check(proof.nonce, now)
        if key.device != proof.device or "\n" in what:
            raise Refused("bad_proof")
        signature = _bytes(proof.signature)
        for origin in origins:
            text = signed_text(
                purpose=purpose,
                origin=origin,
                device=proof.device,
                nonce=proof.nonce,
                what=what,
            )
            if self._signatures.good(key, text, signature):
                self._nonces.spend(proof.nonce, proof.device, now)
                return
        raise Refused("bad_proof")


def _bytes(signature: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    except ValueError:
        raise Refused("bad_proof") from None
