"""How a cell is read into a value and written from one.

Rule: what was written in either language is read in both, and gives the value again. Reading is
forgiving about spelling (wide digits, slashes in dates) and never guesses a meaning.
"""

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Protocol

from web.transfer.words import Words


class Language(StrEnum):
    """In which language a table is written."""

    ZH = "zh"
    EN = "en"


class BadCell(Exception):
    """The text is nothing of this form: a stable code, and what the words need."""

    def __init__(self, code: str, **about: str) -> None:
        """Keep why."""
        super().__init__(code)
        self.code = code
        self.about = about


class Form(Protocol):
    """A way to spell values."""

    def read(self, text: str) -> Any:
        """Return the value of a text that is not blank.

        Raises:
            BadCell: it has none.
        """
        ...

    def write(self, value: Any, language: Language) -> str:
        """Return the text of a value; of None, nothing."""
        ...

    def choices(self, language: Language) -> Sequence[str]:
        """Return what a drop-down list offers; nothing, where there is no list."""
        ...


def narrow(text: str) -> str:
    """Return the text with wide digits, letters and signs made narrow."""
    return unicodedata.normalize("NFKC", text).strip()


class _Spelt:
    """What is written as it stands, and offers no list."""

    def write(self, value: Any, _language: Language) -> str:
        """Return it as text."""
        return "" if value is None else str(value)

    def choices(self, _language: Language) -> Sequence[str]:
        """Return nothing."""
        return ()


class Text(_Spelt):
    """Any text. A code's wide letters and digits are made narrow."""

    def __init__(self, *, code: bool = False) -> None:
        """Say whether it is a code."""
        self._code = code

    def read(self, text: str) -> str:
        """Return it."""
        return narrow(text) if self._code else text


class Whole(_Spelt):
    """A whole number, alone or between words such as 第 and 节."""

    def __init__(self, *around: str) -> None:
        """Let it stand between these words."""
        words = f"(?:{'|'.join(around)})?"
        self._pattern = re.compile(rf"{words}\s*(-?\d{{1,9}})\s*{words}")

    def read(self, text: str) -> int:
        """Return the number."""
        found = self._pattern.fullmatch(narrow(text))
        if found is None:
            raise BadCell("not_a_number")
        return int(found[1])


class SchoolYear(_Spelt):
    """The year in which a school year begins: 2026, 2026学年, 2026-2027."""

    def read(self, text: str) -> int:
        """Return the first year."""
        found = re.fullmatch(r"(\d{4})(?:\s*[-–—/~至]\s*\d{2,4})?\s*(?:学?年度?)?", narrow(text))
        if found is None:
            raise BadCell("bad_year")
        return int(found[1])


class Day(_Spelt):
    """A date; whether there is such a day is for whoever checks the thing."""

    _PATTERN = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")

    def read(self, text: str) -> str:
        """Return it as ISO 8601 has it."""
        found = self._PATTERN.fullmatch(narrow(text))
        if found is None:
            raise BadCell("bad_day")
        return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"


class TimeOfDay(_Spelt):
    """A time such as 8:30."""

    _PATTERN = re.compile(r"(\d{1,2})\s*[:时点]\s*(\d{2})\s*(?::00|分)?")

    def read(self, text: str) -> str:
        """Return it with two digits each."""
        found = self._PATTERN.fullmatch(narrow(text))
        if found is None or int(found[1]) > 23 or int(found[2]) > 59:
            raise BadCell("bad_time")
        return f"{int(found[1]):02}:{found[2]}"


class Choice:
    """One of an enumeration, in words."""

    def __init__(self, words: Words, *, number: bool = False) -> None:
        """Use these words; `number` says that the values are whole numbers."""
        self._words = words
        self._number = number
        self._values = {
            name.casefold(): value for value, names in words.items() for name in (value, *names)
        }

    def read(self, text: str) -> Any:
        """Return the value."""
        value = self._values.get(narrow(text).casefold())
        if value is None:
            both = {language.value: "、".join(self.choices(language)) for language in Language}
            raise BadCell("not_one_of", **both)
        return int(value) if self._number else str(value)

    def write(self, value: Any, language: Language) -> str:
        """Return the word."""
        return "" if value is None else self._words[str(value)][language is Language.EN]

    def choices(self, language: Language) -> Sequence[str]:
        """Return all words."""
        return [names[language is Language.EN] for names in self._words.values()]


_BETWEEN = re.compile(r"[、,;\uff0c\uff1b\n]+")


class Several:
    """Some of an enumeration, one after the other: 主讲教师、辅助教师."""

    def __init__(self, words: Words) -> None:
        """Use these words."""
        self._one = Choice(words)

    def read(self, text: str) -> list[str]:
        """Return the values, each once."""
        parts = [part for part in (p.strip() for p in _BETWEEN.split(text)) if part]
        return list(dict.fromkeys(self._one.read(part) for part in parts))

    def write(self, value: Any, language: Language) -> str:
        """Return the words."""
        between = "、" if language is Language.ZH else ", "
        return between.join(self._one.write(one, language) for one in value)

    def choices(self, _language: Language) -> Sequence[str]:
        """Return nothing: a list lets one be chosen only."""
        return ()


class Periods(_Spelt):
    """The lessons of a day: 08:00-08:40、08:50-09:30."""

    def read(self, text: str) -> list[dict[str, str]]:
        """Return them in order."""
        time, periods = TimeOfDay(), []
        for part in re.split(r"[、,;\s]+", re.sub(r"\s*[-–—~至]\s*", "-", narrow(text))):
            start, dash, end = part.partition("-")
            if not dash:
                raise BadCell("bad_period", text=part)
            try:
                periods.append({"start": time.read(start), "end": time.read(end)})
            except BadCell:
                raise BadCell("bad_period", text=part) from None
        return periods

    def write(self, value: Any, _language: Language) -> str:
        """Return them in order."""
        return "、".join(f"{period.start}-{period.end}" for period in value)
