"""What no reader sees in a text, or what turns a reader's eye round.

Rule: the same everywhere: what is typed in a lesson loses it (`classroom.talk.text`), and a name in
the register that has it is refused (`classroom.register.checks`), since two names that look alike
must be one. Scripts of the country's schools come through whole: Mongolian's selectors and
Tibetan's stacks are not tricks.
"""

import unicodedata
from collections.abc import Iterator

_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # letters that show nothing
_JOINER = "\u200d"
_VOWEL_SEPARATOR = "\u180e"  # Mongolian
_SELECTORS = frozenset("\ufe0e\ufe0f")


def hides(text: str) -> bool:
    """Tell whether anything in the text is hidden.

    >>> hides("青山小学"), hides("青山\u202e小学"), hides("青\u200b山")
    (False, True, True)
    """
    if text.isprintable() and _BLANK.isdisjoint(text):  # as nearly every one of ten thousand
        return False
    return any(is_hidden(each, before, after) for before, each, after in neighbours(text))


def neighbours(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield each character with the one before it and the one after it."""
    return zip(" " + text, text, text[1:] + " ", strict=False)


def is_hidden(character: str, before: str, after: str) -> bool:
    """Tell whether a character is hidden where it stands."""
    if character == _JOINER:  # families and professions are several pictures joined
        return not (_is_picture(before) and _is_picture(after))
    if character == _VOWEL_SEPARATOR:
        return not (_is_mongolian(before) and _is_mongolian(after))
    return unicodedata.category(character) in _HIDDEN or character in _BLANK


def _is_picture(character: str) -> bool:
    return character in _SELECTORS or unicodedata.category(character) in ("So", "Sk")


def _is_mongolian(character: str) -> bool:
    return "\u1800" <= character <= "\u18af"
