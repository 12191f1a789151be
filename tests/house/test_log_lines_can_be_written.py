"""A line of the log has one event, its first word: a second one raises where the line is written,
which is mostly where an exception is being handled.
"""

import ast

from tests.house.sources import ours, text

LOGGERS = ("log", "_LOG")
OURS = [name for name in ours(".py") if not name.startswith("tests/")]


def test_no_line_has_two_events() -> None:
    twice = [
        f"{name}:{call.lineno}"
        for name in OURS
        if any(f"{logger}." in text(name) for logger in LOGGERS)
        for call in ast.walk(ast.parse(text(name)))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id in LOGGERS
        and any(word.arg == "event" for word in call.keywords)
    ]

    assert twice == []
