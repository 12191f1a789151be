"""Consent of pupils' guardians: what they are told, what they said, and what follows from it.

Rules:
1. A guardian is told before being asked: by a notice of its own for children under fourteen, in
   versions (个人信息保护法 31; 儿童个人信息网络保护规定 8 to 10). What it must say is a field of
   `NoticeText` each, so that none can be left out.
2. What a guardian says is added to a ledger and never changed. The last word counts, and a consent
   counts for the version it was given to: a new one asks again.
3. A child attends whatever was said (未成年人网络保护条例 32). Without consent it is not named:
   `may_name` is the one place that decides, for recordings, exports and statistics alike.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

import msgspec

from classroom.register.identity import holds_long_number
from classroom.register.people import Consent, Pupil
from classroom.register.resource import Id, Problem
from classroom.register.scope import contains

Passage = Annotated[str, msgspec.Meta(min_length=2, max_length=2000)]
Line = Annotated[str, msgspec.Meta(max_length=60, pattern=r"^(\S(.*\S)?)?$")]


class NoticeText(msgspec.Struct, frozen=True, kw_only=True):
    """What a guardian is told, in one language."""

    responsible: Passage  # who is responsible: name and how to reach them
    purpose: Passage
    method: Passage  # in which way, and how far
    kinds: Passage  # which data
    storage: Passage  # where they are kept
    retention: Passage  # how long, and what happens then
    security: Passage  # what is done for their safety
    rights: Passage  # how to see, copy, correct, delete them, or withdraw
    refusing: Passage  # that one may refuse, and what follows
    complaints: Passage  # where to complain


class NoticeOrder(msgspec.Struct, frozen=True, kw_only=True):
    """A notice to be published, in both languages; Chinese is the one that counts."""

    zh: NoticeText
    en: NoticeText


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """One version of the notice of a region or school; it is never changed."""

    id: Id
    scope: str  # whose it is: it counts for all inside that have none of their own
    version: int  # 1, 2, 3… in this scope
    zh: NoticeText
    en: NoticeText
    published_at: float
    published_by: str  # id of the person


class Said(StrEnum):
    """What a guardian says."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Relation(StrEnum):
    """What the guardian is to the child."""

    FATHER = "father"
    MOTHER = "mother"
    GRANDPARENT = "grandparent"
    RELATIVE = "relative"
    INSTITUTION = "institution"  # the civil affairs office, the village committee
    OTHER = "other"


class Basis(StrEnum):
    """What the school relies on (个人信息保护法 article 13)."""

    CONSENT = "consent"
    DUTY = "duty"  # a statutory duty; it covers attending, never naming


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the ledger. No identity number stands in it."""

    id: Id
    pupil: Id
    scope: str
    said: Said
    guardian: str
    relation: Relation
    notice: Id  # the version that was read
    basis: Basis
    at: float
    recorded_by: str  # id of the person


class StatementOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What a guardian has said, to be recorded."""

    pupil: Id
    said: Said
    guardian: Line = ""  # the name, where the paper form has it; the relation always
    relation: Relation
    notice: Id  # the version that was read
    basis: Basis = Basis.CONSENT


def check(order: StatementOrder, before: Consent) -> list[Problem]:
    """Return what is wrong with recording this for a pupil whose guardian said `before`."""
    problems = []
    if holds_long_number(order.guardian):
        problems.append(Problem("guardian", "identity_number"))
    if order.said is Said.WITHDRAWN and before is not Consent.GIVEN:
        problems.append(Problem("said", "nothing_to_withdraw"))
    if order.said is Said.GIVEN and order.basis is not Basis.CONSENT:
        problems.append(Problem("basis", "consent_is_the_basis"))
    return problems


def standing(ledger: Iterable[Statement], notice: Notice | None) -> Consent:
    """Return what counts of a pupil's ledger, oldest first, while `notice` is the one in force."""
    state = Consent.UNASKED
    for statement in ledger:
        state = Consent(statement.said.value)
        if statement.said is Said.GIVEN and (notice is None or statement.notice != notice.id):
            state = Consent.UNASKED
    return state


def in_force(notices: Iterable[Notice], scope: str) -> Notice | None:
    """Return the notice that counts in a scope: the latest of the nearest that has one."""
    around = [notice for notice in notices if contains(notice.scope, scope)]
    return max(around, key=lambda notice: (len(notice.scope), notice.version), default=None)


def may_be_called(pupil: Pupil) -> bool:
    """Tell whether a pupil is called by name on the roll, which only its own classroom and its
    lecturer see, and which is not published: unless the guardian has said no.
    """
    return pupil.consent not in (Consent.REFUSED, Consent.WITHDRAWN)


def may_name(pupil: Pupil) -> bool:
    """Tell whether the pupil may be named in recordings, exports and statistics.

    >>> may_name(Pupil(school_class="c", name="小禾", number="1"))
    False
    """
    return pupil.consent is Consent.GIVEN
