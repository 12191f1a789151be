"""What may be typed, as characters: one line, to be shown as text and never as anything else.

Rule: what no reader sees, or what turns a reader's eye round, is taken out, since it is pasted
unknowingly more often than meant; what is left must be something, and not too long. Scripts of the
country's schools come through whole: Mongolian's selectors and Tibetan's stacks are not tricks.
"""

import unicodedata
from collections.abc import Iterator

from classroom.failures import Refused

MOST = 500
MARKS = 6  # on one character; a Tibetan stack has five
_RAW = 4 * MOST  # before anything is taken out: more is not worth looking at

_SPACES = frozenset({"Zs", "Zl", "Zp"})
_BREAKS = frozenset("\t\n\v\f\r\x85")
_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs"})
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # letters that show nothing
_JOINER = "\u200d"
_VOWEL_SEPARATOR = "\u180e"  # Mongolian
_SELECTORS = frozenset("\ufe0e\ufe0f")


def clean(text: str, most: int = MOST) -> str:
    """Return the text as one line in NFC, without what is hidden.

    Raises:
        Refused: `text_empty`, `text_too_long`.
    """
    if len(text) > _RAW:
        raise Refused("text_too_long", f"more than {_RAW} characters")
    kept: list[str] = []
    marks = 0
    for before, character, after in _neighbours(unicodedata.normalize("NFC", text)):
        category = unicodedata.category(character)
        if category in _SPACES or character in _BREAKS:
            character, category = " ", "Zs"
        marks = marks + 1 if category[0] == "M" else 0
        if marks <= MARKS and not _is_hidden(character, category, before, after):
            kept.append(character)
    line = unicodedata.normalize("NFC", " ".join("".join(kept).split()))
    if not any(unicodedata.category(character)[0] in "LNPS" for character in line):
        raise Refused("text_empty")
    if len(line) > most:
        raise Refused("text_too_long", f"more than {most} characters")
    return line


def _neighbours(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield each character with the one before it and the one after it."""
    return zip(" " + text, text, text[1:] + " ", strict=False)


def _is_hidden(character: str, category: str, before: str, after: str) -> bool:
    if character == _JOINER:  # families and professions are several pictures joined
        return not (_is_picture(before) and _is_picture(after))
    if character == _VOWEL_SEPARATOR:
        return not (_is_mongolian(before) and _is_mongolian(after))
    return category in _HIDDEN or character in _BLANK


def _is_picture(character: str) -> bool:
    return character in _SELECTORS or unicodedata.category(character) in ("So", "Sk")


def _is_mongolian(character: str) -> bool:
    return "\u1800" <= character <= "\u18af"
