"""Who watched which recording: a record in the audit trail, and a row that the school reads.

Rule: once for a person, a recording and an hour, before a byte of it is given. A page that plays
asks for a thousand ranges; that is one look.
"""

import msgspec
import sqlalchemy as sa

from classroom.audit.record import Actor
from classroom.recording.recording import Recording
from classroom.store.recording_rows import note_of
from classroom.store.tables.recordings import views
from classroom.store.transactions import Database

HOUR = 3600
MOST_KNOWN = 5_000  # looks that need not be asked of the database again


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A look, or all of one person's within an hour."""

    person: str  # id
    at: float  # of the first


class RecordingViews:
    """Keeps them."""

    def __init__(self, database: Database) -> None:
        """Keep them in `database`."""
        self._database = database
        self._known: dict[tuple[str, int, str], None] = {}  # the latest last

    async def note(self, recording: Recording, person: str, by: Actor) -> None:
        """Have it on record that this person looks at it now.

        Raises:
            Unavailable: it is not on record.
        """
        hour = int(self._database.now() // HOUR)
        look = (recording.id, hour, person)
        if look in self._known:
            return
        known = sa.select(views.c.at).where(
            views.c.recording == recording.id, views.c.hour == hour, views.c.person == person
        )
        async with self._database.writing(by) as writing:
            if await writing.connection.scalar(known) is None:
                row = {"recording": recording.id, "hour": hour, "person": person, "at": writing.now}
                await writing.connection.execute(sa.insert(views).values(row))
                await writing.note(note_of(recording, "watch_recording"))
        while len(self._known) >= MOST_KNOWN:
            del self._known[next(iter(self._known))]
        self._known[look] = None

    async def page(
        self, recording: str, *, after: str, limit: int
    ) -> tuple[list[View], str | None]:
        """Return some looks at it, the latest hour first; and where the next page begins."""
        hour, _, person = after.partition("~")
        query = sa.select(views).where(views.c.recording == recording)
        if after:
            last = int(hour) if hour.isascii() and hour.isdecimal() and len(hour) < 8 else 0
            same = sa.and_(views.c.hour == last, views.c.person > person)
            query = query.where(sa.or_(views.c.hour < last, same))
        query = query.order_by(views.c.hour.desc(), views.c.person).limit(limit + 1)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        found = rows[:limit]
        more = f"{found[-1].hour}~{found[-1].person}" if len(rows) > limit else None
        return [View(person=row.person, at=row.at) for row in found], more
