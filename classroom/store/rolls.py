"""Pupils for the roll, from the register: implements `classroom.ports.Rolls`."""

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

import sqlalchemy as sa

from classroom.register.consent import may_be_called
from classroom.register.people import Consent, Pupil
from classroom.roll.listed import Listed
from classroom.store.planned import parts
from classroom.store.tables.questions import answers
from classroom.store.tables.register import TABLES
from classroom.store.transactions import Database

MOST_IN_A_CLASS = 150  # a class with more is none that sits in one room

pupils = TABLES["pupils"]


class PupilAnswer(NamedTuple):
    """What a pupil chose."""

    question: str
    classroom: str
    pupil: str
    options: tuple[int, ...]


class DatabaseRolls:
    """The pupils of a database."""

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    async def expected(self, classes: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the ids of each class's pupils, by number."""
        found = {}
        async with self._database.reading() as connection:
            for school_class in sorted(set(classes)):
                query = (
                    sa.select(pupils.c.id)
                    .where(pupils.c.school_class == school_class, pupils.c.removed_at.is_(None))
                    .order_by(pupils.c.number, pupils.c.id)
                    .limit(MOST_IN_A_CLASS + 1)
                )
                ids = tuple((await connection.execute(query)).scalars())
                if 0 < len(ids) <= MOST_IN_A_CLASS:
                    found[school_class] = ids
        return found

    async def chosen(self, lesson: str, question: str) -> Mapping[str, tuple[int, ...]]:
        """Return which options each pupil has chosen."""
        query = sa.select(answers.c.pupil, answers.c.options).where(
            answers.c.lesson == lesson, answers.c.question == question
        )
        async with self._database.reading() as connection:
            return {row.pupil: tuple(row.options) for row in await connection.execute(query)}

    async def answers(self, lesson: str) -> list[PupilAnswer]:
        """Return all that pupils have chosen in a lesson."""
        query = sa.select(
            answers.c.question, answers.c.classroom, answers.c.pupil, answers.c.options
        ).where(answers.c.lesson == lesson)
        async with self._database.reading() as connection:
            return [
                PupilAnswer(row.question, row.classroom, row.pupil, tuple(row.options))
                for row in await connection.execute(query)
            ]

    async def listed(
        self, ids: Collection[str], named: Callable[[Pupil], bool] = may_be_called
    ) -> Mapping[str, Listed]:
        """Return those of these pupils that are known, also who was taken off the register since,
        with the names of those who may be `named`.
        """
        found = {}
        async with self._database.reading() as connection:
            for some in parts(ids):
                query = sa.select(
                    pupils.c.id,
                    pupils.c.school_class,
                    pupils.c.number,
                    pupils.c.name,
                    pupils.c.consent,
                ).where(pupils.c.id.in_(some))
                for row in await connection.execute(query):
                    pupil = Pupil(
                        id=row.id,
                        school_class=row.school_class,
                        number=row.number,
                        name=row.name,
                        consent=Consent(row.consent),
                    )
                    name = pupil.name if named(pupil) else ""
                    found[pupil.id] = Listed(id=pupil.id, number=pupil.number, name=name)
        return found
