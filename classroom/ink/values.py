"""What a lesson's record holds of its board: small, however much is drawn."""

import msgspec


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the board is open, and how many pages it has; what is on them is in the log."""

    page: int | None = None  # the one that is shown; None: the board is away
    pages: int = 1
