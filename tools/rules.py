"""Writes docs/permissions.md and docs/lesson-states.md from the tables that decide.

Rule: `classroom.permissions.TABLE`, the table of routes and `classroom.transitions.TRANSITIONS` are
the only sources. `python -m tools.rules` writes both files; `--check` writes nothing and fails when
one is stale.
"""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from classroom.permissions import TABLE, Action, Reach, Role
from classroom.states import Phase
from classroom.transitions import LEADING, TRANSITIONS
from signaling.gateway import Gateway
from web import limits
from web.api import table
from web.app import make_app
from web.board.exporting import rows as board_rows
from web.devices.opening import described
from web.files.opening import rows as file_rows
from web.files.receiving import Receiving
from web.files.sending import Sending
from web.lines.opening import described as about_lines
from web.routes import TABLE as ROUTES
from web.routes import Access, Route
from web.signin.operations import nobody
from web.signin.operations import operations as signing_in

ROOT = Path(__file__).resolve().parent.parent
PERMISSIONS = ROOT / "docs" / "permissions.md"
STATES = ROOT / "docs" / "lesson-states.md"


WHO = {
    Access.PUBLIC: "anybody; it is not asked who they are",
    Access.ANYONE: "anybody; what they are answered depends on who they are",
    Access.SIGNING_IN: "a person whose password was right, second factor or not yet",
    Access.SIGNED_IN: "a person who is signed in, for what is their own",
    Access.DEVICE: "a classroom's enrolled PC, by its signature",
}


def permissions() -> str:
    """Return the whole of docs/permissions.md."""
    in_lessons = [action for action in Action if Reach.SEAT in TABLE[action].values()]
    out = ["# Who may do what", ""]
    out += [
        "Generated from `classroom/permissions.py` and the table of routes (`web/routes.py`) by",
        "`make docs`. Do not edit.",
        "",
        "The server refuses what is not allowed here with `not_allowed`, whatever the page shows.",
        "What lies outside the scope of whoever asks is `not_found`, whether it is there or not.",
        "",
        "## In a lesson",
        "",
        "An action is a request of [the protocol](protocol.md), or `send_` and what a page sends.",
        "*seat*: from the classroom's own seat. A request that is allowed may still be refused for",
        "[where the lesson is](lesson-states.md).",
        "",
        *_actions(in_lessons),
        "",
        "## Outside lessons",
        "",
        "An action is what a request of [the API](develop/api.md) needs. *scope*: on whatever lies",
        "in the school or region that the role was granted in, and nowhere else.",
        "",
        *_actions(action for action in Action if action not in in_lessons),
        "",
        "## What takes no action",
        "",
        "These routes are open to more than roles. Where no route is, here or for an action above,",
        "nothing is answered.",
        "",
        *_open_routes(),
    ]
    return "\n".join([*out, ""])


def _actions(actions: Iterable[Action]) -> list[str]:
    """Return a table of actions × roles, of the roles that have any of them."""
    rows = [(action, TABLE[action]) for action in actions]
    roles = [role for role in Role if any(role in row for _, row in rows)]
    out = ["| action | " + " | ".join(f"`{role}`" for role in roles) + " |"]
    out.append("|---|" + "---|" * len(roles))
    for action, row in rows:
        cells = (row[role].value if role in row else "-" for role in roles)
        out.append(f"| `{action}` | " + " | ".join(cells) + " |")
    return out


def _open_routes() -> list[str]:
    """Return a table of the routes that need no action."""
    told = [*limits.operations(limits.unknown()), *described(), *about_lines()]
    all = [*table.operations(table.nowhere()), *signing_in(nobody()), *told]
    about = {(each.method, each.path): each.summary for each in all}
    unserved: Any = Gateway  # routes are only listed here
    rows = make_app(unserved, unserved, more=[*table.rows(all), *_files()])[ROUTES]
    out = []
    for access, who in WHO.items():
        routes: dict[str, list[str]] = {}  # by what they are for: pages are one thing
        for row in rows:
            if row.access is access:
                doc = (row.handler.__doc__ or "").strip().partition("\n")[0]
                route = f"`{row.method} {row.path}`".replace("`* ", "`")
                routes.setdefault(about.get((row.method, row.path), doc), []).append(route)
        out += [f"**`{access}`**: {who}.", "", "| route | what for |", "|---|---|"]
        out += [f"| {'<br>'.join(these)} | {text} |" for text, these in routes.items()]
        out.append("")
    return out[:-1]


def _files() -> list[Route]:
    receiving: Any = Receiving
    sending: Any = Sending
    nowhere: Any = None
    return [*file_rows(receiving, sending), *board_rows(nowhere, nowhere)]


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
