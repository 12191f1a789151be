"""A classroom's device as its browser is: a key nobody else has, and what it signs."""

import base64
import secrets

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from classroom.accounts.proofs import DeviceKey, signed_text
from classroom.admission import Proof


def base64url(data: bytes) -> str:
    """As WebCrypto and JSON Web Keys write bytes."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class Signer:
    """Holds a private key."""

    def __init__(self) -> None:
        self._private = generate_private_key(SECP256R1())
        numbers = self._private.public_key().public_numbers()
        x, y = (base64url(n.to_bytes(32, "big")) for n in (numbers.x, numbers.y))
        self.key = DeviceKey(x=x, y=y)
        self.id = self.key.device

    def sign(self, text: bytes) -> str:
        """Sign as WebCrypto does: r||s."""
        r, s = decode_dss_signature(self._private.sign(text, ECDSA(SHA256())))
        return base64url(r.to_bytes(32, "big") + s.to_bytes(32, "big"))

    def proof(self, nonce: str, *, purpose: str, origin: str, what: str) -> Proof:
        """Prove that this device is here."""
        text = signed_text(purpose=purpose, origin=origin, device=self.id, nonce=nonce, what=what)
        return Proof(device=self.id, nonce=nonce, signature=self.sign(text))

    def header(self, nonce: str, origin: str, request: str) -> dict[str, str]:
        """The header of a request such as `POST /api/v1/device/room`."""
        proof = self.proof(nonce, purpose="http", origin=origin, what=request)
        words = f'id="{proof.device}", nonce="{proof.nonce}", signature="{proof.signature}"'
        return {"Authorization": f"Device {words}"}


def session() -> str:
    """A page load's session."""
    return secrets.token_urlsafe(18)
