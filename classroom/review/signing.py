r"""Signatures of what was filed, answered and closed.

A step's text, which is signed with the key that signs the audit trail (Ed25519, RFC 8032):

    sanketang inspection step 1\n
    sheet\n number\n filed|answered|closed\n person\n time\n before\n SHA-256 of the words

`before` is the SHA-256 of the step before, or of the filed sheet as JSON with its names in order.
So each signature covers everything up to it, and one of another purpose is worth nothing here.

Rule: it is checked from what is in the database whenever somebody reads a sheet: whoever changes a
row by hand is seen, not believed.
"""

import hashlib
from collections.abc import Sequence
from enum import StrEnum

import msgspec

from classroom.audit.seals import Checking, Signing
from classroom.review.inspection import FiledSheet, Inspection, InspectionState, SheetStep, StepKind

_STATE = {
    StepKind.FILED: InspectionState.FILED,
    StepKind.ANSWERED: InspectionState.ANSWERED,
    StepKind.CLOSED: InspectionState.CLOSED,
}


class Trust(StrEnum):
    """What the check says."""

    GOOD = "good"
    ALTERED = "altered"  # something is not as it was signed
    UNKNOWN_KEY = "unknown_key"  # signed, by a key that is not this server's


def canonical(filed: FiledSheet) -> bytes:
    """Return what was filed as the text that is hashed."""
    return msgspec.json.encode(filed, order="sorted")


def digest(text: bytes) -> str:
    """Return the SHA-256, hexadecimal."""
    return hashlib.sha256(text).hexdigest()


def step_text(
    sheet: str, number: int, what: StepKind, by: str, at: float, before: str, words: str
) -> bytes:
    r"""Return what is signed.

    >>> step_text("s", 1, StepKind.FILED, "p", 0.5, "ab", "")[:43]
    b'sanketang inspection step 1\ns\n1\nfiled\np\n0.5'
    """
    fields = [sheet, str(number), what.value, by, repr(at), before, digest(words.encode())]
    return "\n".join(["sanketang inspection step 1", *fields]).encode()


def follow(
    signing: Signing,
    sheet: str,
    what: StepKind,
    by: str,
    at: float,
    words: str,
    *,
    before: Sequence[SheetStep] = (),
    filed: bytes = b"",
) -> SheetStep:
    """Sign the next step; the first is over what was filed."""
    last = before[-1] if before else None
    hash = digest(filed) if last is None else digest(_text_of(sheet, last))
    number = 1 if last is None else last.number + 1
    text = step_text(sheet, number, what, by, at, hash, words)
    return SheetStep(
        number=number,
        what=what,
        by=by,
        at=at,
        text=words,
        before=hash,
        key=signing.public,
        signature=signing.sign(text),
    )


def check(
    sheet: Inspection, document: bytes, steps: Sequence[SheetStep], checking: Checking
) -> Trust:
    """Tell whether everything is as it was signed: the text, each step, and what lists say."""
    before = digest(document)
    for number, step in enumerate(steps, start=1):
        text = _text_of(sheet.id, step)
        if step.number != number or step.before != before:
            return Trust.ALTERED
        if not checking.good(step.key, text, step.signature):
            return Trust.ALTERED
        if not checking.knows(step.key):
            return Trust.UNKNOWN_KEY
        before = digest(text)
    return Trust.GOOD if _agrees(sheet, document, steps) else Trust.ALTERED


def _agrees(sheet: Inspection, document: bytes, steps: Sequence[SheetStep]) -> bool:
    """Tell whether the row, which lists are made from, says what was signed."""
    try:
        filed = msgspec.json.decode(document, type=FiledSheet)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    if not steps or steps[0].what is not StepKind.FILED or canonical(filed) != document:
        return False
    same = (
        "recording", "form", "form_version", "inspector", "lecturer", "filed_at", "result",
        "corrects", "why",
    )  # fmt: skip
    return (
        filed.sheet == sheet.id
        and steps[0].by == filed.inspector
        and steps[0].at == filed.filed_at
        and sheet.state is _STATE[steps[-1].what]
        and all(getattr(filed, name) == getattr(sheet, name) for name in same)
    )


def _text_of(sheet: str, step: SheetStep) -> bytes:
    return step_text(sheet, step.number, step.what, step.by, step.at, step.before, step.text)
