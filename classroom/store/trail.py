"""Audit records of what changes nothing else: implements `classroom.ports.Trail`."""

from classroom.audit.record import Actor, Note
from classroom.store.transactions import Database


class DatabaseTrail:
    """Adds to the audit trail."""

    def __init__(self, database: Database) -> None:
        """Keep the records in `database`."""
        self._database = database

    async def note(self, by: Actor, note: Note) -> None:
        """Add one record."""
        async with self._database.writing(by) as writing:
            await writing.note(note)
