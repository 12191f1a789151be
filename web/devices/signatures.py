"""ECDSA on P-256 with SHA-256 as WebCrypto does it: implements `proofs.Signatures`.

Rule: the one place outside media/ that touches a cryptography library. A tenth of a millisecond,
so it may run in the event loop.
"""

import base64

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePublicNumbers,
)
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from classroom.accounts.proofs import DeviceKey

HALF = 32  # bytes of each of r, s, x, y


class EcdsaSignatures:
    """Checks signatures by device keys."""

    def good(self, key: DeviceKey, text: bytes, signature: bytes) -> bool:
        """Tell whether the signature is by this key over this text."""
        if len(signature) != 2 * HALF:
            return False
        r, s = (int.from_bytes(part, "big") for part in (signature[:HALF], signature[HALF:]))
        try:
            public = EllipticCurvePublicNumbers(_number(key.x), _number(key.y), SECP256R1())
            public.public_key().verify(encode_dss_signature(r, s), text, ECDSA(SHA256()))
        except (InvalidSignature, ValueError):  # ValueError: no point of the curve
            return False
        return True


def _number(coordinate: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(coordinate + "="), "big")
