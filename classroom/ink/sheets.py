"""All ink of a lesson as it is now, made from its log.

Rule: bounded, and the same whether it was followed while it happened or read from the store. What
is being stored is put into a copy: nobody is shown what is not kept. A copy shares every sheet that
it does not write on.
"""

from collections.abc import Iterable

from classroom.ink.log import Drew, GaveBack, InkEntry, Took, Wiped
from classroom.ink.strokes import Stroke

STROKES = 5_000  # that show, on one surface
SURFACE_BYTES = 950_000  # of those: a late joiner is told less than a megabyte
ENTRIES = 30_000  # of a lesson
LESSON_BYTES = 8_000_000  # of all that was drawn in it
STEPS = 100  # of a classroom on a surface that can be undone
TAGS = 64  # of a classroom's latest strokes that are known when they are sent again

Step = Drew | Took | Wiped


class Sheet:
    """What was drawn on one surface."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.revision = 0  # how many entries made it
        self.size = 0  # of what shows
        self.steps: dict[str, tuple[Step, ...]] = {}  # by classroom: what it can undo
        self._strokes: dict[str, Stroke] = {}  # in the order they were drawn
        self._gone: set[str] = set()

    def copy(self) -> "Sheet":
        """Return one that is written on without this one noticing."""
        sheet = Sheet()
        sheet.revision, sheet.size = self.revision, self.size
        sheet.steps = dict(self.steps)
        sheet._strokes, sheet._gone = dict(self._strokes), set(self._gone)
        return sheet

    def __len__(self) -> int:
        """Return how many strokes show."""
        return len(self._strokes) - len(self._gone)

    def __contains__(self, id: str) -> bool:
        """Whether this stroke shows."""
        return id in self._strokes and id not in self._gone

    def strokes(self) -> list[Stroke]:
        """Return what shows, in the order it was drawn."""
        return [stroke for id, stroke in self._strokes.items() if id not in self._gone]

    def of(self, ids: Iterable[str]) -> list[Stroke]:
        """Return those of these strokes that were ever drawn here."""
        return [self._strokes[id] for id in ids if id in self._strokes]

    def add(self, stroke: Stroke) -> None:
        """Let it show."""
        self._strokes[stroke.id] = stroke
        self.size += stroke.size

    def hide(self, ids: Iterable[str]) -> None:
        """Let these not show."""
        for id in ids:
            if id in self:
                self._gone.add(id)
                self.size -= self._strokes[id].size

    def bring_back(self, ids: Iterable[str]) -> None:
        """Let these show again."""
        for id in ids:
            if id in self._gone:
                self._gone.remove(id)
                self.size += self._strokes[id].size


EMPTY = Sheet()


class Ink:
    """All surfaces of a lesson."""

    def __init__(self, entries: Iterable[InkEntry] = ()) -> None:
        """Take up what has happened so far."""
        self.entries = 0
        self.drawn = 0  # strokes; the last one's number
        self.size = 0  # of all that was drawn
        self._tags: dict[str, tuple[int, ...]] = {}
        self._sheets: dict[str, Sheet] = {}
        self._own: set[str] = set()  # of the sheets: those no copy shares
        for entry in entries:
            self.take(entry)

    def copy(self) -> "Ink":
        """Return one that is written on without this one noticing."""
        ink = Ink()
        ink.entries, ink.drawn, ink.size = self.entries, self.drawn, self.size
        ink._tags, ink._sheets = dict(self._tags), dict(self._sheets)
        self._own = set()
        return ink

    @property
    def surfaces(self) -> list[str]:
        """Return what was ever drawn on."""
        return list(self._sheets)

    def sheet(self, surface: str) -> Sheet:
        """Return what was drawn there; not to be written on."""
        return self._sheets.get(surface, EMPTY)

    def knows(self, classroom: str, tag: int) -> bool:
        """Whether the classroom's stroke of this tag was taken already."""
        return tag in self._tags.get(classroom, ())

    def take(self, entry: InkEntry) -> None:
        """Let this have happened, too."""
        sheet = self._written(entry.surface)
        self.entries += 1
        sheet.revision += 1
        match entry:
            case Drew(stroke=stroke):
                self.drawn += 1
                self.size += stroke.size
                self._tags[entry.by] = (*self._tags.get(entry.by, ()), entry.tag)[-TAGS:]
                sheet.add(stroke)
            case Took(strokes=ids):
                sheet.hide(ids)
            case GaveBack(strokes=ids):
                sheet.bring_back(ids)
            case Wiped():
                # What can be undone is kept as it was: these strokes, and no others.
                gone = tuple(stroke.id for stroke in sheet.strokes())
                sheet.hide(gone)
                entry = Took(at=entry.at, surface=entry.surface, by=entry.by, strokes=gone)
        self._note(sheet, entry)

    def _written(self, surface: str) -> Sheet:
        if surface not in self._own:
            self._sheets[surface] = self.sheet(surface).copy()
            self._own.add(surface)
        return self._sheets[surface]

    def _note(self, sheet: Sheet, entry: InkEntry) -> None:
        """Keep what the classroom can undo; undoing takes its last step away."""
        steps = sheet.steps.get(entry.by, ())
        undoing = isinstance(entry, GaveBack) or (isinstance(entry, Took) and entry.undone)
        if undoing:
            sheet.steps[entry.by] = steps[:-1]
        elif isinstance(entry, Drew | Took):
            sheet.steps[entry.by] = (*steps, entry)[-STEPS:]
