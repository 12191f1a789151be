"""Numbers of identity documents: nothing of ours keeps one.

Rule: a number with which people are told apart (工号, 学号) is none, nor holds one, as the national
pupil number (学籍号, a G and the identity number) does. A name holds no long number at all.
"""

import re

# GB 11643: six digits of a place, the day of birth, three digits, and a check character.
_IDENTITY = re.compile(
    r"(?=(\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]))"
)
# Digits as long as a telephone number's are one too many in a name; identity documents have more.
_LONG_NUMBER = re.compile(r"\d[\d ]{6,}[\dXx]")


def holds_identity_number(number: str) -> bool:
    """Tell whether an 18-digit identity number stands in a number.

    >>> holds_identity_number("G11010519491231002X"), holds_identity_number("110105194912310021")
    (True, False)
    """
    plain = re.sub(r"[._ -]", "", number)
    return any(_checks(found[1].upper()) for found in _IDENTITY.finditer(plain))


def holds_long_number(name: str) -> bool:
    """Tell whether there is a number in a name that may be one, be it mistyped."""
    return _LONG_NUMBER.search(name) is not None or holds_identity_number(name)


def _checks(identity: str) -> bool:
    """Tell whether the check character is right (ISO 7064, MOD 11-2)."""
    total = 0
    for digit in identity[:-1]:
        total = (total + int(digit)) * 2 % 11
    return identity[-1] == "0123456789X"[(12 - total) % 11]
