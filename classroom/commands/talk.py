"""Talk: what is said, and what the lecturer puts on every wall.

Rule: `text` is as `classroom.talk.text.clean` returned it, and `objection` what the school's
wording has against it (`classroom.talk.wording`), both found out before the command is made.
"""

from classroom.commands.base import BaseCommand
from classroom.states import Audience


class Say(BaseCommand, frozen=True):
    """Say something. Refused: `not_entered`, `right_off`, `slow_mode`, `not_receiving`."""

    by: str
    to: Audience
    text: str
    objection: str | None = None


class Unsay(BaseCommand, frozen=True):
    """Take a remark from every page. Refused: `unknown_remark`."""

    by: str
    remark: int


class SetSlowMode(BaseCommand, frozen=True):
    """So many seconds from one remark of a receiving classroom to its next; 0: as they like."""

    by: str
    seconds: int


class PinNotice(BaseCommand, frozen=True):
    """Put a short notice on every wall, in the place of the one that is there."""

    by: str
    text: str
    objection: str | None = None


class UnpinNotice(BaseCommand, frozen=True):
    """Take it down."""

    by: str


class StartCountdown(BaseCommand, frozen=True):
    """Begin to count down on every wall, anew if it does already."""

    by: str
    seconds: int


class StopCountdown(BaseCommand, frozen=True):
    """Take it down."""

    by: str
