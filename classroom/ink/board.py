"""Opening the board at a page, and putting it away.

Rule: the lecturer turns the pages, for everybody. A page is added by turning to the one after the
last. What is on a page stays when the board is away.
"""

from classroom.commands import HideBoard, ShowBoard, WithholdText
from classroom.draft import Draft
from classroom.events import BoardShown, Withheld
from classroom.failures import Refused
from classroom.ink.values import Board

PAGES = 30


def show(draft: Draft, command: ShowBoard) -> None:
    """Show a page of the board on every page."""
    board = draft.record.board
    if command.page > board.pages + 1:
        raise Refused("unknown_page")
    if command.page > PAGES:
        raise Refused("board_full", f"the board has {PAGES} pages")
    _set(draft, Board(page=command.page, pages=max(board.pages, command.page)))


def hide(draft: Draft, _command: HideBoard) -> None:
    """Put it away."""
    _set(draft, Board(page=None, pages=draft.record.board.pages))


def withhold(draft: Draft, command: WithholdText) -> None:
    """Keep the attempt to write what the school's wording objects to."""
    draft.events.append(
        Withheld(at=draft.now, by=command.by, text=command.text, reason=command.objection)
    )


def _set(draft: Draft, board: Board) -> None:
    before = draft.record.board
    if board != before:
        draft.set(board=board)
        if board.page != before.page:
            draft.events.append(BoardShown(at=draft.now, page=board.page))
