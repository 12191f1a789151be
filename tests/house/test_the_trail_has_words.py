"""Everything the audit trail says of itself has words on the auditor's page, in both languages."""

import ast
import re
from collections.abc import Iterator

import pytest

from classroom.permissions import TABLE, Reach
from classroom.register.kinds import KINDS
from classroom.store.audit_export import ASKED
from classroom.store.subject import OF_A_PUPIL
from tests.house.sources import ROOT, ours, text

SERVER = ("classroom/", "signaling/", "web/", "commands/")
PAGES = "web/client/src/admin"

# What the source does not say as a constant beside its `Note`: a new one is added here.
DEEDS = {
    "sign_in", "second_factor", "confirm_password", "change_password", "offer_second_factor",
    "take_second_factor", "remove_second_factor", "new_recovery_codes", "set_up", "activate",
    "ask_change", "withdraw_change", "remove_picture", "request",
    "assemble_incident", "take_incident", "forget_incident",
    "seal_recording", "fail_recording", "forget_recording",
    "begin_inspection", "discard_inspection", "file_inspection", "answer_inspection",
    "close_inspection", "correct_inspection", "forget_inspection",
    "ask_to_watch", "withdraw_grant", "revoke_grant", "withdraw_publication",
    "export_recording", "fetch_export", "cancel_export",
}  # fmt: skip
CHANGES = {"add", "replace", "remove", "restore", "import", "revoke", "lift"}
DETAILS = {
    *ASKED,
    "wish",
    "grant",
    "under",
    "asked_by",
    "approved",
    "audience",
    "with_pupils",
    "days",
    "import",
    "made",
    "changed",
    "removed",
    "seat",
    "assists",
    "first",
    "last",
    "broken",
    "keeping",
    "was",
    "head",
    "track",
    "recording",
    "corrects",
    "draw",
    "seed",
    "many",
}
OF_CLERKS = {each.value for each, row in TABLE.items() if Reach.SCOPE in row.values()}
OURS = {"change", "fields", "values"}  # which the page itself takes apart


def notes() -> Iterator[ast.Call]:
    """Yield every place where the server makes a note."""
    for name in ours(".py"):
        if name.startswith(SERVER):
            for node in ast.walk(ast.parse(text(name))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Note":
                    yield node


def said(argument: str) -> set[str]:
    """Return the constants that notes are given as this argument."""
    given = (k.value for note in notes() for k in note.keywords if k.arg == argument)
    return {str(each.value) for each in given if isinstance(each, ast.Constant)}


def details() -> set[str]:
    """Return the names in what is assigned to `detail`, or given as it."""
    found: set[str] = set()
    for name in ours(".py"):
        if not name.startswith(SERVER) or "Note(" not in text(name):
            continue
        for node in ast.walk(ast.parse(text(name))):
            values: list[ast.expr | None] = []
            if isinstance(node, ast.keyword) and node.arg == "detail":
                values = [node.value]
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                if any(getattr(each, "id", "") == "detail" for each in targets):
                    values = [node.value]
            keys = (
                key.value
                for value in values
                if value is not None
                for each in ast.walk(value)
                if isinstance(each, ast.Dict)
                for key in each.keys
                if isinstance(key, ast.Constant)
            )
            found |= {str(key) for key in keys}
    return found


def words(path: str, block: str) -> set[str]:
    """Return the names that a block of words has."""
    text = (ROOT / PAGES / path).read_text(encoding="utf-8")
    found = re.search(
        rf"^(?P<in> *)(?:export const )?{block}\b[^{{\n]*{{\n(.*?)^(?P=in)}}", text, re.M | re.S
    )
    assert found is not None, f"{path} has no {block}"
    return set(re.findall(r"^ *(\w+): ", found[2], re.M))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_deed_kind_change_and_detail_has_words(language: str) -> None:
    trail = f"trail/{language}.ts"
    deeds = words(trail, "deed") | words(f"i18n/{language}_actions.ts", "action")

    assert said("action") | DEEDS | OF_CLERKS <= deeds
    assert said("kind") | set(KINDS) <= words(trail, "kind")
    assert words(trail, "change") >= CHANGES
    assert details() | DETAILS <= words(trail, "detail") | OURS
    assert set(OF_A_PUPIL) <= words(f"privacy/{language}.ts", "table") | {"pupils", "consents"}


def test_what_is_looked_for_is_found() -> None:
    assert {"sign_out", "plan_lessons"} <= said("action")
    assert {"sessions", "holds", "planned_lessons"} <= said("kind")
    assert {"sha256", "rows", "erased", "route", "asked_again"} <= details()
