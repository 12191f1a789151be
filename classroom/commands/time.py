"""Time and restarts."""

from classroom.commands.base import BaseCommand


class Tick(BaseCommand, frozen=True):
    """Time has passed: open, give up places, end what must end."""


class Recover(BaseCommand, frozen=True):
    """The server was started again: nobody is connected any more, and nothing is sent."""
