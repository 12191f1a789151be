"""What would happen if a table were taken in: row by row, before anything is.

Rule: the same table and the same register give the same plan, so that a plan made again at the
moment of keeping can be compared with the one that was looked at.
"""

import hashlib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

import msgspec

from classroom.register.checks import Invalid, build
from classroom.register.resource import Problem, Resource, Within
from classroom.register.scope import Sight
from web.transfer.columns import Sheet
from web.transfer.drafts import CellProblem, Draft, Headings
from web.transfer.lookup import Key, Lookup


class Outcome(StrEnum):
    """What would become of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    ERROR = "error"
    EXAMPLE = "example"  # the template's own, passed over


class Planned(msgspec.Struct, frozen=True):
    """A row and what would become of it."""

    number: int
    outcome: Outcome
    problems: list[CellProblem] = []
    fields: list[str] = []  # of a changed one: which


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """All of it."""

    rows: list[Planned]
    new: list[Resource]
    changed: list[Resource]
    read: dict[str, int]  # id and version of everything there that it was decided by
    before: dict[str, Resource]  # what changes, as it is now
    homes: list[str]  # the scopes they all lie in
    numbers: dict[str, list[int]]  # of `changed` and of `new`: the first row of each

    def against(self, problems: Mapping[int, Sequence[CellProblem]]) -> "Plan":
        """Return the plan with these problems at its rows."""
        rows = [
            Planned(row.number, Outcome.ERROR, [*row.problems, *problems[row.number]])
            if row.number in problems
            else row
            for row in self.rows
        ]
        return msgspec.structs.replace(self, rows=rows)

    def counts(self) -> dict[str, int]:
        """Return how many rows come to what."""
        counts = dict.fromkeys((outcome.value for outcome in Outcome), 0)
        for row in self.rows:
            counts[row.outcome.value] += 1
        return counts

    def digest(self) -> str:
        """Return what is the same for plans that do the same."""
        things = [
            [thing.id, msgspec.structs.replace(thing, id="", version=0)]
            for thing in (*self.new, *self.changed)
        ]
        return hashlib.sha256(msgspec.json.encode([self.rows, things])).hexdigest()


class Planner:
    """Turns drafts into a plan, given what they name and what is there already."""

    def __init__(self, sheet: Sheet, headings: Headings, lookup: Lookup, sight: Sight) -> None:
        """Plan for `sheet`."""
        self._sheet, self._kind = sheet, sheet.kind
        self._headings, self._lookup, self._sight = headings, lookup, sight
        self._fields = set(self._kind.type.__struct_fields__)
        self._seen: dict[Key, int] = {}
        self.rows: list[Planned] = []
        self.new: list[Resource] = []
        self.changed: list[Resource] = []
        self.read: dict[str, int] = {}
        self.before: dict[str, Resource] = {}
        self._homes: set[str] = set()
        self._numbers: dict[str, list[int]] = {"changed": [], "new": []}

    def key(self, draft: Draft) -> Key | None:
        """Return the natural key of what the draft says, or None: it does not say enough."""
        home = self._lookup.home(draft)
        parts: list[Any] = []
        for name in self._kind.key:
            if name in draft.linked:
                parts.append(draft.linked[name].id)
            elif name in draft.values:
                parts.append(draft.values[name])
            elif self._sheet.column(name).required:
                return None
            else:
                parts.append(None)
        match self._kind.within:
            case Within.SERVER:
                return ("", *parts)
            case Within.SCOPE:
                return None if home is None else (home.scope, *parts)
            case Within.UNDER:
                under = draft.linked.get(self._kind.under[0])
                return None if under is None else (under.id, *parts)

    def groups(self, drafts: Sequence[Draft]) -> list[list[Draft]]:
        """Return the drafts of each thing."""
        if not self._sheet.parts:
            return [[draft] for draft in drafts]
        groups: dict[Key, list[Draft]] = {}
        for draft in drafts:
            groups.setdefault(self.key(draft) or ("", draft.number), []).append(draft)
        for first, *others in groups.values():
            for draft in others:
                for name in sorted(self._sheet.shared):
                    if draft.values.get(name) != first.values.get(name):
                        about = {"row": first.number}
                        problem = self._headings.problem(name, "differs_from_row", about)
                        draft.problems.append(problem)
        return list(groups.values())

    def plan(self) -> Plan:
        """Return the plan of everything that was put in."""
        return Plan(
            rows=sorted(self.rows, key=lambda row: row.number),
            new=self.new,
            changed=self.changed,
            read=self.read,
            before=self.before,
            homes=sorted(self._homes),
            numbers=self._numbers,
        )

    def put(self, drafts: Sequence[Draft], existing: Mapping[Key, Resource]) -> None:
        """Plan the rows of one thing: more than one only where the sheet has parts."""
        first, key = drafts[0], self.key(drafts[0])
        there = None if key is None else existing.get(key)
        if key is not None and key in self._seen:
            first.problems.append(self._other_row("twice_in_file", self._seen[key]))
        elif key is not None:
            self._seen[key] = first.number
        thing: Resource | None = None
        if not any(draft.problems for draft in drafts):
            try:
                thing = build(self._kind, self._values(drafts, there))
                self._may_lie_there(thing, there)
            except Invalid as invalid:
                first.problems += [
                    self._headings.problem(self._sheet.column(p.field).field, p.code, p.about)
                    for p in invalid.problems
                ]
        if any(draft.problems for draft in drafts) or thing is None:
            self._wrong(drafts)
        else:
            self._right(drafts, thing, there)

    # -------------------------------------------------------------- within

    def _values(self, drafts: Sequence[Draft], there: Resource | None) -> dict[str, Any]:
        first = drafts[0]
        old = {} if there is None else msgspec.to_builtins(there)
        values: dict[str, Any] = {
            name: value
            for name, value in old.items()
            if name not in ("id", "version", "scope", *self._kind.kept)
            and not self._is_in_the_file(name)
        }
        for column in self._sheet.columns:
            if column.field not in self._fields:
                continue
            if column.field in first.values:
                values[column.field] = first.values[column.field]
            elif column.kept and there is not None:
                values[column.field] = old[column.field]
            elif column.blank is not msgspec.UNSET and column.field not in values:
                values[column.field] = column.blank
        for link in self._sheet.links:
            if link.name in self._fields and link.name in first.linked:
                values[link.name] = first.linked[link.name].id
        if self._sheet.parts:
            values[self._sheet.parts] = [self._part(draft) for draft in drafts]
        home = self._lookup.home(first)
        self._sheet.complete(values, home.scope if home else "", there)
        return values

    def _is_in_the_file(self, field: str) -> bool:
        """Whether the file says what this field is, be it nothing."""
        if field in self._headings.at or field == self._sheet.parts:
            return True
        return any(link.name == field for link in self._sheet.links)

    def _part(self, draft: Draft) -> dict[str, Any]:
        prefix = f"{self._sheet.parts}."
        return {
            name.removeprefix(prefix): thing.id
            for name, thing in draft.linked.items()
            if name.startswith(prefix)
        }

    def _may_lie_there(self, thing: Resource, there: Resource | None) -> None:
        """A thing stays in its region or school; one elsewhere is not taken over."""
        if there is None:
            return
        if not self._sight.covers(there.scope):
            raise Invalid([Problem(self._kind.key[0], "elsewhere")])
        for name in set(self._kind.under) & set(self._sheet.homes):
            if getattr(thing, name) != getattr(there, name):
                raise Invalid([Problem(name, "cannot_move")])

    def _wrong(self, drafts: Sequence[Draft]) -> None:
        broken = next((d.number for d in drafts if d.problems), drafts[0].number)
        for draft in drafts:
            problems = draft.problems or [self._other_row("other_row_wrong", broken)]
            self.rows.append(Planned(draft.number, Outcome.ERROR, problems))

    def _right(self, drafts: Sequence[Draft], thing: Resource, there: Resource | None) -> None:
        outcome, fields = Outcome.NEW, []
        home = self._lookup.home(drafts[0])
        self._homes |= set() if home is None else {home.scope}
        if there is None:
            self.new.append(thing)
            self._numbers["new"].append(drafts[0].number)
        else:
            kept = {name: getattr(there, name) for name in self._kind.kept}
            thing = msgspec.structs.replace(
                thing, id=there.id, version=there.version, scope=there.scope, **kept
            )
            fields = [n for n in sorted(self._fields) if getattr(thing, n) != getattr(there, n)]
            outcome = Outcome.CHANGED if fields else Outcome.SAME
            self.read[there.id] = there.version
            if fields:
                self.changed.append(thing)
                self._numbers["changed"].append(drafts[0].number)
                self.before[there.id] = there
        self.rows += [Planned(draft.number, outcome, [], fields) for draft in drafts]

    def _other_row(self, code: str, row: int) -> CellProblem:
        return self._headings.problem(self._sheet.columns[0].field, code, {"row": row})
