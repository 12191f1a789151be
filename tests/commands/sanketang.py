"""`sanketang` as a process over a database, and what else is done to that database meanwhile."""

import io
import os
import subprocess
import sys
import time
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

import sqlalchemy as sa

import commands
from classroom.audit.record import SERVER, Note
from classroom.failures import Failure
from classroom.store.transactions import Database
from config import command_line
from config.load import BadSettings, load

ROOT = Path(__file__).parents[2]


class Sanketang:
    """Runs commands in a folder of their own, with a database of their own."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def key(self) -> Path:
        settings = load(environment={"SANKETANG_STORE_URL": self.url})
        return self.folder / settings.audit_key

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(ROOT / "sanketang.py"), *arguments],
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    async def do(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Do the same in this process, which is quicker."""
        out, errors = io.StringIO(), io.StringIO()
        with chdir(self.folder), redirect_stdout(out), redirect_stderr(errors):
            try:
                args = command_line.parser("").parse_args(arguments)
                settings = load(environment={"SANKETANG_STORE_URL": self.url})
                status = await commands.find(args.command)(settings, args)
            except (BadSettings, Failure) as error:
                print(getattr(error, "detail", "") or error, file=sys.stderr)
                status = 2
        return subprocess.CompletedProcess(
            arguments, status or 0, out.getvalue(), errors.getvalue()
        )

    def environment(self) -> dict[str, str]:
        ports = {"SANKETANG_WEB_PORT": "0", "SANKETANG_MEDIA_PORT": "0"}  # others' tests run, too
        return {**os.environ, **ports, "PYTHONPATH": str(ROOT), "SANKETANG_STORE_URL": self.url}


async def write_note(url: str, *, days_ago: float = 0.0) -> None:
    """Let something happen that stands in the trail."""
    async with (
        Database.open(url, lambda: time.time() - days_ago * 86400) as database,
        database.writing(SERVER) as transaction,
    ):
        await transaction.note(Note(action="something"))


async def tamper(url: str, statement: sa.Executable) -> None:
    """Change the trail as whoever owns the database can."""
    async with (
        Database.open(url, time.time) as database,
        database.engine.begin() as connection,
    ):
        if connection.dialect.name == "postgresql":
            await connection.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER USER")
        else:
            await connection.exec_driver_sql("DROP TRIGGER IF EXISTS audit_same")
            await connection.exec_driver_sql("DROP TRIGGER IF EXISTS audit_there")
        await connection.execute(statement)
