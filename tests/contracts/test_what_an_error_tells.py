"""What an error of the database tells whoever reads the log, on both databases."""

from traceback import format_exception

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from classroom.audit.record import SERVER
from classroom.store.tables.privacy import consents
from classroom.store.transactions import Database


async def test_what_a_statement_was_given_stands_in_no_error(database: Database) -> None:
    nameless = sa.insert(consents).values(id="s1", pupil="p1", guardian="张大山")

    with pytest.raises(IntegrityError) as error:
        async with database.writing(SERVER) as writing:
            await writing.connection.execute(nameless)

    assert "张大山" not in "".join(format_exception(error.value))
