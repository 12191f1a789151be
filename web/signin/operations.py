"""Everything that signing in answers."""

from typing import Any

from web.api.operations import Operation
from web.signin.arriving import Arriving
from web.signin.asking import Asking
from web.signin.deciding import Deciding
from web.signin.desk import Desk
from web.signin.entering import Entering
from web.signin.factor import Factor
from web.signin.others import Others
from web.signin.own import Own


def operations(desk: Desk) -> list[Operation]:
    """Return what can be asked."""
    entering = Entering(desk)
    parts = (
        entering,
        Arriving(desk, entering),
        Own(desk, entering),
        Factor(desk, entering),
        Others(desk),
        Asking(desk),
        Deciding(desk),
    )
    return [operation for part in parts for operation in part.operations()]


def nobody() -> Desk:
    """Return a desk where nobody sits: enough to describe the operations."""
    nothing: Any = None
    return nothing  # type: ignore[no-any-return]
