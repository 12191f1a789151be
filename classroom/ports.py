"""The seams of the classroom: what it needs from the world, as Protocols.

Rule: `signaling/`, `media/`, `recording/` and `classroom/store/` implement these and meet nowhere
else. Nothing here does anything.
"""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from typing import Protocol

from classroom.accounts.principal import Principal
from classroom.admission import Knock, Pass
from classroom.audit.record import Actor, Note
from classroom.events import Event
from classroom.ink.log import InkEntry
from classroom.lesson import Lesson
from classroom.links import Link
from classroom.media_messages import MediaEvent, MediaReply, MediaRequest
from classroom.recorder_messages import RecorderEvent, RecorderReply, RecorderRequest
from classroom.roll.listed import Listed
from classroom.sanctions.sanction import Standing
from classroom.sound_test import SoundTest
from classroom.timetable.planned import PlannedLesson


class Clock(Protocol):
    """Tells the time; only adapters and the front door read it."""

    def now(self) -> float:
        """Return seconds since the epoch, UTC."""
        ...


class Store(Protocol):
    """Keeps lessons. What `save` returned from survives kill -9."""

    async def create(self, lesson: Lesson, links: Sequence[Link], events: Sequence[Event]) -> None:
        """Keep a new lesson with its joining links, in one transaction.

        Raises:
            Refused: `lesson_exists`.
            Unavailable: the database did not take it; nothing was kept.
        """
        ...

    async def find_link(self, token_hash: str) -> Link | None:
        """Return what is kept of a joining link, expired or not, or None."""
        ...

    async def events(self, lesson_id: str) -> Sequence[Event]:
        """Return everything that has happened in the lesson, in order."""
        ...

    async def latest(
        self, lesson_id: str, kinds: Collection[type[Event]], most: int
    ) -> Sequence[Event]:
        """Return the last events of these kinds in the lesson, in order, `most` at most."""
        ...

    async def sound(self, classroom: str) -> SoundTest | None:
        """Return the last sound test of a classroom of the register, in whichever lesson, or None.
        `save` keeps those that are among its events.
        """
        ...

    async def load(self, lesson_id: str) -> Lesson | None:
        """Return the lesson as last saved (without streams), or None."""
        ...

    async def unfinished(self) -> Sequence[str]:
        """Return the ids of all lessons that have not ended."""
        ...

    async def due(self, before: float) -> Sequence[str]:
        """Return the ids of all lessons that have not ended and start before this time."""
        ...

    async def save(self, lesson: Lesson, events: Sequence[Event]) -> None:
        """Append `events` and replace the lesson's state, in one transaction.

        Raises:
            Unavailable: the database did not take it, or it holds a later version already
                (`conflict`); nothing was kept.
        """
        ...

    async def add_ink(self, lesson_id: str, entries: Sequence[InkEntry]) -> None:
        """Append to what was drawn in the lesson, in one transaction.

        Raises:
            Unavailable: the database did not take it; nothing was kept.
        """
        ...

    async def ink(self, lesson_id: str) -> Sequence[InkEntry]:
        """Return everything that has happened to the lesson's ink, in order."""
        ...


class Door(Protocol):
    """Decides who is let into a lesson, and keeps the record of it."""

    async def admit(self, knock: Knock) -> Pass:
        """Return what whoever knocks is let in with; whom it refuses, it has on record.

        Raises:
            Refused: `link_unknown`, `link_expired`, `not_signed_in`, `device_unknown`,
                `device_revoked`, `nonce_stale`, `bad_proof`, `lesson_unknown`, `not_open`,
                `lesson_over`, `lesson_cancelled`, `lesson_merged`, `not_expected`, `not_verified`,
                `second_factor_needed`, `kept_out`.
            Unavailable: it cannot be told now.
        """
        ...

    async def record(self, knock: Knock, admitted: Pass, result: str) -> None:
        """Note in the audit trail how it ended for whom the door let through: `ok`, or the code the
        lesson refused them with. Once for a page load and a result, however often its line breaks.

        Raises:
            Unavailable: it is not on record.
        """
        ...

    async def standings(self, admitted: Sequence[Pass]) -> Sequence[Standing | None]:
        """Return how each of these, who are in one lesson, stands in it by now.

        Raises:
            Unavailable: it cannot be told now.
        """
        ...

    async def ended(self, admitted: Sequence[Pass]) -> Sequence[Pass]:
        """Return those whose sign-in or device has ended meanwhile, whoever ended it. Being in a
        lesson counts as being busy: the others do not run into their idle limit.

        Raises:
            Unavailable: it cannot be told now.
        """
        ...


class SignIns(Protocol):
    """People's sign-ins, as a lesson's door needs them."""

    async def who(self, cookies: Mapping[str, str], address: str) -> Principal | None:
        """Return who is signed in by these cookies; None also when the sign-in has ended, or a
        second factor is still to come.
        """
        ...

    async def ended(self, ids: Sequence[str]) -> Collection[str]:
        """Return which of these sign-ins have ended. The others have just been busy."""
        ...


class Timetable(Protocol):
    """The planned lessons, as a lesson's door needs them."""

    async def get(self, id: str) -> PlannedLesson:
        """Return the planned lesson of this id.

        Raises:
            Refused: `not_found`.
        """
        ...


class Rolls(Protocol):
    """The register, as the roll needs it, and what pupils of it have chosen."""

    async def expected(self, classes: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the ids of each class's pupils, by number; a class without any, or with more than
        a classroom holds, is not among them.

        Raises:
            Unavailable: the store cannot be read.
        """
        ...

    async def listed(self, ids: Collection[str]) -> Mapping[str, Listed]:
        """Return those of these pupils that the register knows, named if they may be called so.

        Raises:
            Unavailable: the store cannot be read.
        """
        ...

    async def chosen(self, lesson: str, question: str) -> Mapping[str, tuple[int, ...]]:
        """Return which options each pupil has chosen.

        Raises:
            Unavailable: the store cannot be read.
        """
        ...


class Trail(Protocol):
    """Takes audit records of what changes nothing else in the database."""

    async def note(self, by: Actor, note: Note) -> None:
        """Add one record.

        Raises:
            Unavailable: it is not kept.
        """
        ...


class Media(Protocol):
    """Moves sound and picture. Shaped as messages: its work is done in other processes."""

    async def ask(self, request: MediaRequest) -> MediaReply:
        """Send one request to whichever worker holds the room, and wait for its reply.

        Raises:
            Refused: the engine understood and declines (code from `classroom.failures`).
            BadMessage: the browser's parameters inside the request are malformed.
            Unavailable: the worker is down or did not answer in time.
        """
        ...

    def events(self) -> AsyncIterator[MediaEvent]:
        """Yield what happens in the media plane, in order; one consumer."""
        ...


class Recorder(Protocol):
    """Writes what passes in lessons. Its work is done in a process of its own."""

    async def ask(self, request: RecorderRequest) -> RecorderReply:
        """Send one request, and wait for its reply. The process is started with the first.

        Raises:
            Unavailable: `recorder_down`, it is being started anew; `recorder_slow`.
            Refused: `recording_sealed`, nothing can be added to it any more.
        """
        ...

    def events(self) -> AsyncIterator[RecorderEvent]:
        """Yield what happens to recordings, in order; one consumer."""
        ...


class Outbox(Protocol):
    """Takes what a page must be told; never blocks (bounded, a full one drops its page)."""

    def put(self, message: object) -> None:
        """Queue one message struct of `signaling.messages` for this page."""
        ...
