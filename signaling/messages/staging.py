"""What a page asks about walls and microphones, and what it is told of them."""

from classroom.sound_test import Decibels, Milliseconds
from classroom.states import Layout, SoundVerdict
from signaling.messages.base import Id, Message, Value, snake


class SetLayout(Message, frozen=True, tag=snake):
    """How every wall arranges what it shows. Result: Ok."""

    layout: Layout


class Spotlight(Message, frozen=True, tag=snake):
    """Which classroom every wall shows large (None: none); it is not heard by that. Result: Ok.
    Refused: `not_present`.
    """

    classroom: Id | None


class SetHalfDuplex(Message, frozen=True, tag=snake):
    """One microphone at a time is heard: who speaks first, until they have finished. Result: Ok."""

    on: bool


class SetPushToTalk(Message, frozen=True, tag=snake):
    """One receiving classroom, or all of them (None), is heard only while it holds its key.
    Result: Ok.
    """

    on: bool
    classroom: Id | None


class PressToTalk(Message, frozen=True, tag=snake):
    """Be heard until `release_talk`, or for as long as `push_seconds`. Result: Ok. Refused:
    `not_on_stage`, `not_push_to_talk`, `right_off`.
    """


class ReleaseTalk(Message, frozen=True, tag=snake):
    """Be heard no longer. Result: Ok."""


class ReportSound(Message, frozen=True, tag=snake):
    """How the classroom sounds, as its page measured it, in dB of full scale. Result: Ok."""

    noise: Decibels
    speech: Decibels | None  # None: nobody spoke
    played: Decibels
    returned: Decibels  # what was left of it after echo cancellation
    delay_ms: Milliseconds | None


class SoundState(Value, frozen=True):
    """A classroom's last sound test."""

    at: float  # seconds since the epoch
    verdict: SoundVerdict
    loss: float  # dB of the test sound that did not come back


class WordChanged(Message, frozen=True, tag=snake):
    """Which classroom alone is heard now, where microphones share the word (None: all are). Not
    state.
    """

    classroom: str | None
