"""The second factor: six digits that change every half minute (RFC 6238), and recovery codes.

Rule: a code of a step that was used, or of one before it, opens nothing: whoever looked over the
shoulder comes too late. A recovery code works once; only its SHA-256 is kept, which is enough for
80 random bits.
"""

import hashlib
import hmac
import secrets

import pyotp

STEP = 30
WINDOW = 1  # steps that a phone's clock may be ahead or behind
DIGITS = 6
ISSUER = "三课堂 Sanketang"
RECOVERY_CODES = 10
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none looks like another
_GROUPS, _GROUP = 4, 4


def new_secret() -> str:
    """Return a new secret, 160 bits in base 32."""
    return pyotp.random_base32()


def address(secret: str, login: str) -> str:
    """Return the otpauth:// address that a phone reads as a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def step_of(secret: str, code: str, used: int, now: float) -> int | None:
    """Return the step the code is of, to be remembered as used; None if it opens nothing. `used` is
    the last step that was.
    """
    code = code.strip().replace(" ", "")
    if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
        return None
    totp, current = pyotp.TOTP(secret, digits=DIGITS, interval=STEP), int(now // STEP)
    found = None
    for step in range(current - WINDOW, current + WINDOW + 1):
        if hmac.compare_digest(totp.generate_otp(step), code) and step > used:
            found = step
    return found


def new_recovery_codes() -> list[str]:
    """Return new codes, to be shown once, such as `7KQM-2XPD-9TRW-HJ4F`."""
    return [_recovery_code() for _ in range(RECOVERY_CODES)]


def hash_recovery_code(code: str) -> str:
    """Return what is kept of a recovery code, however it is typed."""
    letters = "".join(c for c in code.upper() if c.isalnum())
    return hashlib.sha256(letters.encode()).hexdigest()


def _recovery_code() -> str:
    letters = [secrets.choice(_LETTERS) for _ in range(_GROUPS * _GROUP)]
    return "-".join("".join(letters[i : i + _GROUP]) for i in range(0, len(letters), _GROUP))
