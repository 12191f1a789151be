import pytest

from classroom.accounts.devices import (
    AGENT_CHARS,
    ALPHABET,
    CODE_SECONDS,
    Device,
    active,
    enrolment,
    new_code,
    read_code,
    usable,
)
from classroom.failures import BadMessage, Refused
from tests.device import Signer

NOON = 1_000_000.0


def test_a_code_holds_nothing_that_looks_like_something_else() -> None:
    codes = {new_code() for _ in range(200)}

    assert len(codes) == 200
    assert all(len(code) == 8 and set(code) <= set(ALPHABET) for code in codes)
    assert not set("01OIL") & set(ALPHABET)


@pytest.mark.parametrize(
    "typed", ["ABCD2345", "abcd-2345", " abcd 2345 ", "ＡＢＣＤ－２３４５", "ABCD—2345"]
)
def test_a_code_is_read_however_it_was_typed(typed: str) -> None:
    assert read_code(typed) == "ABCD2345"


@pytest.mark.parametrize("typed", ["", "ABCD234", "ABCD23456", "ABCD234O", "ABCD234八", "--------"])
def test_what_is_no_code_is_told_so(typed: str) -> None:
    with pytest.raises(BadMessage, match="bad_code"):
        read_code(typed)


def test_a_code_is_good_for_a_quarter_of_an_hour() -> None:
    asked = enrolment(Signer().key, agent="x" * 500, address="192.0.2.1", now=NOON)

    assert usable(asked, NOON + CODE_SECONDS - 1) is asked
    assert len(asked.agent) == AGENT_CHARS
    with pytest.raises(Refused, match="code_expired"):
        usable(asked, NOON + CODE_SECONDS)
    with pytest.raises(Refused, match="code_unknown"):
        usable(None, NOON)


def test_what_a_browser_says_of_itself_is_kept_as_far_as_it_is_text() -> None:
    asked = enrolment(Signer().key, agent="Chro\udcffmi\x00um", address="192.0.2.1", now=NOON)

    assert asked.agent == "Chromium"


def test_only_an_enrolled_device_that_is_not_revoked_may_act() -> None:
    key = Signer().key
    device = Device(
        id=key.device, classroom="c", scope="/r/s/", key=key, made_at=NOON, seen_at=NOON
    )
    revoked = Device(
        id=key.device,
        classroom="c",
        scope="/r/s/",
        key=key,
        made_at=NOON,
        seen_at=NOON,
        revoked_at=NOON,
    )

    assert active(device) is device
    with pytest.raises(Refused, match="device_unknown"):
        active(None)
    with pytest.raises(Refused, match="device_revoked"):
        active(revoked)
