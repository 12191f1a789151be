"""The timetable kept in step with what it is made from.

Rule: whatever changes in the register is planned anew in the same transaction; where it cannot be,
nothing of it is kept, and the `Conflicts` say why. So two lessons in the database never need the
same classroom, person or class at the same time.
"""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import msgspec

from classroom.audit.record import Actor, Note
from classroom.register.scope import Sight
from classroom.store.affected import Days, Touched, affected, of_term
from classroom.store.collisions import told
from classroom.store.replanning import SLOTS_AT_ONCE, Progress, Replanned, Replanning
from classroom.store.transactions import Database, Transaction
from classroom.timetable.conflicts import Conflicts


class Timetable:
    """Plans lessons whenever what they are made from changes."""

    def __init__(self, database: Database, zone: ZoneInfo) -> None:
        """Plan in `database`; `zone` is where its schools are."""
        self._database = database
        self._zone = zone

    async def replan(
        self, transaction: Transaction, touched: Sequence[Touched], sight: Sight
    ) -> Replanned:
        """Plan anew what these changes, already written in this transaction, affect.

        The conflicts are in what is returned; whoever keeps the transaction must have looked.
        """
        connection = transaction.connection
        slots = await affected(connection, touched)
        outcome = await Replanning(connection, self._zone, transaction.now).run(slots, touched)
        outcome.conflicts = await told(connection, outcome.conflicts, sight)
        return outcome

    async def generate(
        self,
        by: Actor,
        term: str,
        scope: str,
        progress: Progress = lambda _done, _all: None,
    ) -> tuple[int, int, int]:
        """Plan a term's lessons delivered from a region or school; return how many were made,
        changed and removed. It can be run again: what is right already is left alone.

        A transaction for every few slots, each with its record in the audit trail, so that nobody
        else has to wait for long.

        Raises:
            Conflicts: at slots that cannot be; those before them are kept, and recorded.
        """
        async with self._database.reading() as connection:
            slots = await of_term(connection, term, scope)
        made = changed = removed = 0
        for done in range(0, len(slots), SLOTS_AT_ONCE):
            some = slots[done : done + SLOTS_AT_ONCE]
            async with self._database.writing(by) as transaction:
                outcome = await Replanning(transaction.connection, self._zone, transaction.now).run(
                    dict.fromkeys(some, Days())
                )
                if outcome.conflicts:
                    raise Conflicts(outcome.conflicts)
                await transaction.note(_planned(term, scope, outcome, done, len(slots)))
            made += len(outcome.made)
            changed += len(outcome.changed)
            removed += len(outcome.removed)
            progress(min(done + SLOTS_AT_ONCE, len(slots)), len(slots))
        return made, changed, removed


def _planned(term: str, scope: str, outcome: Replanned, first: int, slots: int) -> Note:
    """Return the record of some of a term's slots, from `first` on, and what came of them."""
    detail = {
        "made": len(outcome.made),
        "changed": len(outcome.changed),
        "removed": len(outcome.removed),
        "first_slot": first,
        "slots": slots,
    }
    return Note(
        action="plan_lessons",
        kind="terms",
        object=term,
        scope=scope,
        detail=msgspec.json.encode(detail).decode(),
    )
