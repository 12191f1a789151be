"""What has happened to walls and microphones; the rule for all events: `classroom.events`."""

from classroom.event_base import BaseEvent
from classroom.sound_test import Measured
from classroom.states import Layout, SoundVerdict


class LayoutChanged(BaseEvent, frozen=True):
    """Every wall is arranged like this."""

    layout: Layout


class SpotlightChanged(BaseEvent, frozen=True):
    """The classroom that every wall shows large, or none."""

    classroom: str | None


class HalfDuplexSet(BaseEvent, frozen=True):
    """One microphone at a time is heard, or all."""

    on: bool


class PushToTalkSet(BaseEvent, frozen=True):
    """A classroom (None: all of them) is heard only while it holds its key, or always."""

    classroom: str | None
    on: bool


class TalkPressed(BaseEvent, frozen=True):
    """A classroom holds its key."""

    classroom: str


class TalkReleased(BaseEvent, frozen=True):
    """It does not any more; `reason` is a stable word: `own`, `gone`, `right_off`, `not_its_turn`,
    `expired` or `over`.
    """

    classroom: str
    reason: str


class SoundTested(BaseEvent, frozen=True):
    """How a classroom sounds was tested, by whom (an id) and on which device."""

    classroom: str
    verdict: SoundVerdict
    measured: Measured
    person: str
    device: str
