import pyotp
import pytest

from classroom.accounts import second_factor
from classroom.accounts.second_factor import step_of

# RFC 6238, appendix B: SHA-1, secret "12345678901234567890", the last six of its eight digits.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
VECTORS = [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]


@pytest.mark.parametrize(("now", "code"), VECTORS)
def test_codes_are_those_of_the_standard(now: int, code: str) -> None:
    assert step_of(SECRET, code, used=0, now=now) == now // 30


@pytest.mark.parametrize(
    ("seconds", "opens"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)]
)
def test_a_phones_clock_may_be_one_step_off(seconds: int, opens: bool) -> None:
    now = 1_700_000_010.0
    code = pyotp.TOTP(SECRET).at(int(now) + seconds)

    assert (step_of(SECRET, code, used=0, now=now) is not None) is opens


def test_a_code_opens_once_and_so_does_its_step() -> None:
    now = 1_700_000_010.0
    code = pyotp.TOTP(SECRET).at(int(now))
    step = step_of(SECRET, code, used=0, now=now)
    assert step is not None

    assert step_of(SECRET, code, used=step, now=now) is None
    assert step_of(SECRET, code, used=step, now=now + 30) is None


def test_an_earlier_step_opens_nothing_after_a_later_one() -> None:
    now = 1_700_000_010.0
    earlier = pyotp.TOTP(SECRET).at(int(now) - 30)

    assert step_of(SECRET, earlier, used=int(now // 30), now=now) is None


@pytest.mark.parametrize("code", ["", "28708", "2870822", "28708a", "２８７０８２", "-87082"])
def test_what_is_no_code_opens_nothing(code: str) -> None:
    assert step_of(SECRET, code, used=0, now=59) is None


def test_a_code_may_be_typed_as_the_phone_shows_it() -> None:
    assert step_of(SECRET, " 287 082 ", used=0, now=59) == 1


def test_recovery_codes_are_many_and_found_however_they_are_typed() -> None:
    codes = second_factor.new_recovery_codes()

    assert len(set(codes)) == 10
    typed = codes[0].lower().replace("-", " ")
    assert second_factor.hash_recovery_code(typed) == second_factor.hash_recovery_code(codes[0])


def test_a_phone_is_told_where_the_code_is_for() -> None:
    address = second_factor.address(SECRET, "li@青山")

    assert address.startswith("otpauth://totp/")
    assert f"secret={SECRET}" in address
