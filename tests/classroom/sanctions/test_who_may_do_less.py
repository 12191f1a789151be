"""What a sanction takes away, where, and until when."""

import math

import msgspec
import pytest

from classroom.sanctions.sanction import (
    LONGEST_SECONDS,
    LessonPlace,
    Reach,
    Sanction,
    SanctionOrder,
    Standing,
    Step,
    SubjectKind,
    gravest,
    problems,
)

NOW = 1_000_000.0
HERE = LessonPlace(lesson="l1", pairing="music", scopes=("/p/n/centre/", "/p/n/village/"))
ORDER = SanctionOrder(
    kind=SubjectKind.PERSON, subject="li", step=Step.SUSPEND, reach=Reach.SCHOOL, place="centre",
    reason="多次在课堂上辱骂学生", until=NOW + 60,
)  # fmt: skip
SANCTION = Sanction(
    id="s1", kind=SubjectKind.PERSON, subject="li", step=Step.SUSPEND, reach=Reach.SCHOOL,
    place="centre", scope="/p/n/centre/", reason="多次辱骂", until=NOW + 60, made_at=NOW,
    made_by="clerk",
)  # fmt: skip


def with_(**fields: object) -> Sanction:
    return msgspec.structs.replace(SANCTION, **fields)


def test_it_ends_by_itself_at_its_time_and_at_once_when_it_is_lifted() -> None:
    assert SANCTION.in_force(NOW + 59.9)
    assert not SANCTION.in_force(NOW + 60)
    assert not with_(lifted_at=NOW + 1).in_force(NOW + 2)
    assert with_(until=None).in_force(NOW + 10 * LONGEST_SECONDS)


def test_a_warning_is_in_force_until_it_was_read() -> None:
    warning = with_(step=Step.WARN, until=None)

    assert warning.in_force(NOW)
    assert not msgspec.structs.replace(warning, seen_at=NOW).in_force(NOW)


@pytest.mark.parametrize(
    ("reach", "place", "scope", "holds"),
    [
        (Reach.LESSON, "l1", "/p/n/centre/", True),
        (Reach.LESSON, "l2", "/p/n/centre/", False),
        (Reach.PAIRING, "music", "/p/n/centre/", True),
        (Reach.PAIRING, "chess", "/p/n/centre/", False),
        (Reach.SCHOOL, "village", "/p/n/village/", True),
        (Reach.SCHOOL, "far", "/p/s/far/", False),
        (Reach.REGION, "n", "/p/n/", True),
        (Reach.REGION, "s", "/p/s/", False),
    ],
)
def test_it_holds_where_it_says_and_nowhere_else(
    reach: Reach, place: str, scope: str, holds: bool
) -> None:
    assert with_(reach=reach, place=place, scope=scope).holds_in(HERE) is holds


def test_an_account_is_barred_by_its_own_school_or_county_only() -> None:
    assert SANCTION.bars_account("/p/n/centre/")
    assert with_(reach=Reach.REGION, scope="/p/n/").bars_account("/p/n/centre/")
    assert not SANCTION.bars_account("/p/n/village/")
    assert not with_(reach=Reach.PAIRING).bars_account("/p/n/centre/")
    assert not with_(step=Step.LIMIT).bars_account("/p/n/centre/")


def test_of_several_the_gravest_counts_and_of_equals_the_longest() -> None:
    short, long = with_(until=NOW + 5), with_(until=None, reason="长的")
    limit = with_(step=Step.LIMIT, until=NOW + 500)

    assert gravest([]) is None
    assert gravest([limit, short]) == Standing(step=Step.SUSPEND, reason="多次辱骂", until=NOW + 5)
    found = gravest([long, short, limit])
    assert found is not None
    assert (found.reason, found.until) == ("长的", None)


def test_a_good_order_has_no_problems() -> None:
    assert problems(ORDER, NOW) == []


@pytest.mark.parametrize(
    ("field", "code", "wrong"),
    [
        ("reason", "too_short", {"reason": "   "}),
        ("until", "missing", {"step": Step.LIMIT, "until": None}),
        ("until", "has_no_end", {"step": Step.CLOSE}),
        ("until", "has_no_end", {"step": Step.WARN}),
        ("until", "not_a_coming_time", {"until": NOW}),
        ("until", "not_a_coming_time", {"until": math.nan}),
        ("until", "not_a_coming_time", {"until": math.inf}),
        ("until", "not_a_coming_time", {"until": NOW + LONGEST_SECONDS + 1}),
        ("step", "warns_nobody", {"step": Step.WARN, "kind": SubjectKind.DEVICE, "until": None}),
        ("step", "closes_accounts", {"step": Step.CLOSE, "reach": Reach.PAIRING, "until": None}),
        (
            "step",
            "closes_accounts",
            {"step": Step.CLOSE, "kind": SubjectKind.DEVICE, "until": None},
        ),
    ],
)
def test_an_order_that_contradicts_itself_says_where(
    field: str, code: str, wrong: dict[str, object]
) -> None:
    found = problems(msgspec.structs.replace(ORDER, **wrong), NOW)

    assert [(p.field, p.code) for p in found] == [(field, code)]
