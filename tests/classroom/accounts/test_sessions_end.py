import msgspec
import pytest

from classroom.accounts import sessions
from classroom.accounts.sessions import Session, SessionRules, ended

RULES = SessionRules(idle_seconds=1800, absolute_seconds=43200)
SESSION = Session(id="s", person="p", secret_hash="h", made_at=1000.0, seen_at=1000.0, half=False)


@pytest.mark.parametrize(
    ("seen_at", "now", "why"),
    [
        (1000.0, 2799.0, None),
        (1000.0, 2800.0, "idle"),
        (44000.0, 44100.0, None),
        (44199.0, 44200.0, "too_long"),
    ],
)
def test_a_session_ends_by_rest_or_by_length(seen_at: float, now: float, why: str | None) -> None:
    session = msgspec.structs.replace(SESSION, seen_at=seen_at)

    assert ended(session, RULES, now) == why


def test_a_second_factor_is_waited_for_ten_minutes_only() -> None:
    session = msgspec.structs.replace(SESSION, half=True, seen_at=1590.0)

    assert ended(session, RULES, 1599.0) is None
    assert ended(session, RULES, 1600.0) == "too_long"


def test_the_page_knows_what_follows_from_the_secret_but_is_not_it() -> None:
    secret = sessions.new_secret()

    assert sessions.csrf_token(secret) == sessions.csrf_token(secret)
    assert sessions.csrf_token(secret) != sessions.hash_secret(secret)
    assert secret not in sessions.csrf_token(secret)
