"""Numbers used once: what a device signs, so that nothing it ever signed is worth anything later.

Rule: bounded. A nonce says itself when it was made and that we made it (an HMAC under a key of this
process), so handing them out costs no memory; only those that were spent are remembered, for as
long as they would be good, and each device may spend so many in that time.
"""

import base64
import hashlib
import hmac
import secrets
from binascii import Error as NotBase64
from collections import deque

from classroom.failures import Later, Refused

GOOD_SECONDS = 60.0
SPENT_BY_ONE = 60  # in GOOD_SECONDS; a page needs one every few seconds at the very most
_TIME, _RANDOM, _MAC = 8, 12, 16  # bytes


class Nonces:
    """Hands them out and takes each back once."""

    def __init__(self, key: bytes | None = None) -> None:
        """Begin with a key of our own; after a restart, what was handed out before is stale."""
        self._key = key or secrets.token_bytes(32)
        self._spent: set[str] = set()
        self._order: deque[tuple[float, str, str]] = deque()  # made at, by whom, nonce
        self._by: dict[str, int] = {}

    @property
    def remembered(self) -> int:
        """How many are remembered as spent."""
        return len(self._spent)

    def issue(self, now: float) -> str:
        """Return a new one."""
        body = int(now * 1000).to_bytes(_TIME, "big") + secrets.token_bytes(_RANDOM)
        return base64.urlsafe_b64encode(body + self._mac(body)).decode().rstrip("=")

    def check(self, nonce: str, now: float) -> None:
        """See whether it could be spent.

        Raises:
            Refused: `nonce_stale`: we did not make it, it is too old, or it was spent.
        """
        self._made(nonce, now)
        self._forget(now)
        if nonce in self._spent:
            raise Refused("nonce_stale", "it was used before")

    def spend(self, nonce: str, by: str, now: float) -> None:
        """Take one back, once its signature was found good.

        Raises:
            Refused: `nonce_stale`.
            Later: `too_many`: this device has spent enough for now.
        """
        self.check(nonce, now)
        if self._by.get(by, 0) >= SPENT_BY_ONE:
            raise Later("too_many", seconds=GOOD_SECONDS)
        self._spent.add(nonce)
        self._order.append((now, by, nonce))
        self._by[by] = self._by.get(by, 0) + 1

    def _made(self, nonce: str, now: float) -> None:
        try:
            whole = base64.b64decode(nonce + "=" * (-len(nonce) % 4), altchars=b"-_", validate=True)
        except (NotBase64, ValueError):
            raise Refused("nonce_stale", "it is none of ours") from None
        body, mac = whole[: _TIME + _RANDOM], whole[_TIME + _RANDOM :]
        if not hmac.compare_digest(mac, self._mac(body)):
            raise Refused("nonce_stale", "it is none of ours")
        age = now - int.from_bytes(body[:_TIME], "big") / 1000
        if not -GOOD_SECONDS < age < GOOD_SECONDS:  # also when our own clock was set back
            raise Refused("nonce_stale", "it is too old")

    def _mac(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, hashlib.sha256)[:_MAC]

    def _forget(self, now: float) -> None:
        while self._order and now - self._order[0][0] > 2 * GOOD_SECONDS:
            _, by, nonce = self._order.popleft()
            self._spent.discard(nonce)
            self._by[by] -= 1
            if not self._by[by]:
                del self._by[by]
