"""What a page asks when people talk, and what the lecturer puts on every wall.

Rule: text is cleaned and looked at before it becomes a command; 500 characters, a notice 100.
"""

from typing import Annotated

import msgspec

from classroom.states import Audience
from signaling.messages.base import Message, snake

Number = Annotated[int, msgspec.Meta(ge=0, le=2**31)]


class Say(Message, frozen=True, tag=snake):
    """Say something to everybody or to the lecturer. Result: Ok. Refused: `right_off`,
    `slow_mode`, `text_empty`, `text_too_long`, `words_not_allowed`, `no_links`.
    """

    to: Audience
    text: str


class Unsay(Message, frozen=True, tag=snake):
    """Take a remark from every page. Result: Ok. Refused: `unknown_remark`."""

    remark: Number


class SetSlowMode(Message, frozen=True, tag=snake):
    """Seconds from one remark of a receiving classroom to its next; 0: none. Result: Ok."""

    seconds: Annotated[int, msgspec.Meta(ge=0, le=3600)]


class PinNotice(Message, frozen=True, tag=snake):
    """Put a short notice on every wall. Result: Ok. Refused: as for `say`."""

    text: str


class UnpinNotice(Message, frozen=True, tag=snake):
    """Take it down. Result: Ok."""


class StartCountdown(Message, frozen=True, tag=snake):
    """Count down on every wall, anew if it does already. Result: Ok."""

    seconds: Annotated[int, msgspec.Meta(ge=5, le=3600)]


class StopCountdown(Message, frozen=True, tag=snake):
    """Take it down. Result: Ok."""
