import pytest

from classroom.accounts import passwords

KNOWN = ("li.xiaoyun", "T1024", "李晓云", "小云老师", "13912345678")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Ab3!xyz", "too_short"),
        ("kdhwnbqz", "too_simple"),
        ("kdhwn8qz", "too_simple"),
        ("kdhwn8Qz", ""),
        ("春风又绿江南岸明", "too_simple"),
        ("春风又绿江南岸明月何时", ""),
        ("mgtkdhwnbq", ""),
        ("password123", "too_common"),
        ("P@ssw0rd2026", "too_common"),
        ("1234567890", "too_common"),
        ("qwertyuiop", "too_common"),
        ("1qaz2wsx3edc", "too_common"),
        ("aaaaaaaaaaaa", "too_common"),
        ("abcabcabcabc", "too_common"),
        ("Admin@123456", "too_common"),
        ("woaini5201314", "too_common"),
        ("sanketang2026", "too_common"),
        ("my-Li.Xiaoyun-1", "holds_name"),
        ("xx13912345678", "holds_name"),
        ("a" * 120 + "bcdefghij", "too_long"),
        ("ｋｄｈｗｎ８Ｑｚ", ""),  # full width: the same keys
    ],
)
def test_a_new_password_is_long_and_nobodys_first_guess(password: str, code: str) -> None:
    found = passwords.problems(password, KNOWN)

    assert [problem.code for problem in found] == ([code] if code else [])


def test_a_problem_never_holds_the_password() -> None:
    (problem,) = passwords.problems("password123", KNOWN)

    assert "password123" not in str(problem.about)


def test_the_same_keys_make_the_same_password() -> None:
    assert passwords.normal("Ｐａ１！") == passwords.normal("Pa1!")


def test_people_are_reminded_of_an_old_password_if_somebody_wants_that() -> None:
    day = passwords.DAY

    assert not passwords.is_old(0, now=180 * day, most_days=180)
    assert passwords.is_old(0, now=180 * day + 1, most_days=180)
    assert not passwords.is_old(0, now=9000 * day, most_days=0)
