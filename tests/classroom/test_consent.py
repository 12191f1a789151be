"""What follows from what guardians said: rules without a database."""

import msgspec
import pytest

from classroom.register.consent import (
    Notice,
    NoticeText,
    Relation,
    Said,
    Statement,
    StatementOrder,
    check,
    in_force,
    may_name,
    standing,
)
from classroom.register.erasure import HeldKind, Hold, Keeping, held
from classroom.register.people import Consent, Pupil

TEXT = NoticeText(**dict.fromkeys(NoticeText.__struct_fields__, "说明"))


def notice(id: str, scope: str, version: int) -> Notice:
    return Notice(
        id=id, scope=scope, version=version, zh=TEXT, en=TEXT, published_at=0.0, published_by="p"
    )


def said(what: Said, of: str) -> Statement:
    return Statement(
        id=f"{what}{of}",
        pupil="x",
        scope="/a/s/",
        said=what,
        guardian="",
        relation=Relation.MOTHER,
        notice=of,
        basis="consent",  # type: ignore[arg-type]
        at=0.0,
        recorded_by="p",
    )


def order(what: Said = Said.GIVEN, guardian: str = "") -> StatementOrder:
    return StatementOrder(
        pupil="x", said=what, guardian=guardian, relation=Relation.FATHER, notice="n"
    )


@pytest.mark.parametrize("consent", Consent)
def test_a_pupil_is_named_only_when_a_guardian_has_consented(consent: Consent) -> None:
    pupil = Pupil(school_class="c", name="小禾", number="07", consent=consent)

    assert may_name(pupil) is (consent is Consent.GIVEN)


def test_the_last_word_counts() -> None:
    first = notice("n1", "/a/", 1)
    ledger = [said(Said.GIVEN, "n1"), said(Said.WITHDRAWN, "n1")]

    assert standing([], first) is Consent.UNASKED
    assert standing(ledger[:1], first) is Consent.GIVEN
    assert standing(ledger, first) is Consent.WITHDRAWN


def test_a_new_version_asks_again_whoever_had_consented() -> None:
    second = notice("n2", "/a/", 2)

    assert standing([said(Said.GIVEN, "n1")], second) is Consent.UNASKED
    assert standing([said(Said.REFUSED, "n1")], second) is Consent.REFUSED
    assert standing([said(Said.GIVEN, "n1"), said(Said.GIVEN, "n2")], second) is Consent.GIVEN


def test_the_nearest_notice_counts_and_of_it_the_latest() -> None:
    county, newer, school = notice("1", "/a/", 1), notice("2", "/a/", 2), notice("3", "/a/s/", 1)

    assert in_force([county, newer, school], "/a/s/") is school
    assert in_force([county, newer, school], "/a/t/") is newer
    assert in_force([county, newer, school], "/b/") is None


def test_identity_numbers_do_not_get_into_the_ledger() -> None:
    for number in ("王芳 510101199003071234", "51010119900307123X", "5101 0119 9003 0712"):
        assert [p.code for p in check(order(guardian=number), Consent.UNASKED)] == [
            "identity_number"
        ]
    assert check(order(guardian="王芳"), Consent.UNASKED) == []


def test_nothing_is_withdrawn_that_was_not_given() -> None:
    problems = check(order(Said.WITHDRAWN), Consent.REFUSED)

    assert [p.code for p in problems] == ["nothing_to_withdraw"]
    assert check(order(Said.WITHDRAWN), Consent.GIVEN) == []


def test_a_notice_leaves_nothing_out() -> None:
    full = msgspec.to_builtins(TEXT)

    for name in full:
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert({k: v for k, v in full.items() if k != name}, NoticeText)
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(full | {name: ""}, NoticeText)


def test_a_hold_counts_until_its_last_day_or_until_it_is_lifted() -> None:
    hold = Hold(
        id="h",
        kind=HeldKind.PUPIL,
        object="x",
        data=("consents",),
        reason="诉讼",
        until="2026-12-31",
        scope="/a/",
        made_at=0.0,
        made_by="p",
    )

    assert held([hold], "consents", "2026-12-31")
    assert not held([hold], "consents", "2027-01-01")
    assert not held([hold], "pupils", "2026-12-31")
    assert not held([msgspec.structs.replace(hold, lifted_at=1.0)], "consents", "2026-12-31")


def test_what_was_taken_away_goes_on_its_day_and_not_before() -> None:
    keeping, day = Keeping(removed_days=30), 86_400.0

    assert keeping.removed_before(30 * day) == 0.0
    assert keeping.removed_before(29 * day) < 0.0
