"""docs/install/README.md as a machine reads it: what it says to type, in its order.

Rule: a block fenced as `sh` is typed on the server, all of them from top to bottom; one fenced as
`console` is typed elsewhere, or only where its text says so.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "install"
PAGE = FOLDER / "README.md"
_PART = re.compile(r"^#{2,3} (?P<heading>.+?)$|^```(?P<kind>\w*)\n(?P<body>.*?)^```$", re.M | re.S)


class Step(NamedTuple):
    """One block to type: the heading above it, and its lines."""

    heading: str
    kind: str
    lines: list[str]


def steps(*kinds: str) -> Iterator[Step]:
    """Yield the blocks of these kinds (`sh`, `console`, …) in their order on the page."""
    heading = ""
    for part in _PART.finditer(PAGE.read_text(encoding="utf-8")):
        heading = part["heading"] or heading
        if part["kind"] in kinds:
            yield Step(heading, part["kind"], part["body"].splitlines())


def script(values: dict[str, str]) -> str:
    """Return all that is typed on the server, in which NAME=… and its like have these values.

    Raises:
        ValueError: the page gives one of them no value of its own.
    """
    text = "\n".join(line for step in steps("sh") for line in [f"# {step.heading}", *step.lines])
    for name, value in values.items():
        text, found = re.subn(rf"^{name}=.*$", f"{name}={value}", text, flags=re.M)
        if found != 1:
            raise ValueError(f"the page sets {name} {found} times")
    return text + "\n"
