"""Bring a database's tables up to date, with Alembic and without an alembic.ini.

Rule: all steps run in the caller's transaction; where the database rolls back table changes, a
failed migration leaves it as it was.
"""

from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from classroom.store.tables import metadata

VERSION_TABLE = "alembic_version"
HERE = Path(__file__).parent


def migrate(connection: Connection, to: str = "head") -> None:
    """Run every step that the database has not seen, up to `to`.

    Raises:
        alembic.util.CommandError: there is no such step; it is one of a later version.
    """
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)

    def steps(revision: object, _context: object) -> list[object]:
        return list(scripts._upgrade_revs(to, revision))  # type: ignore[arg-type]

    with EnvironmentContext(config, scripts, fn=steps) as environment:
        environment.configure(connection=connection, target_metadata=metadata)
        environment.run_migrations()
