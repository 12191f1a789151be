"""What rows name, looked up for all of them together: some statements a link, not some a row.

Rule: within the sight of whoever imports. What another school has is not there.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from classroom.register.places import School
from classroom.register.ports import Reading
from classroom.register.resource import Kind, Resource, Within
from classroom.register.scope import Sight
from classroom.store import rows
from web.transfer.columns import Link, Sheet
from web.transfer.drafts import Draft, Headings

Key = tuple[Any, ...]


class Lookup:
    """Finds what drafts name, and what is there of them already."""

    def __init__(
        self,
        sheet: Sheet,
        headings: Headings,
        reading: Reading,
        sight: Sight,
        into: Resource | None,
    ) -> None:
        """Look in `reading` within `sight`; rows that name no home lie `into` this."""
        self._sheet, self._headings = sheet, headings
        self._reading, self._sight, self._into = reading, sight, into

    async def link(self, drafts: Sequence[Draft]) -> None:
        """Find what every draft names; what is not there is a problem of the draft."""
        self._put_into(drafts)
        for link in self._sheet.links:
            wanted = [(draft, keys) for draft in drafts if (keys := self._keys(link, draft))]
            index = await self._index(link.kind, [key for _, keys in wanted for key in keys])
            for draft, keys in wanted:
                found = next((index[key] for key in keys if key in index), None)
                if found is not None and self._is_home_elsewhere(link, found):
                    found = None
                if found is None:
                    draft.problems.append(self._headings.problem(link.last, "no_such"))
                else:
                    draft.linked[link.name] = found

    async def existing(
        self, kind: Kind[Any], drafts: Iterable[Draft], key: Callable[[Draft], Key | None]
    ) -> dict[Key, Resource]:
        """Return what is there, by natural key."""
        return await self._index(kind, [k for draft in drafts if (k := key(draft)) is not None])

    def home(self, draft: Draft) -> Resource | None:
        """Return what the row lies in, or in whose scope it lies."""
        return next((draft.linked[n] for n in self._sheet.homes if n in draft.linked), None)

    # -------------------------------------------------------------- within

    def _keys(self, link: Link, draft: Draft) -> list[Key]:
        """Return the keys under which it may be found, the best first."""
        if link.last not in draft.values:
            return []
        parts: list[Any] = []
        for source in link.by.values():
            if source.startswith("@"):
                if source[1:] not in draft.linked:
                    return []  # which is a problem already
                parts.append(draft.linked[source[1:]].id)
            elif source in draft.values:
                parts.append(draft.values[source])
            elif any(problem.field == source for problem in draft.problems):
                return []
            elif source in link.may_be_blank:
                parts.append(None)
            else:
                draft.problems.append(self._headings.problem(source, "missing"))
                return []
        if not link.inside:
            return [("", *parts)]
        if link.inside not in draft.linked:
            return []
        if link.kind.within is Within.UNDER:
            return [(draft.linked[link.inside].id, *parts)]
        scope = draft.linked[link.inside].scope
        return [(outer, *parts) for outer in (around(scope) if link.above else [scope])]

    def _put_into(self, drafts: Sequence[Draft]) -> None:
        """Let rows that name no home lie in the one that was given."""
        name = "school" if isinstance(self._into, School) else "region"
        if self._into is None or name not in self._sheet.homes:
            return
        homes = [link.columns[-1] for link in self._sheet.links if link.name in self._sheet.homes]
        for draft in drafts:
            if not any(column in draft.values for column in homes):
                draft.linked[name] = self._into

    def _is_home_elsewhere(self, link: Link, found: Resource) -> bool:
        """Whether the row would lie in something one may read and not write, as regions are."""
        return link.name in self._sheet.homes and not self._sight.covers(found.scope)

    async def _index(self, kind: Kind[Any], keys: Sequence[Key]) -> dict[Key, Resource]:
        """Return whatever may be meant by one of the keys, by its own key."""
        match kind.within:
            case Within.SERVER:
                field, values = kind.key[0], {key[1] for key in keys}
            case Within.SCOPE:
                field, values = "scope", {key[0] for key in keys}
            case Within.UNDER:
                field, values = kind.under[0], {key[0] for key in keys}
        found = await self._reading.among(kind, field, values, self._sight) if values else []
        return {key_of(kind, thing): thing for thing in found}


def key_of(kind: Kind[Any], thing: Any) -> Key:
    """Return the natural key of a thing, with what it is unique within in front."""
    return (rows.within_of(kind, thing), *(getattr(thing, name) for name in kind.key))


def around(scope: str) -> list[str]:
    """Return a scope and all those around it, the nearest first."""
    parts = scope.strip("/").split("/")
    return ["/" + "".join(f"{part}/" for part in parts[:n]) for n in range(len(parts), 0, -1)]
