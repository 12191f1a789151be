"""Inspection sheets as lists, and one as a whole.

Rule: a draft is its inspector's alone. What was filed is read by its inspector, by the lecturer it
is about, and by those in whose sight the school lies; whoever reads another's is on record.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from classroom.accounts.principal import Principal
from classroom.audit.seals import Checking
from classroom.failures import Refused
from classroom.permissions import Action, sight
from classroom.recording.values import RecordingState
from classroom.register.scope import Sight
from classroom.review.forms import InspectionForm
from classroom.review.inspection import (
    FiledSheet,
    Inspection,
    InspectionState,
    SheetOrder,
    SheetStep,
)
from classroom.review.signing import Trust, check
from classroom.store.inspection_forms import one_version
from classroom.store.inspection_rows import filed_of, inspection_of, noted, row_of, steps_of
from classroom.store.latest import latest
from classroom.store.tables.recordings import recordings
from classroom.store.tables.review import drawn, inspections, samplings
from classroom.store.transactions import Database
from classroom.store.visibility import covered


class InspectionQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which sheets."""

    states: tuple[InspectionState, ...] = ()
    recording: str = ""
    inspector: str = ""  # only this person's
    lecturer: str = ""  # only of lessons of this person
    replaced: bool = False  # those that were corrected, too
    after: str = ""
    limit: int = 50


class WholeSheet(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet with all that belongs to it: a draft's content, or what was filed."""

    inspection: Inspection
    form: InspectionForm
    draft: SheetOrder | None
    filed: FiledSheet | None
    steps: list[SheetStep]
    trust: Trust | None  # None of a draft: nothing was signed
    head_now: str  # of the recording; another one than was filed: it is not the same any more


class Assigned(msgspec.Struct, frozen=True, kw_only=True):
    """A recording that was drawn for somebody who has not begun with it."""

    sampling: str
    title: str  # of the rule
    form: str | None
    recording: str


class InspectionLists:
    """Reads them."""

    def __init__(self, database: Database, checking: Checking) -> None:
        """Read from `database`; signatures are checked by `checking`."""
        self._database, self._checking = database, checking

    async def page(
        self, query: InspectionQuery, seen: Sight, person: str
    ) -> tuple[list[Inspection], str | None]:
        """Return some of those that this person may read, the latest begun first."""
        where = [_readable(seen, person)]
        if query.states:
            where.append(inspections.c.state.in_([state.value for state in query.states]))
        for name in ("recording", "inspector", "lecturer"):
            if wanted := getattr(query, name):
                where.append(inspections.c[name] == wanted)
        if not query.replaced:
            where.append(inspections.c.replaced_by == "")
        async with self._database.reading() as connection:
            rows, more = await latest(
                connection, inspections, sa.and_(*where), after=query.after, limit=query.limit
            )
        return [inspection_of(row) for row in rows], more

    async def look(self, id: str, who: Principal) -> Inspection:
        """Return a sheet that somebody may read; reading another's is on record then.

        Raises:
            Refused: `not_found`.
        """
        seen = sight(who.grants, Action.READ_INSPECTIONS)
        query = sa.select(inspections.c.id).where(
            inspections.c.id == id, _readable(seen, who.person)
        )
        async with self._database.reading() as connection:
            if await connection.scalar(query) is None:
                raise Refused("not_found", "inspections")
            found = inspection_of(await row_of(connection, id))
        if found.inspector != who.person:
            async with self._database.writing(who.actor) as writing:
                await noted(writing, Action.READ_INSPECTIONS.value, found)
        return found

    async def whole(self, id: str) -> WholeSheet:
        """Return all of a sheet, whoever asks.

        Raises:
            Refused: `not_found`, `sheet_altered`.
        """
        async with self._database.reading() as connection:
            row = await row_of(connection, id)
            sheet = inspection_of(row)
            form = await one_version(connection, sheet.form, sheet.form_version)
            is_draft = sheet.state is InspectionState.DRAFT
            steps = await steps_of(connection, id)
            head = sa.select(recordings.c.head).where(recordings.c.id == sheet.recording)
            return WholeSheet(
                inspection=sheet,
                form=form,
                draft=msgspec.json.decode(row.content, type=SheetOrder) if is_draft else None,
                filed=None if is_draft else filed_of(row),
                steps=steps,
                trust=None if is_draft else self._check(sheet, row, steps),
                head_now=str(await connection.scalar(head) or ""),
            )

    async def assigned(self, person: str, limit: int) -> list[Assigned]:
        """Return what was drawn for somebody and not begun, and can still be watched."""
        query = (
            sa.select(drawn.c.recording, samplings.c.id, samplings.c.content)
            .join(samplings, samplings.c.id == drawn.c.sampling)
            .join(recordings, recordings.c.id == drawn.c.recording)
            .where(
                drawn.c.inspector == person,
                drawn.c.sheet == "",
                recordings.c.state != RecordingState.DELETED.value,
            )
            .order_by(recordings.c.began_at, drawn.c.recording)
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(query.limit(limit))).all()
        found = []
        for row in rows:
            rule = msgspec.json.decode(row.content)
            found.append(
                Assigned(
                    sampling=row.id,
                    title=rule["title"],
                    form=rule.get("form"),
                    recording=row.recording,
                )
            )
        return found

    def _check(self, sheet: Inspection, row: sa.Row[Any], steps: Sequence[SheetStep]) -> Trust:
        return check(sheet, row.document.encode(), steps, self._checking)


def _readable(seen: Sight, person: str) -> sa.ColumnElement[bool]:
    column = inspections.c
    others = [covered(column.scope, seen)]
    if person:
        others.append(column.lecturer == person)
    filed = sa.and_(column.state != InspectionState.DRAFT.value, sa.or_(*others))
    return sa.or_(column.inspector == person, filed) if person else filed
