"""The walls, and whose microphone is heard when."""

from classroom.commands.base import BaseCommand
from classroom.sound_test import Measured, SoundTest
from classroom.states import Layout


class SetLayout(BaseCommand, frozen=True):
    """How every wall arranges what it shows."""

    by: str
    layout: Layout


class Spotlight(BaseCommand, frozen=True):
    """Which receiving classroom every wall shows large; None: none. Refused: `not_present`."""

    by: str
    classroom: str | None


class SetHalfDuplex(BaseCommand, frozen=True):
    """One microphone at a time: who speaks first is heard until they have finished."""

    by: str
    on: bool


class SetPushToTalk(BaseCommand, frozen=True):
    """A receiving classroom (None: all, also where it was set apart) is heard only while it holds
    its key.
    """

    by: str
    on: bool
    classroom: str | None


class PressToTalk(BaseCommand, frozen=True):
    """Hold the key. Refused: `right_off`, `not_entered`, `not_on_stage`, `not_push_to_talk`."""

    by: str


class ReleaseTalk(BaseCommand, frozen=True):
    """Let it go; who does not hold it does nothing by that."""

    by: str


class ReportSound(BaseCommand, frozen=True):
    """A page tested how the classroom sounds."""

    by: str
    measured: Measured
    person: str = ""  # id of who was signed in
    device: str = ""  # id of the classroom's device


class NoteSound(BaseCommand, frozen=True):
    """What is known of the classroom's sound from before this lesson."""

    classroom: str
    sound: SoundTest
