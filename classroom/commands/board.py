"""The board: what is shown of it. What is drawn is no command: see `classroom.ink.drawing`."""

from classroom.commands.base import BaseCommand


class ShowBoard(BaseCommand, frozen=True):
    """Show a page of the board, which is added if it is the one after the last. Refused:
    `unknown_page`, `board_full`.
    """

    by: str
    page: int


class HideBoard(BaseCommand, frozen=True):
    """Put the board away."""

    by: str


class WithholdText(BaseCommand, frozen=True):
    """Keep that somebody tried to write this on it, and what is wrong with that."""

    by: str
    text: str
    objection: str
