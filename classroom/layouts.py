"""What every wall shows large, and how it is arranged: pushed by the lecturer.

Rule: this is about looking only. A spotlight makes nobody heard, needs no place on stage, and shows
no picture whose right is off; it goes out by itself with the classroom.
"""

from classroom.commands import SetLayout, Spotlight
from classroom.draft import Draft
from classroom.events import LayoutChanged, SpotlightChanged
from classroom.failures import Refused


def set_layout(draft: Draft, command: SetLayout) -> None:
    """Have all walls arranged like this."""
    if command.layout is not draft.record.staging.layout:
        draft.set_staging(layout=command.layout)
        draft.events.append(LayoutChanged(at=draft.now, layout=command.layout))


def spotlight(draft: Draft, command: Spotlight) -> None:
    """Show a classroom large on every wall, or none."""
    if command.classroom is not None and not draft.receiving(command.classroom).here:
        raise Refused("not_present")
    _shine_on(draft, command.classroom)


def clear_absent(draft: Draft) -> None:
    """Put the spotlight out when its classroom gave up its place."""
    shown = draft.record.staging.spotlight
    seat = None if shown is None else draft.record.seat(shown)
    if shown is not None and (seat is None or not seat.holds_place):
        _shine_on(draft, None)


def put_out(draft: Draft) -> None:
    """Put the spotlight out: the lesson is over."""
    _shine_on(draft, None)


def _shine_on(draft: Draft, classroom: str | None) -> None:
    if classroom != draft.record.staging.spotlight:
        draft.set_staging(spotlight=classroom)
        draft.events.append(SpotlightChanged(at=draft.now, classroom=classroom))
