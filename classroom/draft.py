"""A change to a lesson in the making: the next record and the events that lead to it.

Rule: handlers check first and change afterwards, and they change only a draft. The lesson takes the
draft over when the handler has come to its end, so a refusal leaves no trace.
"""

from typing import Any

import msgspec

from classroom.events import (
    Event,
    LargeChanged,
    PhaseChanged,
    PresenceChanged,
    StageChanged,
    StreamClosed,
)
from classroom.failures import Refused
from classroom.record import LessonRecord
from classroom.seats import Seat
from classroom.states import Part, Phase, Presence
from classroom.streams import Stream


class Draft:
    """The record as it will be, and what has happened on the way."""

    def __init__(self, record: LessonRecord, now: float) -> None:
        """Begin with the record as it is."""
        self.record = record
        self.now = now
        self.events: list[Event] = []

    def set(self, **fields: Any) -> None:
        """Replace fields of the record."""
        self.record = msgspec.structs.replace(self.record, **fields)

    def seat(self, classroom: str) -> Seat:
        """Return the seat, or raise Refused `unknown_classroom`."""
        seat = self.record.seat(classroom)
        if seat is None:
            raise Refused("unknown_classroom")
        return seat

    def receiving(self, classroom: str) -> Seat:
        """Return a receiving classroom's seat, or raise Refused, also `not_receiving`."""
        seat = self.seat(classroom)
        if seat.part is not Part.RECEIVING:
            raise Refused("not_receiving")
        return seat

    def set_seat(self, classroom: str, **fields: Any) -> None:
        """Replace fields of one seat."""
        self.set(
            seats=tuple(
                msgspec.structs.replace(seat, **fields) if seat.id == classroom else seat
                for seat in self.record.seats
            )
        )

    def set_talk(self, **fields: Any) -> None:
        """Replace fields of the lesson's talk."""
        self.set(talk=msgspec.structs.replace(self.record.talk, **fields))

    def set_staging(self, **fields: Any) -> None:
        """Replace fields of what the lecturer makes of walls and microphones."""
        self.set(staging=msgspec.structs.replace(self.record.staging, **fields))

    def set_files(self, **fields: Any) -> None:
        """Replace fields of the lesson's files."""
        self.set(files=msgspec.structs.replace(self.record.files, **fields))

    def move(self, classroom: str, presence: Presence) -> None:
        """Change a classroom's presence, if it is another."""
        if self.seat(classroom).presence is not presence:
            self.set_seat(classroom, presence=presence, since=self.now)
            self.events.append(PresenceChanged(at=self.now, classroom=classroom, presence=presence))

    def set_phase(self, phase: Phase, reason: str) -> None:
        """Move the lesson on."""
        self.set(phase=phase)
        self.events.append(PhaseChanged(at=self.now, phase=phase, reason=reason))

    def set_stage(self, stage: tuple[str, ...]) -> None:
        """Change who is on stage, if it is another order or other classrooms."""
        if stage != self.record.stage:
            self.set(stage=stage)
            self.events.append(StageChanged(at=self.now, stage=stage))

    def set_large(self, classroom: str | None) -> None:
        """Change whom the lecturer sees large."""
        if classroom != self.record.large:
            self.set(large=classroom)
            self.events.append(LargeChanged(at=self.now, classroom=classroom))

    def close_streams(self, gone: tuple[Stream, ...]) -> None:
        """Forget these streams."""
        if gone:
            self.set(streams=tuple(s for s in self.record.streams if s not in gone))
            self.events += [
                StreamClosed(at=self.now, classroom=s.classroom, producer=s.producer) for s in gone
            ]

    def close_page_streams(self, classroom: str) -> None:
        """Forget what the classroom's page sends; its ingest goes on."""
        self.close_streams(
            tuple(s for s in self.record.streams if s.classroom == classroom and not s.ingest)
        )
