"""Passwords through argon2id, beside the event loop.

Rule: whether there is such an account or not, the same work is done. So many at once and so many
waiting; whoever comes then is told to try again.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from classroom.accounts.passwords import normal
from classroom.failures import Unavailable
from config import sections

T = TypeVar("T")
WAITING = 64


class Hasher:
    """Hashes and compares; used as a context."""

    def __init__(self, rules: sections.SignIn) -> None:
        """Take the cost from the settings."""
        self._argon2 = PasswordHasher(
            time_cost=rules.hash_rounds, memory_cost=rules.hash_memory_kib, parallelism=1
        )
        self._threads = ThreadPoolExecutor(rules.hash_threads, "argon2")
        self._asked = 0
        self._nobody = self._argon2.hash("nobody's password")
        self.compared = 0  # how often a password was compared, for whoever measures

    def __enter__(self) -> "Hasher":
        """Begin."""
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """End the threads."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    async def hash(self, password: str) -> str:
        """Return what is kept of a password."""
        return await self._beside(lambda: self._argon2.hash(normal(password)))

    async def is_right(self, hash: str | None, password: str) -> bool:
        """Tell whether it is the password of this hash; with None, take as long and say no."""
        self.compared += 1
        right = await self._beside(lambda: self._compare(hash or self._nobody, password))
        return right and hash is not None

    async def is_one_of(self, hashes: Sequence[str], password: str) -> bool:
        """Tell whether it is the password of one of these."""
        for hash in hashes:
            if await self.is_right(hash, password):
                return True
        return False

    def is_outdated(self, hash: str) -> bool:
        """Tell whether it was made at another cost than is set now."""
        return self._argon2.check_needs_rehash(hash)

    def _compare(self, hash: str, password: str) -> bool:
        try:
            return self._argon2.verify(hash, normal(password))
        except (VerificationError, InvalidHashError):
            return False

    async def _beside(self, work: Callable[[], T]) -> T:
        if self._asked >= WAITING:
            raise Unavailable("too_busy", "too many passwords are being looked at")
        self._asked += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._asked -= 1
