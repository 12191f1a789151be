"""The school's list of words that are not typed in a lesson.

Rule: text and words are compared by their letters and digits alone, so that blanks, dots, accents,
widths and capitals hide nothing. A word in Latin letters is found only where it stands by itself,
or "class" could not be said in an English lesson. Nobody is told which word it was.
"""

import unicodedata
from collections.abc import Iterable, Iterator

WORDS = 20_000
SHORTEST, LONGEST = 2, 40  # letters and digits of a word


class BadWords(ValueError):
    """The list cannot be used; the message says why, and names no word."""


class WordList:
    """Words, found in a text in a time that does not depend on how many they are."""

    def __init__(self, words: Iterable[str]) -> None:
        """Take the words; blank ones are passed over.

        Raises:
            BadWords: too many, or one is too short or too long.
        """
        self._words: set[str] = set()
        lengths: dict[str, set[int]] = {}  # by a word's first two letters
        for number, word in enumerate(words, start=1):
            folded = "".join(letter for letter, _ in _letters(word))
            if not word.strip():
                continue
            if not SHORTEST <= len(folded) <= LONGEST:
                raise BadWords(f"word {number} has not {SHORTEST} to {LONGEST} letters or digits")
            self._words.add(folded)
            lengths.setdefault(folded[:SHORTEST], set()).add(len(folded))
            if len(self._words) > WORDS:
                raise BadWords(f"there are more than {WORDS} words")
        self._lengths = {head: tuple(sorted(sizes)) for head, sizes in lengths.items()}

    def __len__(self) -> int:
        """Return how many words there are."""
        return len(self._words)

    def found_in(self, text: str) -> bool:
        """Tell whether one of the words is in the text."""
        letters = list(_letters(text))
        folded = "".join(letter for letter, _ in letters)
        for start in range(len(folded) - SHORTEST + 1):
            for length in self._lengths.get(folded[start : start + SHORTEST], ()):
                end = start + length
                if folded[start:end] in self._words and (
                    not folded[start:end].isascii() or _by_itself(text, letters[start:end])
                ):
                    return True
        return False


def read_words(lines: Iterable[str]) -> Iterator[str]:
    """Yield the words of a file, one a line; `#` begins a remark."""
    return (line.partition("#")[0].strip() for line in lines)


def _letters(text: str) -> Iterator[tuple[str, int]]:
    """Yield each letter and digit, folded, with its place in the text."""
    for place, character in enumerate(text):
        for part in unicodedata.normalize("NFKD", character).casefold():
            if unicodedata.category(part)[0] in "LN":
                yield part, place


def _by_itself(text: str, letters: list[tuple[str, int]]) -> bool:
    """Whether no Latin letter or digit touches what was found."""
    first, last = letters[0][1], letters[-1][1]
    return not any(
        _is_latin(text[place]) for place in (first - 1, last + 1) if 0 <= place < len(text)
    )


def _is_latin(character: str) -> bool:
    folded = unicodedata.normalize("NFKD", character)[0]
    return folded.isascii() and folded.isalnum()
