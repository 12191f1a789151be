"""What the subjects and places of sanctions are called, where one may read it.

Rule: whoever may not read of somebody sees an id; a few statements a page, however long.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

import sqlalchemy as sa

from classroom.permissions import Granted
from classroom.register.scope import Sight
from classroom.sanctions.sanction import Sanction
from classroom.store.tables.devices import devices
from classroom.store.tables.planned import lessons
from classroom.store.tables.register import TABLES
from classroom.store.transactions import Database
from classroom.store.visibility import covered, named

Grants = Iterable[Granted]
MOST_FOUND = 200  # people and devices of a name
_people, _classrooms = TABLES["people"], TABLES["classrooms"]


class Names:
    """Reads them."""

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    async def called(self, word: str, sight: Sight) -> list[str]:
        """Return the people, and devices, in sight with this word in their name."""
        columns = (_people.c.real_name, _people.c.display_name)
        people = sa.select(_people.c.id).where(
            named(word, *columns), covered(_people.c.scope, sight)
        )
        boxes = (
            sa.select(devices.c.id)
            .join(_classrooms, _classrooms.c.id == devices.c.classroom)
            .where(named(word, _classrooms.c.name, devices.c.name), covered(devices.c.scope, sight))
        )
        async with self._database.reading() as connection:
            found = (await connection.execute(people.limit(MOST_FOUND))).scalars().all()
            return [*found, *(await connection.execute(boxes.limit(MOST_FOUND))).scalars()]

    async def of(
        self, sanctions: Sequence[Sanction], sights: Mapping[str, Sight]
    ) -> dict[str, str]:
        """Return the names of whom and what they are about, and of who imposed and lifted them."""
        wanted: dict[str, set[str]] = {}
        for each in sanctions:
            wanted.setdefault(each.kind.value, set()).add(each.subject)
            wanted.setdefault(each.reach.value, set()).add(each.place)
            wanted.setdefault("people", set()).update({each.made_by, each.lifted_by} - {""})
        found: dict[str, str] = {}
        for kind, ids in wanted.items():
            found |= await self.named(kind, ids, sights[kind])
        return found

    async def of_series(self, sanctions: Sequence[Sanction]) -> dict[str, str]:
        """Return the names of their pairings and classrooms, for who teaches there."""
        rooms, series = {s.classroom for s in sanctions}, {s.place for s in sanctions}
        found: dict[str, str] = {}
        async with self._database.reading() as connection:
            for name, ids in (("classrooms", rooms), ("pairings", series)):
                table = TABLES[name]
                query = sa.select(table.c.id, table.c.name).where(table.c.id.in_(sorted(ids)))
                found |= {row.id: row.name for row in await connection.execute(query)}
        return found

    async def named(self, kind: str, ids: Collection[str], sight: Sight) -> dict[str, str]:
        """Return what those of a kind are called that are in sight; a device, as its classroom."""
        match kind:
            case "people":
                table, name = _people, _people.c.real_name
            case "lessons":
                table, name = lessons, lessons.c.title
            case "devices":
                table, name = devices, _classrooms.c.name
            case _:
                table, name = TABLES[kind], TABLES[kind].c.name
        query = sa.select(table.c.id, name.label("name")).where(
            table.c.id.in_(sorted(ids)), covered(table.c.scope, sight)
        )
        if kind == "devices":
            query = query.join(_classrooms, _classrooms.c.id == devices.c.classroom)
        async with self._database.reading() as connection:
            return {row.id: row.name for row in await connection.execute(query)}
