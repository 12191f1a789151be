"""Commands that are stored together: each handled by itself, in order, with an answer of its own.

Rule: what is refused, or fails, leaves nothing in the record, so that the others stand as if it had
not been sent. A refusal that may follow from what is not stored yet is told when that is stored; if
it is not, it is worth another try like all the others.
"""

import asyncio
from collections.abc import Iterator

import structlog

from classroom.commands import Command
from classroom.events import Event
from classroom.failures import Failure
from classroom.lesson import Lesson

log = structlog.get_logger(__name__)

Letter = tuple[Command, "asyncio.Future[None] | None"]
"""A command, and whoever waits for its answer; what the server itself says, nobody waits for."""


class Batch:
    """What a lesson was asked since it was last stored."""

    def __init__(self, lesson: Lesson) -> None:
        """Begin with the record that is stored."""
        self._lesson = lesson
        self._stored = lesson.record
        self._open: list[tuple[Letter, Failure | None]] = []
        self.events: list[Event] = []
        self.met_a_bug = False

    def __iter__(self) -> Iterator[Letter]:
        """Give those whose answer depends on the store."""
        return iter([letter for letter, _ in self._open])

    def take(self, letter: Letter, now: float) -> None:
        """Have the lesson handle one."""
        command, waiting = letter
        try:
            self.events += self._lesson.handle(command, now)
        except Failure as failure:
            if self._lesson.record is self._stored:
                answer(waiting, failure)
            else:
                self._open.append((letter, failure))
        except Exception as bug:
            self.met_a_bug = True
            name = type(command).__name__
            log.exception("lesson_bug", lesson=self._lesson.id, command=name)
            answer(waiting, bug)
        else:
            self._open.append((letter, None))

    def hurry(self, failure: Exception) -> None:
        """Answer all who wait: it takes too long, and may still come to be."""
        for (_, waiting), _own in self._open:
            answer(waiting, failure)

    def close(self, failure: Exception | None) -> None:
        """Answer all that were not answered: with `failure`, or else as each of them went."""
        for (_, waiting), own in self._open:
            answer(waiting, failure or own)


def answer(waiting: "asyncio.Future[None] | None", failure: Exception | None) -> None:
    """Tell whoever waits how it went; if nobody waits, or they have gone, nobody."""
    if waiting is None or waiting.done():
        return
    if failure is None:
        waiting.set_result(None)
    else:
        waiting.set_exception(failure)
