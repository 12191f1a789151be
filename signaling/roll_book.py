"""The roll of one lesson with names: what each page may see of it.

Rule: the lesson knows ids; names are joined here, for the page of the pupils' own classroom and, of
those who are marked, for the lecturer. No other classroom is told anything of them. What is known
is as much as the roll, and is looked up anew with each roll and when pages come.
"""

from collections.abc import Mapping

import structlog

from classroom.commands import CallRoll
from classroom.failures import Unavailable
from classroom.ports import Clock, Rolls
from classroom.record import LessonRecord
from classroom.roll.findings import findings
from classroom.roll.listed import Listed
from classroom.roll.presence import came_late
from classroom.roll.sheet import Roll, Sheet
from classroom.states import Part
from signaling.messages import PupilState, SheetState

log = structlog.get_logger(__name__)

FRESH_SECONDS = 30.0  # a guardian's no is heeded when a page comes after that

Pupils = list[PupilState]


class RollBook:
    """Joins the register to the lesson's roll."""

    def __init__(self, rolls: Rolls | None, clock: Clock) -> None:
        """Ask `rolls`; without it every classroom counts heads."""
        self._rolls = rolls
        self._clock = clock
        self._listed: Mapping[str, Listed] = {}
        self._looked_at = float("-inf")
        self._shown: dict[str, tuple[Sheet, Pupils]] = {}  # by classroom, as long as it is so

    async def call(self, record: LessonRecord, by: str) -> CallRoll:
        """Return the command that calls the roll, with who is expected; their names are known.

        Raises:
            Unavailable: the register cannot be read.
        """
        if self._rolls is None:
            return CallRoll(by=by, expected={})
        classes = {seat.id: seat.school_class for seat in record.seats if seat.school_class}
        found = await self._rolls.expected(classes.values())
        expected = {id: found[each] for id, each in classes.items() if each in found}
        await self._look_up({pupil for ids in expected.values() for pupil in ids})
        return CallRoll(by=by, expected=expected)

    async def refresh(self, roll: Roll | None) -> None:
        """Look names up again; without them, should the register be out of reach, the roll is
        shown as it was.
        """
        if roll is None or self._clock.now() < self._looked_at + FRESH_SECONDS:
            return
        try:
            await self._look_up({id for sheet in roll.sheets for id in sheet.expected or ()})
        except Unavailable as failure:
            log.warning("roll_without_names", code=failure.code)

    def sheets(self, record: LessonRecord, classroom: str) -> dict[str, SheetState]:
        """Return what a classroom's page may know of the roll."""
        seat, roll = record.seat(classroom), record.roll
        if seat is None or roll is None:
            return {}
        leads = seat.part is Part.DELIVERING
        return {
            sheet.classroom: self._state(record, roll, sheet, own=sheet.classroom == classroom)
            for sheet in roll.sheets
            if leads or sheet.classroom == classroom
        }

    async def _look_up(self, ids: set[str]) -> None:
        if self._rolls is not None and ids:
            self._listed = await self._rolls.listed(ids)
            self._shown = {}
        self._looked_at = self._clock.now()

    def _state(self, record: LessonRecord, roll: Roll, sheet: Sheet, *, own: bool) -> SheetState:
        seat = record.seat(sheet.classroom)
        pupils = self._pupils(sheet)
        return SheetState(
            classroom=sheet.classroom,
            roll=roll.number,
            called_at=roll.called_at,
            expected=None if sheet.expected is None else len(sheet.expected),
            present=sheet.present,
            missing=sheet.missing,
            heads=sheet.heads,
            confirmed_at=sheet.confirmed_at,
            version=sheet.version,
            late=seat is not None and came_late(record, seat.came_at),
            findings=findings(sheet, over=False),
            pupils=pupils if own else [each for each in pupils if each.mark is not None],
        )

    def _pupils(self, sheet: Sheet) -> Pupils:
        """Return the sheet's pupils; the same list for the same sheet, for there are many pages and
        many changes.
        """
        shown = self._shown.get(sheet.classroom)
        if shown is None or shown[0] is not sheet:
            shown = sheet, [self._pupil(id, sheet) for id in sheet.expected or ()]
            self._shown[sheet.classroom] = shown
        return shown[1]

    def _pupil(self, id: str, sheet: Sheet) -> PupilState:
        known = self._listed.get(id) or Listed(id=id, number="", name="")
        return PupilState(id=id, name=known.name, number=known.number, mark=sheet.marks.get(id))
