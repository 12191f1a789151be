"""What pages are told in passing: who speaks, who has the word, how the lines are.

Rule: none of it is state. A page that misses one is told the next; only who has the word, and what
need not be sent, is told again to whoever comes late, for it may stay so for long.
"""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from classroom import media_messages as m
from classroom.record import LessonRecord
from classroom.seats import classroom_of
from signaling import messages as s
from signaling.levels import LevelBook
from signaling.lights import hearing, lines_for
from signaling.media_ledger import Ledger
from signaling.outbox import Outbox
from signaling.page import Page
from signaling.pages import Pages


class Passing:
    """Tells one lesson's pages."""

    def __init__(self, pages: Pages, record: Callable[[], LessonRecord], levels: LevelBook) -> None:
        """Tell `pages` of the lesson that `record` returns; `levels` knows more of its lines."""
        self._pages = pages
        self._record = record
        self._levels = levels
        self._lines: Sequence[m.LineQuality] = ()
        self._word: str | None = None  # the classroom that has it

    def speakers(self, peers: Iterable[str]) -> None:
        """Tell who speaks, to whoever hears them."""
        speaking = list(dict.fromkeys(classroom_of(peer) for peer in peers))
        for page in self._pages:
            heard = hearing(self._record(), page.classroom)
            page.put(s.Speakers(classrooms=[id_ for id_ in speaking if id_ in heard]))

    def word(self, producer: str | None) -> None:
        """Tell whose microphone alone is heard."""
        stream = None if producer is None else self._record().stream(producer)
        self._word = None if stream is None else stream.classroom
        for page in self._pages:
            page.put(s.WordChanged(classroom=self._word))

    def to_who_came(self, page: Page, outbox: Outbox, ledger: Ledger) -> None:
        """Tell a page that has just come, or has come back with its tracks."""
        for id, entry in ledger.producers.items():
            if entry.peer == page.peer and entry.wanted is not None and not page.beside:
                outbox.put(s.LayersWanted(producer=id, layer=entry.wanted))
        if self._word is not None:
            outbox.put(s.WordChanged(classroom=self._word))

    def wanted(self, peer: str, producer: str, layer: int) -> None:
        """Tell the page that sends a track how high the layers are that anybody receives."""
        page = self._pages.seated(classroom_of(peer))
        if page is not None and page.peer == peer:
            page.put(s.LayersWanted(producer=producer, layer=layer))

    def lines(self, quality: m.Quality) -> None:
        """Tell how the lines are."""
        self._levels.lines(quality.lines)
        self._tell_lines(quality.lines)

    def level(self, changed: m.LevelChanged) -> None:
        """Tell a new level at once, with the line's last figures."""
        self._levels.changed(changed)
        self._tell_lines(
            [
                msgspec.structs.replace(
                    line, level=changed.level, estimate_kbps=changed.estimate_kbps
                )
                if line.peer == changed.peer
                else line
                for line in self._lines
            ]
        )

    def _tell_lines(self, lines: Sequence[m.LineQuality]) -> None:
        self._lines = lines
        record = self._record()
        for page in self._pages:
            page.put(s.Lines(lines=lines_for(record, page.classroom, lines, self._levels)))

    def silent(self, peer: str, direction: m.Direction) -> None:
        """Tell a page that it is not heard on that path, so that it tries another."""
        page = self._pages.seated(classroom_of(peer))
        if page is not None and page.peer == peer:
            page.put(s.PathSilent(direction=direction))

    def layer(self, changed: m.ConsumerChanged) -> None:
        """Tell the page that receives it which layer it is sent."""
        page = self._pages.seated(classroom_of(changed.peer))
        if page is not None and page.peer == changed.peer:
            page.put(s.LayerSent(consumer=changed.consumer, layer=changed.layer))
