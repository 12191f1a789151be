"""Keeping a plan: all of it in one transaction, with its audit records, or nothing.

Rule: the file's record holds its SHA-256 and how many rows came to what; each thing's the names of
its fields that changed. Never a value. The
timetable has its say before anything is kept; what it says is told at the rows it is about.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import msgspec

from classroom.accounts.principal import Principal
from classroom.audit.record import Note
from classroom.permissions import Action, sight
from classroom.register.checks import Invalid
from classroom.register.resource import Kind, Problem, Resource
from classroom.register.scope import Sight, shared
from classroom.store.registry import DatabaseRegistry, DatabaseWriting
from classroom.timetable.conflicts import Conflict, Conflicts
from classroom.timetable.pairings import SlotException
from classroom.timetable.planned import lesson_id
from web.transfer.columns import Sheet
from web.transfer.drafts import CellProblem
from web.transfer.plan import Plan
from web.transfer.seeing import both

# What a register that has changed since a plan was made refuses it with.
STALE = frozenset({"changed_meanwhile", "exists", "not_found", "invalid", "cannot_move"})

Change = tuple[Resource | None, Resource]  # before and after
Agree = Callable[[DatabaseWriting, Principal, Kind[Any], Sequence[Change]], Awaitable[None]]


class Keeping:
    """Keeps plans."""

    def __init__(self, registry: DatabaseRegistry, agree: Agree) -> None:
        """Keep them in `registry`; `agree` raises what is against them."""
        self._registry, self._agree = registry, agree

    async def keep(
        self, sheet: Sheet, plan: Plan, who: Principal, seen: Sight, id: str, sha256: str
    ) -> None:
        """Keep all of it.

        Raises:
            Refused: one of `STALE`, make the plan anew; or whatever is against it.
        """
        detail = {"change": "import", "sha256": sha256, "rows": plan.counts()}
        note = Note(
            action=Action.IMPORT_DATA.value,
            kind=sheet.kind.name,
            object=id,
            scope=shared(plan.homes) if plan.homes else "",
            detail=msgspec.json.encode(detail).decode(),
        )
        async with self._registry.writing(who.actor) as writing:
            await self._write(writing, sheet, plan, who, seen, note)

    async def trial(self, sheet: Sheet, plan: Plan, who: Principal, seen: Sight) -> Plan:
        """Return the plan with what is against it, the timetable or the server; nothing is kept."""
        rows: dict[str, int] = {}
        try:
            async with self._registry.writing(who.actor) as writing:
                note = Note(action=Action.IMPORT_DATA.value)
                await self._write(writing, sheet, plan, who, seen, note, rows)
                raise _Undone
        except Conflicts as conflicts:
            return plan.against(_at_rows(conflicts.conflicts, rows))
        except Invalid as invalid:
            if any(problem.about.get("thing") not in rows for problem in invalid.problems):
                raise
            return plan.against(_in_cells(invalid.problems, rows))
        except _Undone:
            return plan

    async def _write(
        self,
        writing: DatabaseWriting,
        sheet: Sheet,
        plan: Plan,
        who: Principal,
        seen: Sight,
        note: Note,
        rows: dict[str, int] | None = None,
    ) -> None:
        kind = sheet.kind
        put = await writing.put_all(kind, plan.new, plan.changed, plan.read, seen, note)
        if rows is not None:
            numbers = (*plan.numbers["changed"], *plan.numbers["new"])
            for thing, number in zip(put, numbers, strict=True):
                rows |= dict.fromkeys(_ids(thing), number)
        await self._agree(writing, who, kind, [(plan.before.get(t.id), t) for t in put])


class _Undone(Exception):
    """Ends a trial's transaction."""


def _ids(thing: Resource) -> list[str]:
    """Return the ids by which a conflict may name a thing: an exception's are its lessons'."""
    if not isinstance(thing, SlotException):
        return [thing.id]
    pairs = [(thing.slot, thing.day), (thing.other, thing.other_day)]
    return [lesson_id(slot, day) for slot, day in pairs if slot and day]


def _at_rows(
    conflicts: Sequence[Conflict], rows: Mapping[str, int]
) -> dict[int, list[CellProblem]]:
    """Return each conflict at the row it comes from, or at the first if at none."""
    found: dict[int, list[CellProblem]] = {}
    first = min(rows.values(), default=0)
    for conflict in conflicts:
        sides = [side for side in (conflict.lesson, conflict.other) if side is not None]
        ids = [
            *(lesson_id(slot, conflict.day) for slot in [conflict.slot] if slot),
            *(side.lesson for side in sides),
            conflict.slot,
            *(side.slot for side in sides),
            *(side.pairing for side in sides),
        ]
        row = next((rows[id] for id in ids if id in rows), first)
        about = {
            "title": conflict.lesson.title if conflict.lesson else "",
            "other": conflict.other.title if conflict.other else "",
            "day": conflict.day,
            "starts_at": conflict.starts_at,
            "times": conflict.times,
            "limit": conflict.limit,
        }
        found.setdefault(row, []).append(CellProblem(-1, "", conflict.code, about))
    return found


def _in_cells(problems: Sequence[Problem], rows: Mapping[str, int]) -> dict[int, list[CellProblem]]:
    """Return each problem at the row of the thing it is about."""
    found: dict[int, list[CellProblem]] = {}
    for problem in problems:
        row = rows[problem.about["thing"]]
        cell = CellProblem(-1, problem.field, problem.code, dict(problem.about))
        found.setdefault(row, []).append(cell)
    return found


def may_import(who: Principal, sheet: Sheet) -> Sight:
    """Return where somebody may import things of a sheet.

    Raises:
        Refused: `not_allowed`, nowhere.
    """
    return both(
        sight(who.grants, Action.IMPORT_DATA), sight(who.grants, Action(f"write_{sheet.kind.name}"))
    )
