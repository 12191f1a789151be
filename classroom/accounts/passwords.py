"""What makes a password, and how many a person may not have again.

Rule: length first. Ten characters of anything, or eight of three kinds; never what others know of
the person, and none of those that everybody tries first. The words themselves are kept nowhere.
"""

import unicodedata
from collections.abc import Sequence

from classroom.register.resource import Problem

LONG = 10
SHORT = 8  # of three kinds at least: lower case, capitals, digits, others
KINDS = 3
MOST = 128
REMEMBERED = 5  # how many earlier ones may not come back
DAY = 86400.0

# What guessing programs try first, without the digits and marks that people put around it.
_COMMON_LINES = (
    "password passwd passw passwort letmein welcome login admin administrator root user guest test",
    "demo hello iloveyou sunshine princess dragon monkey football baseball superman batman master",
    "shadow michael secret qwerty qwertyuiop qwert asdfgh asdfghjkl zxcvbnm zxcvbn qazwsx abc abcd",
    "abcde abcdef aaa woaini wodemima mima mimamima zhongguo beijing shanghai nihao laoshi xuexiao",
    "xuesheng jiaoshi guanliyuan sanketang ketang teacher school student changeme default",
    "classroom system server computer internet google windows huawei xiaomi tencent alibaba baidu",
)
_COMMON = frozenset(word for line in _COMMON_LINES for word in line.split())
_LEET = str.maketrans("@430157$!", "aaeoistsi")
_RUNS = (
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "zyxwvutsrqponmlkjihgfedcba",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "5201314520131452013145201314",
)


def normal(password: str) -> str:
    """Return the password as it is hashed: the same keys give the same bytes on every machine."""
    return unicodedata.normalize("NFKC", password)


def problems(password: str, known: Sequence[str]) -> list[Problem]:
    """Tell what is wrong with a new password; `known` is what others know of the person: login,
    number, names.
    """
    password = normal(password)
    if len(password) > MOST:
        return [_problem("too_long", limit=MOST)]
    if len(password) < SHORT:
        return [_problem("too_short", limit=SHORT)]
    if len(password) < LONG and _kinds(password) < KINDS:
        return [_problem("too_simple", limit=LONG)]
    if _is_common(password):
        return [_problem("too_common")]
    if _holds(password, known):
        return [_problem("holds_name")]
    return []


def is_old(changed_at: float, now: float, most_days: int) -> bool:
    """Tell whether it is time to remind them of changing it; 0 days: never."""
    return most_days > 0 and now - changed_at > most_days * DAY


def _problem(code: str, **about: int) -> Problem:
    return Problem("password", code, dict(about))


def _kinds(password: str) -> int:
    tests = (str.islower, str.isupper, str.isdigit)
    kinds = {next((i for i, test in enumerate(tests) if test(c)), len(tests)) for c in password}
    return len(kinds)


def _is_common(password: str) -> bool:
    folded = password.casefold()
    if len(set(folded)) <= 2 or any(folded in run for run in _RUNS):
        return True
    if any(folded == folded[:n] * (len(folded) // n) for n in (1, 2, 3, 4)):
        return True
    words = {_letters(folded), _letters(_without_tail(folded).translate(_LEET))}
    return bool(words & _COMMON)


def _without_tail(text: str) -> str:
    """Return the text up to its last letter: a year behind it is no letter in disguise."""
    return text[: max((i + 1 for i, c in enumerate(text) if c.isalpha()), default=0)]


def _letters(text: str) -> str:
    """Return the text less the digits and marks around it."""
    letters = [i for i, c in enumerate(text) if c.isalpha()]
    return text[letters[0] : letters[-1] + 1] if letters else ""


def _holds(password: str, known: Sequence[str]) -> bool:
    folded = password.casefold()
    names = {normal(name).casefold() for name in known}
    return any(
        name in folded if len(name) >= 4 else name == folded for name in names if len(name) > 1
    )
