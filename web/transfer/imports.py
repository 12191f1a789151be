"""Imports under way: a file read, looked at, and then kept whole or not at all.

Rule: what is kept is what was looked at. When the register has changed in between, the plan is made
anew; if it comes to something else, it is shown again instead of kept. An import lives in memory,
as long as somebody works on it: so many at once, and each for so long. It holds names, of pupils
too: a timer forgets what nobody looks at any more.
"""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from enum import StrEnum
from time import monotonic
from typing import Any

import msgspec

from classroom.accounts.principal import Principal
from classroom.failures import Refused, Unavailable
from classroom.register.checks import Invalid
from classroom.register.ports import Reading
from classroom.register.resource import Problem, Resource
from classroom.register.scope import Sight
from classroom.store.affected import PLANNED_FROM
from web.api.jobs import Jobs, JobState, Progress
from web.errors import Told as ToldFailure
from web.repeating import repeating
from web.transfer.columns import Sheet
from web.transfer.drafts import CellProblem, Headings
from web.transfer.keeping import STALE, Keeping, may_import
from web.transfer.plan import Outcome, Plan
from web.transfer.previews import Told, preview
from web.transfer.reading import Reader
from web.transfer.table import NoTable, Table

MOST = 12  # at once, on the whole server
MOST_OF_ONE = 2  # a third one takes the place of one's oldest
SECONDS = 1800.0  # after it was last looked at
SWEEP_SECONDS = 60.0
TRIES = 3  # to keep a plan while the register changes


class ImportState(StrEnum):
    """Where an import is."""

    READING = "reading"  # and being compared with the register
    READY = "ready"  # to be looked at
    KEEPING = "keeping"
    KEPT = "kept"
    FAILED = "failed"  # the file is no such table


class Import(msgspec.Struct, frozen=True, kw_only=True):
    """An import, as its owner sees it."""

    id: str
    kind: str
    state: ImportState
    done: int = 0
    total: int = 0  # 0 while it is not known
    counts: dict[str, int] = {}  # rows, by what would become or became of them
    headings: list[str] = []  # of the file
    passed_over: list[str] = []  # headings that no column has
    digest: str = ""  # of what was looked at: sent back to keep it
    remade: bool = False  # the register had changed: look again
    failure: ToldFailure | None = None  # why it could not be read, or was not kept


class ImportRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row, and what would become of it."""

    number: int  # in the file
    outcome: Outcome
    cells: list[str]
    problems: list[CellProblem]
    fields: list[str]  # of a changed one: which


class ImportRows(msgspec.Struct, frozen=True, kw_only=True):
    """Some of them; `after` is where the next ones begin."""

    items: list[ImportRow]
    after: int | None
    total: int


class _Kept:
    def __init__(self, owner: str, sheet: Sheet, into: Resource | None, now: float) -> None:
        self.id = secrets.token_hex(12)
        self.owner, self.sheet, self.into = owner, sheet, into
        self.state = ImportState.READING
        self.job = ""
        self.sha256 = ""
        self.table = Table([], [])
        self.plan: Plan | None = None
        self.headings: Headings | None = None
        self.digest = ""
        self.counts: dict[str, int] = {}
        self.remade = False
        self.touched = now


class Imports:
    """The imports of this process."""

    def __init__(
        self,
        registry: Reading,
        keeping: Keeping,
        jobs: Jobs,
        reader: Reader,
        now: Callable[[], float] = monotonic,
    ) -> None:
        """Compare with `registry`, and let `keeping` keep it."""
        self._registry, self._keeping = registry, keeping
        self._jobs, self._reader, self._now = jobs, reader, now
        self._kept: dict[str, _Kept] = {}  # oldest first

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Imports"]:
        """Forget what is idle, and go on doing so until the block ends."""
        async with repeating("imports", self._forget_idle, lambda: SWEEP_SECONDS):
            yield self

    def begin(self, who: Principal, sheet: Sheet, into: Resource | None, data: bytes) -> Import:
        """Begin to read a file.

        Raises:
            Refused: `not_allowed`.
            Unavailable: `too_busy`.
        """
        owner, seen = owner_of(who), may_import(who, sheet)
        self.forget_idle()
        self._make_room(owner)
        one = _Kept(owner, sheet, into, self._now())
        one.sha256 = hashlib.sha256(data).hexdigest()

        async def read(progress: Progress) -> dict[str, Any]:
            try:
                told = await self._reader.read(data)
                if isinstance(told, NoTable):
                    raise Invalid([Problem("file", told.code, dict(told.about))])
                one.table = told
                await self._compare(one, who, seen, progress)
            except BaseException:
                one.state = ImportState.FAILED
                raise
            return {}

        one.job = self._jobs.start(owner, "read_table", read).id
        self._kept[one.id] = one
        return self._seen(one)

    def look(self, who: Principal, id: str) -> Import:
        """Return one's own import.

        Raises:
            Refused: `not_found`.
        """
        return self._seen(self._one(who, id))

    def rows(
        self, who: Principal, id: str, outcome: Outcome | None, after: int, limit: int
    ) -> ImportRows:
        """Return rows of one's own import, those with this outcome, after the one of this number.

        Raises:
            Refused: `not_found`.
        """
        one = self._one(who, id)
        planned = [] if one.plan is None else one.plan.rows
        of_it = [
            (row, planned)
            for row, planned in zip(one.table.rows, planned, strict=False)
            if outcome in (None, planned.outcome)
        ]
        some = [(row, planned) for row, planned in of_it if row.number > after]
        items = [
            ImportRow(
                number=row.number,
                outcome=planned.outcome,
                cells=row.cells,
                problems=planned.problems,
                fields=planned.fields,
            )
            for row, planned in some[:limit]
        ]
        more = items[-1].number if len(some) > limit else None
        return ImportRows(items=items, after=more, total=len(of_it))

    def keep(self, who: Principal, id: str, digest: str) -> Import:
        """Keep what was looked at.

        Raises:
            Refused: `not_found`, `not_ready`, `has_errors`, `nothing_new`, `changed_meanwhile`
                (what was looked at is not what would be kept).
            Unavailable: `too_busy`.
        """
        one = self._one(who, id)
        if one.state is not ImportState.READY or one.plan is None:
            raise Refused("not_ready", f"it is {one.state}")
        if one.counts[Outcome.ERROR]:
            raise Refused("has_errors", "all of it or nothing")
        if not one.plan.new and not one.plan.changed:
            raise Refused("nothing_new", "the register says the same already")
        if digest != one.digest:
            raise Refused("changed_meanwhile", "look at it again")
        seen = may_import(who, one.sheet)

        async def keep(progress: Progress) -> dict[str, Any]:
            try:
                await self._keep(one, who, seen, progress)
            finally:
                if one.state is ImportState.KEEPING:
                    one.state = ImportState.READY
            return {}

        one.job = self._jobs.start(one.owner, "keep_table", keep).id
        one.state, one.remade = ImportState.KEEPING, False
        return self._seen(one)

    def give_up(self, who: Principal, id: str) -> None:
        """Forget one's own import; one that is being kept is kept all the same.

        Raises:
            Refused: `not_found`.
        """
        del self._kept[self._one(who, id).id]

    def forget_idle(self) -> None:
        """Forget imports that nobody has looked at for long; not those that are being kept."""
        before = self._now() - SECONDS
        for one in [o for o in self._idle() if o.touched < before]:
            del self._kept[one.id]

    # -------------------------------------------------------------- within

    async def _forget_idle(self) -> None:
        self.forget_idle()

    def _idle(self) -> list[_Kept]:
        return [one for one in self._kept.values() if one.state is not ImportState.KEEPING]

    async def _plan(self, one: _Kept, seen: Sight, tell: Told) -> None:
        plan, headings = await preview(one.sheet, one.table, self._registry, seen, one.into, tell)
        one.headings, one.plan, one.counts = headings, plan, plan.counts()
        one.digest = await asyncio.to_thread(plan.digest)

    async def _compare(self, one: _Kept, who: Principal, seen: Sight, tell: Told) -> None:
        """Make the plan, and see what the timetable would say to it."""
        await self._plan(one, seen, tell)
        assert one.plan is not None
        if issubclass(one.sheet.kind.type, PLANNED_FROM) and not one.counts[Outcome.ERROR]:
            one.plan = await self._keeping.trial(one.sheet, one.plan, who, seen)
            one.counts = one.plan.counts()
        one.state = ImportState.READY

    async def _keep(self, one: _Kept, who: Principal, seen: Sight, progress: Progress) -> None:
        for _ in range(TRIES):
            assert one.plan is not None  # see `keep`
            progress(0, len(one.plan.new) + len(one.plan.changed))
            try:
                await self._keeping.keep(one.sheet, one.plan, who, seen, one.id, one.sha256)
            except Refused as refusal:
                if refusal.code not in STALE:
                    raise
                looked_at = one.digest
                await self._plan(one, seen, lambda _done, _total: None)
                if one.digest != looked_at:
                    one.remade = True
                    return
            else:
                progress(progress.total, progress.total)
                one.state, one.table, one.plan = ImportState.KEPT, Table([], []), None
                return
        raise Unavailable("too_busy", "the register changes too fast")

    def _one(self, who: Principal, id: str) -> _Kept:
        one = self._kept.get(id)
        if one is None or one.owner != owner_of(who):
            raise Refused("not_found", "imports")
        one.touched = self._now()
        return one

    def _make_room(self, owner: str) -> None:
        theirs = [one for one in self._idle() if one.owner == owner]
        for one in theirs[: max(0, len(theirs) + 1 - MOST_OF_ONE)]:
            del self._kept[one.id]
        if len(self._kept) >= MOST:
            raise Unavailable("too_busy", "as many imports are under way as may be")

    def _seen(self, one: _Kept) -> Import:
        try:
            job = self._jobs.look(one.owner, one.job)
        except Refused:  # it was long ago
            job = None
        over = job is not None and job.state is JobState.FAILED
        return Import(
            id=one.id,
            kind=one.sheet.kind.name,
            state=one.state,
            done=job.done if job else 0,
            total=job.total if job else 0,
            counts=one.counts,
            headings=one.table.headings,
            passed_over=one.headings.unknown if one.headings else [],
            digest=one.digest,
            remade=one.remade,
            failure=job.failure if job and over else None,
        )


def owner_of(who: Principal) -> str:
    """Return whose an import is."""
    return f"{who.actor.kind} {who.actor.id}"
