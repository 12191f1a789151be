"""What was shown and drawn while a classroom was away, for its page that catches up.

Rule: pure. It is what the delivering classroom showed and drew, from how it stood when the line
broke.
"""

from collections.abc import Collection, Iterable, Sequence

import msgspec

from classroom import events as e
from classroom.ink.log import Drew, InkEntry
from web.recordings.moments import ReviewedMoment, moments

SHOWING = (e.BoardShown, e.SlideShown, e.ShowingEnded)


class Meanwhile(msgspec.Struct, frozen=True, kw_only=True):
    """What was on the walls."""

    moments: list[ReviewedMoment]  # of the board and of slides, in order
    entries: list[InkEntry]  # what was drawn, from the entry on that was asked for
    count: int  # of entries up to now


def meanwhile(
    events: Iterable[e.Event],
    ink: Sequence[InkEntry],
    leads: Collection[str],
    since: float,
    after: int,
) -> Meanwhile:
    """Return it. `since`: when the line broke, seconds since the epoch; `after`: as many entries of
    the ink are known.
    """
    told = moments((each for each in events if isinstance(each, SHOWING)), all_remarks=False).items
    first = since * 1000
    stood = {each.kind == "board": each for each in told if each.at < first}
    return Meanwhile(
        moments=[*stood.values(), *(each for each in told if each.at >= first)],
        entries=[each for each in ink[after:] if not isinstance(each, Drew) or each.by in leads],
        count=len(ink),
    )
