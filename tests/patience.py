"""How long tests wait for a database. It is given up after a few seconds where pages wait for it
(classroom/store/engine.py); on a machine that runs four tests at once, slowness is not a fault.
"""

import pytest

from classroom.store import engine

_SERVED = {
    name: getattr(engine, name)
    for name in ("CONNECT_SECONDS", "FREE_SECONDS", "BUSY_SECONDS", "STATEMENT_SECONDS")
}


def unhurried() -> None:
    """Wait a minute, in all tests but those about a database that does not answer."""
    for name in _SERVED:
        setattr(engine, name, 60.0)


def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait a tenth of what is waited where pages are served."""
    for name, seconds in _SERVED.items():
        monkeypatch.setattr(engine, name, seconds / 10)
