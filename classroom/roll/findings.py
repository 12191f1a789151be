"""What does not fit together: what a classroom says of itself, and what the server saw of it."""

from classroom.roll.sheet import Sheet
from classroom.states import Finding


def findings(sheet: Sheet, *, over: bool) -> list[Finding]:
    """Return what somebody should look at. `over`: nobody is going to confirm it any more."""
    found = []
    if sheet.confirmed_at is None:
        if over:
            found.append(Finding.NOT_CONFIRMED)
    elif _is_full(sheet):
        if not sheet.here:
            found.append(Finding.FULL_BUT_NOT_THERE)
        elif not sheet.sending:
            found.append(Finding.FULL_BUT_NOTHING_SENT)
    if sheet.expected is not None and sheet.heads not in (None, sheet.present):
        found.append(Finding.COUNT_DIFFERS)
    return found


def _is_full(sheet: Sheet) -> bool:
    """Whether nobody is said to be missing; where heads are counted, whether there are any."""
    return sheet.missing == 0 if sheet.expected is not None else bool(sheet.heads)
