"""Walking along the trail from record to record, until it ends or something is wrong.

Rule: it remembers one record and the seals that are still ahead, so that a trail of any length is
walked in the same memory. The first break ends the walk: nothing behind it can be relied on.
"""

from collections.abc import Callable, Iterable
from enum import StrEnum

import msgspec

from classroom.audit.record import AuditRecord, broken
from classroom.audit.seals import BEGINNING, Checking, Position, Seal, is_signed

Progress = Callable[[int, int], None]  # so many records of so many


class Fault(StrEnum):
    """What is wrong with the trail."""

    MISSING = "missing"  # there is no record of this number, but there are later ones
    UNLINKED = "unlinked"  # the record does not follow the one before it
    ALTERED = "altered"  # the record is not what it was when it was written
    NO_BEGINNING = "no_beginning"  # the first records are gone, and no checkpoint says why
    CUT_OFF = "cut_off"  # a seal tells of a record that would come after the last
    REWRITTEN = "rewritten"  # linked well, but not what was sealed: the chain was made anew
    FORGED = "forged"  # the seal's signature is not good
    UNKNOWN_KEY = "unknown_key"  # the seal was signed, but not by a key of this server


class Break(msgspec.Struct, frozen=True, kw_only=True):
    """The first thing that is wrong."""

    number: int  # of the record; of a seal: of the record it is about
    fault: Fault
    at: float | None  # the record's time; of the last good one, where there is none


class Walk:
    """Takes records one by one."""

    def __init__(
        self,
        *,
        checking: Checking,
        seals: Iterable[Seal | Position] = (),
        checkpoint: Seal | None = None,
        start: Position = BEGINNING,
    ) -> None:
        """Begin behind `start`, or behind what the checkpoint says was dropped. A `Position` among
        the seals is one that is certain for another reason.
        """
        self.taken = 0
        self.at: float | None = None
        self._checking = checking
        self._checkpoint = checkpoint
        self._here = start
        if checkpoint is not None and checkpoint.number > start.number:
            self._here = Position(checkpoint.number, checkpoint.hash)
        self._first = self._here.number + 1
        ahead = [each for each in seals if each.number > self._here.number]
        self._ahead = sorted(ahead, key=lambda each: each.number, reverse=True)

    @property
    def here(self) -> Position:
        """How far everything is well."""
        return self._here

    def begin(self) -> Break | None:
        """Look at the checkpoint."""
        return None if self._checkpoint is None else self._look(self._checkpoint)

    def take(self, record: AuditRecord) -> Break | None:
        """Look at the next record."""
        expected = self._here.number + 1
        wrong = broken(self._here.hash, expected, record)
        if wrong is not None:
            fault = Fault(wrong)
            at = record.at
            if fault is Fault.MISSING:
                at = self.at if self.at is not None else record.at
                if expected == self._first and self._first == 1:
                    fault = Fault.NO_BEGINNING
            return Break(number=expected, fault=fault, at=at)
        self._here = Position(record.number, record.hash)
        self.at = record.at
        self.taken += 1
        while self._ahead and self._ahead[-1].number == record.number:
            sealed = self._ahead.pop()
            if (wrong_seal := self._look(sealed)) is not None:
                return wrong_seal
            if sealed.hash != record.hash:
                return Break(number=record.number, fault=Fault.REWRITTEN, at=record.at)
        return None

    def end(self) -> Break | None:
        """Look whether the trail may end here."""
        for sealed in reversed(self._ahead):
            if (wrong := self._look(sealed)) is not None:
                return wrong
            return Break(number=self._here.number + 1, fault=Fault.CUT_OFF, at=self.at)
        return None

    def _look(self, sealed: Seal | Position) -> Break | None:
        if isinstance(sealed, Position):
            return None
        if not is_signed(sealed, self._checking):
            return Break(number=sealed.number, fault=Fault.FORGED, at=self.at)
        if not self._checking.knows(sealed.key):
            return Break(number=sealed.number, fault=Fault.UNKNOWN_KEY, at=self.at)
        return None
