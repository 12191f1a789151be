"""All rolls of a lesson, from its events: what the lists that leave the house are made of."""

from collections.abc import Iterable

from classroom.events import Event
from classroom.roll.sheet import Roll, after


def rolls(events: Iterable[Event]) -> list[Roll]:
    """Return each roll as it stands after all corrections, first called first."""
    found: dict[int, Roll] = {}
    roll: Roll | None = None
    for event in events:
        roll = after(roll, event)
        if roll is not None:
            found[roll.number] = roll
    return list(found.values())
