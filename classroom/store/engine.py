"""Opening the database: SQLite when nothing is configured, PostgreSQL by its URL.

Rule: what a transaction returned from is on the disk (SQLite: WAL with synchronous=FULL). Nothing
here blocks the event loop, and who serves waits some seconds at most, whether the database is
locked, full, hanging or gone. What was given up while it was being committed may be kept all the
same; who asks again does so with its version, or its Idempotency-Key.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from classroom.failures import Unavailable
from classroom.store.migrations.run import migrate

CONNECTIONS = 5
CONNECT_SECONDS = 2.5  # for a database server to answer …
FREE_SECONDS = 2.5  # … for one of the connections to be free …
BUSY_SECONDS = 4.0  # … for another writer, such as an import of ten thousand pupils …
STATEMENT_SECONDS = 5.0  # … and for a database server to do anything at all
PATIENT_SECONDS = 15.0  # for another writer, where no page waits: at a terminal, or at the start
# Of each connection to SQLite, whose file the system holds in memory anyway; 2 MB if not said.
CACHE_KIBIBYTES = 400
IMMEDIATE = "sanketang_immediate"  # execution option: take the write lock at once


@asynccontextmanager
async def opened(
    url: str, *, migrating: bool = True, making: bool = False
) -> AsyncIterator[AsyncEngine]:
    """Open the database, bring its tables up to date, and close it at the end.

    Without `migrating` it is left as it is, for whoever looks at it or copies it, and its
    statements may take long; then an SQLite file that is not there is made only if `making`.

    Raises:
        Unavailable: `store_down`, there is no such database or it cannot be migrated.
    """
    if not (migrating or making) and is_missing(url):
        raise Unavailable("store_down", "there is no database at store.url")
    try:
        patient, engine = _engine(url, patient=True), _engine(url, patient=not migrating)
    except (SQLAlchemyError, ImportError, OSError) as error:
        reason = f"store.url names no database that can be used here ({type(error).__name__})"
        raise Unavailable("store_down", reason) from error
    try:
        try:
            async with failures(), patient.begin() as connection:
                await connection.run_sync(migrate if migrating else _look)
        except Unavailable as failure:
            reason = f"the database of store.url cannot be opened ({failure.detail})"
            raise Unavailable("store_down", reason) from failure
        finally:
            await patient.dispose()
        yield engine
    finally:
        await engine.dispose()


def _look(connection: sa.Connection) -> None:
    connection.execute(sa.select(sa.literal(1)))


def is_missing(url: str) -> bool:
    """Tell whether it names an SQLite file that is not there."""
    parsed = sa.make_url(url)
    return parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file()


@asynccontextmanager
async def failures() -> AsyncIterator[None]:
    """Tell the database's own failures as ours; a broken constraint goes on to who asked."""
    try:
        yield
    except IntegrityError as error:
        raise error from None  # PostgreSQL's own error tells the whole row
    except Exception as error:
        # A server that starts up, or stops, is told by its driver's own exceptions.
        if not isinstance(error, SQLAlchemyError | OSError) and not _of_driver(error):
            raise
        # The message of an SQLAlchemyError may hold the statement's values: only its kind is told.
        raise Unavailable("store_down", type(error).__name__) from error


def _of_driver(error: Exception) -> bool:
    return type(error).__module__.partition(".")[0] == "asyncpg"


def _engine(url: str, *, patient: bool) -> AsyncEngine:
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, PATIENT_SECONDS if patient else BUSY_SECONDS)
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+asyncpg")
    if parsed.get_driver_name() != "asyncpg":
        raise sa.exc.ArgumentError("only sqlite+aiosqlite:// and postgresql:// can be used")
    waiting: dict[str, Any] = {"timeout": CONNECT_SECONDS}
    if not patient:
        waiting["command_timeout"] = STATEMENT_SECONDS
        waiting["server_settings"] = {"lock_timeout": str(int(BUSY_SECONDS * 1000))}
    engine = create_async_engine(parsed, pool_pre_ping=True, connect_args=waiting, **_holding())
    sa.event.listen(engine.sync_engine, "handle_error", _hangs)
    sa.event.listen(engine.sync_engine, "invalidate", _give_up)
    return engine


def _holding() -> dict[str, Any]:
    # What a statement was given may be a child's name: no error tells it, wherever it is logged.
    return {
        "pool_size": CONNECTIONS,
        "max_overflow": 0,
        "pool_timeout": FREE_SECONDS,
        "hide_parameters": True,
    }


def _hangs(context: sa.engine.ExceptionContext) -> None:
    """Use a connection no more whose server did not answer: a roll-back would hang, too."""
    if isinstance(context.original_exception, TimeoutError):
        context.is_disconnect = True


def _give_up(connection: Any, _record: Any, error: BaseException | None) -> None:
    """Close it without a word, to which nobody would answer."""
    if isinstance(error, TimeoutError):
        connection.driver_connection.terminate()


def _sqlite(url: sa.URL, patience: float) -> AsyncEngine:
    if url.get_driver_name() != "aiosqlite":
        raise sa.exc.ArgumentError("only sqlite+aiosqlite:// does not block the event loop")
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(url, **_holding())

    @sa.event.listens_for(engine.sync_engine, "connect")
    def _settle_down(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, see below
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA cache_size=-{CACHE_KIBIBYTES}")
        cursor.execute(f"PRAGMA busy_timeout={int(patience * 1000)}")
        cursor.close()

    @sa.event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        immediate = connection.get_execution_options().get(IMMEDIATE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine
