"""Things of the register as rows of their sheet: ids become what people call things.

Rule: what is written and read again is what it was. A pupil without a guardian's consent is not
named.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from classroom.register.consent import may_name
from classroom.register.people import Pupil
from classroom.register.ports import Reading
from classroom.register.resource import Kind, Resource
from classroom.register.scope import EVERYTHING, ids
from web.transfer.columns import Link, Sheet
from web.transfer.forms import Language

REMEMBERED = 5_000  # linked things, the latest used


class Spelling:
    """Writes the things of one sheet in one language, page by page."""

    def __init__(self, sheet: Sheet, reading: Reading, language: Language) -> None:
        """Look linked things up in `reading`: whoever may see a thing may see what it names."""
        self._sheet, self._reading, self.language = sheet, reading, language
        self._known: OrderedDict[tuple[str, str], Resource] = OrderedDict()

    def headings(self) -> list[str]:
        """Return the first row."""
        return [column.heads(self.language) for column in self._sheet.columns]

    async def rows(self, things: Sequence[Resource]) -> list[list[str]]:
        """Return the rows of these things, in their order."""
        parts = [(thing, part) for thing in things for part in self._parts(thing)]
        linked: list[dict[str, Any]] = [{} for _ in parts]
        for link in reversed(self._sheet.links):
            wanted = [
                self._id(link, thing, part, known)
                for (thing, part), known in zip(parts, linked, strict=True)
            ]
            found = await self._things(link.kind, [id for id in wanted if id])
            for known, id in zip(linked, wanted, strict=True):
                if id in found:
                    known[link.name] = found[id]
        return [self._row(thing, known) for (thing, _), known in zip(parts, linked, strict=True)]

    # -------------------------------------------------------------- within

    def _parts(self, thing: Resource) -> Iterable[Any]:
        return getattr(thing, self._sheet.parts) if self._sheet.parts else (None,)

    def _id(
        self, link: Link, thing: Resource, part: Any, known: Mapping[str, Resource]
    ) -> str | None:
        if link.of:
            on_the_way = known.get(link.of)
            if on_the_way is None:
                return None
            return getattr(on_the_way, link.field) if link.field else ids(on_the_way.scope)[-1]
        inside = f"{self._sheet.parts}."
        if self._sheet.parts and link.name.startswith(inside):
            return str(value) if (value := getattr(part, link.name.removeprefix(inside))) else None
        value = getattr(thing, link.name)
        return None if value is None else str(value)

    async def _things(self, kind: Kind[Any], wanted: Sequence[str]) -> dict[str, Resource]:
        found = {id: self._known[kind.name, id] for id in wanted if (kind.name, id) in self._known}
        missing = [id for id in wanted if id not in found]
        if missing:
            for thing in await self._reading.among(kind, "id", missing, EVERYTHING):
                self._known[kind.name, thing.id] = found[thing.id] = thing
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return found

    def _row(self, thing: Resource, linked: Mapping[str, Resource]) -> list[str]:
        values = self._sheet.spell(thing)
        for link in self._sheet.links:
            if link.name in linked:
                for field, named in link.by.items():
                    values.setdefault(named, getattr(linked[link.name], field, None))
        unnamed = isinstance(thing, Pupil) and not may_name(thing)
        cells: list[str] = []
        for column in self._sheet.columns:
            if unnamed and column.field == "name":
                cells.append("")
                continue
            value = values.get(column.field, getattr(thing, column.field, None))
            cells.append(column.form.write(value, self.language))
        return cells
