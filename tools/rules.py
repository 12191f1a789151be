"""Writes docs/permissions.md and docs/lesson-states.md from the tables that decide.

Rule: `classroom.permissions.TABLE` and `classroom.lesson.TRANSITIONS` are the only sources.
`python -m tools.rules` writes both files; `--check` writes nothing and fails when one is stale.
"""

import argparse
import sys
from pathlib import Path

from classroom.lesson import LEADING, TRANSITIONS
from classroom.permissions import TABLE, Action, Role
from classroom.states import Phase

ROOT = Path(__file__).resolve().parent.parent
PERMISSIONS = ROOT / "docs" / "permissions.md"
STATES = ROOT / "docs" / "lesson-states.md"


def permissions() -> str:
    """Return the whole of docs/permissions.md."""
    roles = list(Role)
    out = ["# Who may do what", ""]
    out += ["Generated from `classroom/permissions.py` by `make docs`. Do not edit.", ""]
    out += [
        "An action is a request of [the protocol](protocol.md), or `send_` and what a page sends.",
        "The server refuses what is not allowed here with `not_allowed`, whatever the page shows.",
        "A request that is allowed may still be refused for [where the lesson is]"
        "(lesson-states.md).",
        "",
        "*seat*: in the lesson, from the classroom's own seat. *scope*: on whatever lies in the",
        "school or region that the role was granted in, and nowhere else.",
        "",
        "| action | " + " | ".join(f"`{role}`" for role in roles) + " |",
        "|---|" + "---|" * len(roles),
    ]
    for action in Action:
        row = TABLE[action]
        cells = (row[role].value if role in row else "-" for role in roles)
        out.append(f"| `{action}` | " + " | ".join(cells) + " |")
    return "\n".join([*out, ""])


def states() -> str:
    """Return the whole of docs/lesson-states.md."""
    out = ["# The states of a lesson", ""]
    out += ["Generated from `classroom/lesson.py` by `make docs`. Do not edit.", ""]
    out += [
        "An arrow with a request is one that the lecturer takes. *By itself* means that time has "
        "passed, or that somebody or something came, went or was lost.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        f"    [*] --> {next(iter(Phase))}",
    ]
    for phase in Phase:
        out += [f"    {phase} --> {to}: {', '.join(why)}" for to, why in _arrows(phase).items()]
    out += [f"    {Phase.ENDED} --> [*]", "```", "", "## What is understood when", ""]
    out += [
        "What has no row for a phase is refused and changes nothing. A request that is understood",
        "leaves the lesson in one of the phases of its row.",
        "",
        "| phase | command | may leave it in |",
        "|---|---|---|",
    ]
    for phase in Phase:
        for command, outcomes in TRANSITIONS[phase].items():
            phases = ", ".join(f"`{outcome}`" for outcome in outcomes)
            out.append(f"| `{phase}` | `{command.__name__}` | {phases} |")
    return "\n".join([*out, ""])


def _arrows(phase: Phase) -> dict[Phase, list[str]]:
    """Return the phases that follow, and what leads there.

    A request of the lecturer is named where it was made to lead, its first outcome; beyond that it
    only finds, as any command may, that the time is up.
    """
    arrows: dict[Phase, list[str]] = {}
    for command, outcomes in TRANSITIONS[phase].items():
        for index, outcome in enumerate(dict.fromkeys(outcomes)):
            action = LEADING.get(command) if index == 0 else None
            why = "by itself" if action is None else action.value
            if outcome is not phase and why not in arrows.setdefault(outcome, []):
                arrows[outcome].append(why)
    return {to: sorted(why, key=lambda w: w == "by itself") for to, why in arrows.items()}


def main() -> int:
    """Write the files, or with --check say which are stale (exit 1)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail when stale")
    check = parser.parse_args().check
    stale = False
    for path, text in ((PERMISSIONS, permissions()), (STATES, states())):
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale = True
        if check:
            print(f"stale: {path.relative_to(ROOT)}; run `make docs`")
        else:
            path.write_text(text, encoding="utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
