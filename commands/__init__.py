"""What is typed at a terminal, but for serving: a module for each thing that is worked on.

Rule: `config/command_line.py` reads the words; a command here does the work with the parts of the
house, tells the result on standard output and how far it is on standard error, and returns its exit
status, nothing for 0. It is imported when it is asked for.
"""

from argparse import Namespace
from collections.abc import Callable, Coroutine
from importlib import import_module
from typing import Any

from config.sections import Settings

Command = Callable[[Settings, Namespace], Coroutine[Any, Any, int | None]]

_WHERE = {
    "lesson new": ("lessons", "new"),
    "check-config": ("settings", "check"),
    "turn-config": ("turn", "config"),
    "audit verify": ("audit", "verify"),
    "audit export": ("audit", "export"),
    "audit key": ("audit", "key"),
    "incident verify": ("incidents", "verify"),
    "recording verify": ("recordings", "verify"),
    "status": ("status", "status"),
    "backup": ("backups", "backup"),
    "restore": ("backups", "restore"),
}


def find(name: str) -> Command:
    """Return the command of this name."""
    module, function = _WHERE[name]
    command: Command = getattr(import_module(f"commands.{module}"), function)
    return command
