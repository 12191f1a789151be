"""What may be typed, as characters: one line, to be shown as text and never as anything else.

Rule: what no reader sees, or what turns a reader's eye round, is taken out, since it is pasted
unknowingly more often than meant (`classroom.hidden`); what is left must be something, and not too
long.
"""

import unicodedata

from classroom.failures import Refused
from classroom.hidden import is_hidden, neighbours

MOST = 500
MARKS = 6  # on one character; a Tibetan stack has five
_RAW = 4 * MOST  # before anything is taken out: more is not worth looking at

_SPACES = frozenset({"Zs", "Zl", "Zp"})
_BREAKS = frozenset("\t\n\v\f\r\x85")


def clean(text: str, most: int = MOST) -> str:
    """Return the text as one line in NFC, without what is hidden.

    Raises:
        Refused: `text_empty`, `text_too_long`.
    """
    if len(text) > _RAW:
        raise Refused("text_too_long", f"more than {_RAW} characters")
    kept: list[str] = []
    marks = 0
    for before, character, after in neighbours(unicodedata.normalize("NFC", text)):
        category = unicodedata.category(character)
        if category in _SPACES or character in _BREAKS:
            character, category = " ", "Zs"
        marks = marks + 1 if category[0] == "M" else 0
        if marks <= MARKS and not is_hidden(character, before, after):
            kept.append(character)
    line = unicodedata.normalize("NFC", " ".join("".join(kept).split()))
    if not any(unicodedata.category(character)[0] in "LNPS" for character in line):
        raise Refused("text_empty")
    if len(line) > most:
        raise Refused("text_too_long", f"more than {most} characters")
    return line
