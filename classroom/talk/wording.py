"""What the school objects to in what is typed: its list of words, and addresses.

Rule: pure; the list and the allowed hosts are settings, read once by the front door. What it
objects to is kept as an attempt (`Withheld`) and told to nobody.
"""

from collections.abc import Iterable

from classroom.states import Part
from classroom.talk.links import lead_only_to
from classroom.talk.words import WordList


class Wording:
    """The school's rules for what is typed."""

    def __init__(self, words: Iterable[str] = (), hosts: Iterable[str] = ()) -> None:
        """Take the words that are not typed, and the hosts that classrooms may name.

        Raises:
            BadWords: the list cannot be used.
        """
        self._words = WordList(words)
        self._hosts = tuple(host.casefold() for host in hosts)

    def objection(self, text: str, part: Part) -> str | None:
        """Return the code of what is wrong with a cleaned text, or None. The lecturer may name any
        address: it is shown as text, and nobody can follow it from a page of ours.
        """
        if self._words.found_in(text):
            return "words_not_allowed"
        if part is Part.RECEIVING and not lead_only_to(text, self._hosts):
            return "no_links"
        return None
