"""Bring a database's tables up to date, with Alembic and without an alembic.ini.

Rule: all steps run in the caller's transaction; where the database rolls back table changes, a
failed migration leaves it as it was. A database that is up to date, as it is at nearly every start,
does not wait for Alembic to be imported.
"""

from functools import cache
from pathlib import Path

import sqlalchemy as sa

from classroom.store.tables import metadata

VERSION_TABLE = "alembic_version"
HERE = Path(__file__).parent


class NoSuchStep(Exception):
    """A step that this version of the program does not have: one of a later version."""


def migrate(connection: sa.Connection, to: str = "head") -> None:
    """Run every step that the database has not seen, up to `to`.

    Raises:
        NoSuchStep: there is no such step; it is one of a later version.
    """
    if to == "head" and _steps_seen(connection) == [newest()]:
        return
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)

    def steps(revision: object, _context: object) -> list[object]:
        return list(scripts._upgrade_revs(to, revision))  # type: ignore[arg-type]

    with EnvironmentContext(config, scripts, fn=steps) as environment:
        environment.configure(connection=connection, target_metadata=metadata)
        try:
            environment.run_migrations()
        except CommandError as error:
            raise NoSuchStep(str(error)) from error


@cache
def newest() -> str:
    """Return the last step, by the numbers that the files of the steps begin with."""
    return max(file.name.partition("_")[0] for file in (HERE / "versions").glob("[0-9]*.py"))


def _steps_seen(connection: sa.Connection) -> list[str]:
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return []
    version = sa.table(VERSION_TABLE, sa.column("version_num", sa.String))
    return list(connection.execute(sa.select(version.c.version_num)).scalars())
