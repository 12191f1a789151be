"""What the register needs of a store, as Protocols.

Rule: whatever is read is read within a `Sight`; whatever is written is written in a `Writing`, one
transaction that holds the change and its audit record, and takes its turn: there is one writer at a
time, because the audit trail is one chain.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from classroom.audit.record import Actor, Note
from classroom.register.resource import Kind, Resource
from classroom.register.scope import Sight

R = TypeVar("R", bound=Resource)

MOST_ON_A_PAGE = 200
COUNTED = 10_000  # further ones are not counted: "more than 10,000"


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """Which of them, in the order of the kind."""

    search: str = ""  # pages find what contains it; pupils and people what begins with it
    where: Mapping[str, Any] = {}  # field → value; `under` and the kind's filters
    after: str = ""  # `Page.after` of the page before; "" for the first
    limit: int = 50
    removed: bool = False  # those that were taken away instead, latest first
    counted: bool = True  # whether `Page.total` is wanted; 0 without


class Page(msgspec.Struct, Generic[R], frozen=True, kw_only=True):
    """Some of them."""

    items: Sequence[R]
    after: str | None  # where the next page begins, or None
    total: int  # all that match, counted up to COUNTED + 1
    labels: Mapping[str, str]  # id → name of whatever the items refer to


class Reading(Protocol):
    """Reads the register."""

    async def get(self, kind: Kind[R], id: str, sight: Sight) -> R:
        """Return one thing.

        Raises:
            Refused: `not_found`; also when it is there and lies outside the sight.
        """
        ...

    async def find(self, kind: Kind[R], within: str, key: Mapping[str, Any]) -> R | None:
        """Return what has this natural key within a scope, within what it lies in (an id), or on
        the server (""), as the kind has it; or None.
        """
        ...

    async def among(
        self, kind: Kind[R], field: str, values: Collection[str], sight: Sight
    ) -> Sequence[R]:
        """Return every one whose `field` (a column, `id` and `scope` too) is one of the values."""
        ...

    async def page(self, kind: Kind[R], sight: Sight, query: Query) -> Page[R]:
        """Return one page.

        Raises:
            BadMessage: `bad_page`, `bad_filter`.
        """
        ...


class Writing(Reading, Protocol):
    """One transaction; whatever raises inside it undoes all of it."""

    async def add(self, kind: Kind[R], thing: R, sight: Sight) -> R:
        """Keep a new thing; return it with id, version 1 and scope. What it lies in and all that it
        refers to must be in sight.

        Raises:
            Refused: `not_found` (what it lies in), `exists` (its natural key is taken),
                `invalid` (see `Invalid`).
        """
        ...

    async def replace(self, kind: Kind[R], thing: R, version: int, sight: Sight) -> R:
        """Replace the thing of this id.

        Raises:
            Refused: `not_found`, `changed_meanwhile` (it is not of this version any more),
                `exists`, `cannot_move` (to what lies in another scope), `invalid`.
        """
        ...

    async def put_all(
        self,
        kind: Kind[R],
        new: Sequence[R],
        changed: Sequence[R],
        read: Mapping[str, int],
        sight: Sight,
        note: Note,
    ) -> Sequence[R]:
        """Keep many at once: `add` for each of `new`, `replace` for each of `changed`; return them
        as they are kept, those that changed first. `read` has id and version of everything they
        were decided by. The audit record given is for all; one for each follows it and names it.

        Raises:
            Refused: as `add` and `replace` do; `changed_meanwhile` also when anything of `read` is
                not of that version any more.
        """
        ...

    async def remove(self, kind: Kind[R], id: str, version: int, sight: Sight) -> None:
        """Take it away; `restore` brings it back.

        Raises:
            Refused: `not_found`, `changed_meanwhile`, `in_use` (others refer to it).
        """
        ...

    async def restore(self, kind: Kind[R], id: str, sight: Sight) -> R:
        """Bring back what was taken away.

        Raises:
            Refused: `not_found`, `exists`.
        """
        ...

    async def note(self, note: Note) -> None:
        """Add an audit record besides those that the methods above add."""
        ...


class Registry(Reading, Protocol):
    """The register as kept."""

    def writing(self, by: Actor) -> AbstractAsyncContextManager[Writing]:
        """Begin a transaction; it is kept when the block ends without raising.

        Raises:
            Unavailable: `store_down`; nothing was kept.
        """
        ...
