"""What is counted of the lessons being served, for whoever runs the server.

Rule: sums over all of them; nothing tells one lesson, classroom or person from another.
"""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from classroom.line import light
from classroom.media_messages import Level
from classroom.states import Light, Part, Phase
from signaling.room import LessonRoom


class Depth(NamedTuple):
    """Of queues of one sort: what waits in all of them, and in the longest."""

    all: int
    longest: int


class Census(NamedTuple):
    """As it is now."""

    lessons: dict[Phase, int]
    pages: dict[tuple[Phase, str], int]  # connected, by their lesson's phase and their part in it
    lights: dict[Light, int]  # of lines: how good they are
    levels: dict[Level, int]  # of whoever is sent something: what it is
    recorded: int  # lessons
    alarms: dict[str, int]  # of recordings, that stand
    mailboxes: Depth
    outboxes: Depth


def census(rooms: Iterable[LessonRoom]) -> Census:
    """Count what there is in these rooms."""
    lessons: Counter[Phase] = Counter(dict.fromkeys(Phase, 0))
    pages: Counter[tuple[Phase, str]] = Counter()
    alarms: Counter[str] = Counter()
    lights: Counter[Light] = Counter(dict.fromkeys(Light, 0))
    levels: Counter[Level] = Counter(dict.fromkeys(Level, 0))
    recorded, mailboxes, outboxes = 0, [0], [0]
    for room in rooms:
        record = room.record
        lessons[record.phase] += 1
        recorded += record.recording.on
        alarms.update(alarm.alarm.value for alarm in record.recording.alarms)
        lights.update(light(line) for line in room.lines if line.protocol is not None)
        levels.update(line.level for line in room.lines if line.level is not None)
        mailboxes.append(room.task.waiting)
        for page in room.pages:
            if page.outbox is not None:
                delivering = page.classroom == record.delivering.id
                part = Part.DELIVERING.value if delivering else Part.RECEIVING.value
                pages[record.phase, "assisting" if page.beside else part] += 1
                outboxes.append(page.outbox.waiting)
    return Census(
        lessons=dict(lessons),
        pages=dict(pages),
        lights=dict(lights),
        levels=dict(levels),
        recorded=recorded,
        alarms=dict(alarms),
        mailboxes=Depth(sum(mailboxes), max(mailboxes)),
        outboxes=Depth(sum(outboxes), max(outboxes)),
    )
