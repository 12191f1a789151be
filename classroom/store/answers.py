"""What pupils have chosen, as rows: written with the lesson, in its transaction.

Rule: a row is of a pupil whom the register knows; of one who was erased meanwhile, none is kept.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.events import PupilAnswered
from classroom.store.tables.questions import answers
from classroom.store.tables.register import TABLES

pupils = TABLES["pupils"]


async def keep(connection: AsyncConnection, lesson: str, chosen: Sequence[PupilAnswered]) -> None:
    """Put each in place of what the pupil chose before; who chose nothing has no row."""
    for each in chosen:
        before = sa.delete(answers).where(
            answers.c.lesson == lesson,
            answers.c.question == each.question,
            answers.c.pupil == each.pupil,
        )
        await connection.execute(before)
        scope = sa.select(pupils.c.scope).where(pupils.c.id == each.pupil)
        found = await connection.scalar(scope)
        if each.options and found is not None:
            row = {
                "lesson": lesson,
                "question": each.question,
                "pupil": each.pupil,
                "classroom": each.classroom,
                "scope": found,
                "options": list(each.options),
                "at": each.at,
            }
            await connection.execute(sa.insert(answers).values(row))
