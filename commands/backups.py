"""`backup` and `restore`: the database's content in one ZIP file, of either database into either.

Rule: a backup is whole or is not there under its name, and nothing is written over. What was
restored is read again and compared with what the backup says, before it is kept. The key that signs
the audit trail is not in it: whoever holds both could write another trail.
"""

import time
import zipfile
from argparse import Namespace
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

import msgspec
from sqlalchemy.exc import IntegrityError

from classroom.audit.record import SERVER, Note
from classroom.failures import BadMessage, Unavailable
from classroom.store import copying
from classroom.store.audit_key import AuditKey, Keys
from classroom.store.audit_trail import AuditTrail
from classroom.store.copying import Copied
from classroom.store.engine import opened
from classroom.store.migrations.run import NoSuchStep
from classroom.store.transactions import Database
from commands.audit import WHAT
from commands.progress import Shown
from config.sections import Settings

FORMAT = "sanketang-backup-1"
MANIFEST = "manifest.json"
LARGEST_MANIFEST = 1_000_000


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup says of itself."""

    format: str
    made_at: float  # seconds since the epoch, UTC
    version: str  # of the program
    revision: str  # of the tables
    tables: dict[str, Copied]


async def backup(settings: Settings, args: Namespace) -> None:
    """Copy the database to a file, as it is at this moment."""
    if args.file.exists():
        raise Unavailable("exists", f"{args.file} is there already")
    part = args.file.with_name(f"{args.file.name}.part")
    try:
        part.touch(mode=0o600)
        async with opened(settings.store.url, migrating=False) as engine:
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
                async with copying.reading(engine) as source:
                    manifest = await _write(source, archive)
        part.rename(args.file)
    except OSError as error:
        reason = f"{args.file} cannot be written ({error.strerror})"
        raise Unavailable("backup_failed", reason) from None
    finally:
        part.unlink(missing_ok=True)
    rows = sum(table.rows for table in manifest.tables.values())
    print(
        f"{args.file}: {rows} rows of {len(manifest.tables)} tables. The key {settings.audit_key}"
    )
    print("is not in it, on purpose: keep a copy of that somewhere else.")


async def _write(source: copying.Source, archive: zipfile.ZipFile) -> Manifest:
    counts = {table.name: await source.count(table) for table in source.tables}
    progress, done, total = Shown("backed up"), 0, sum(counts.values())
    tables: dict[str, Copied] = {}
    for table in source.tables:
        lines = copying.Lines()
        with archive.open(_member(table.name), "w", force_zip64=True) as member:
            async for line in source.lines(table):
                member.write(lines.take(line))
                done += 1
                progress(done, total)
        tables[str(table.name)] = lines.copied(table)
    manifest = Manifest(
        format=FORMAT,
        made_at=time.time(),
        version=_version(),
        revision=await source.revision(),
        tables=tables,
    )
    archive.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
    return manifest


async def restore(settings: Settings, args: Namespace) -> int:
    """Fill an empty database from a backup; the exit status is 1 if its audit trail is broken."""
    try:
        with zipfile.ZipFile(args.file) as archive:
            manifest = _manifest(archive)
            async with opened(settings.store.url, migrating=False, making=True) as engine:
                if not await copying.is_empty(engine):
                    reason = "the database of store.url is not empty; nothing was written over"
                    raise Unavailable("not_empty", reason)
                async with copying.filling(engine, manifest.revision) as target:
                    await _fill(target, archive, manifest)
    except (
        OSError,
        zipfile.BadZipFile,
        msgspec.DecodeError,
        UnicodeDecodeError,
        RecursionError,
        KeyError,
    ) as error:
        reason = f"{args.file} is no backup, or damaged ({type(error).__name__})"
        raise BadMessage("bad_backup", reason) from None
    except IntegrityError:
        raise BadMessage("bad_backup", f"{args.file} refers to what is not in it") from None
    except NoSuchStep:
        reason = f"{args.file} was made by a later version ({manifest.version}) of this program"
        raise BadMessage("bad_backup", reason) from None
    return await _check_trail(settings)


async def _fill(target: copying.Target, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    total = sum(table.rows for table in manifest.tables.values())
    progress, done = Shown("restored"), 0

    def lines(name: str) -> Iterator[bytes]:
        nonlocal done
        with archive.open(_member(name)) as member:
            for line in member:
                done += 1
                progress(done, total)
                yield line

    by_name = {table.name: table for table in target.tables}
    if set(by_name) != set(manifest.tables):
        raise BadMessage("bad_backup", "the backup's tables are not those of its version")
    for name, table in by_name.items():
        await target.fill(table, lines(name))
    await target.settle()
    for name, table in by_name.items():
        if await target.copied(table) != manifest.tables[name]:
            raise BadMessage("bad_backup", f"the rows of {name} are not those that were backed up")


async def _check_trail(settings: Settings) -> int:
    """Bring the tables up to date, walk along the trail, and record that this was done."""
    async with Database.open(settings.store.url, time.time) as database:
        trail = AuditTrail(database)
        try:
            keys: Keys = AuditKey.read(settings.audit_key)
        except FileNotFoundError:
            keys = Keys(await trail.signed_by())
            print(f"{settings.audit_key} is not here yet: put the key's file back, too.")
        walk, broken = await trail.verify(keys, progress=Shown("verified"))
        note = Note(action="restore", kind="audit", object=str(walk.here.number))
        async with database.writing(SERVER) as transaction:
            await transaction.note(note)
    if broken is None:
        print(f"Restored; the audit trail is whole to record {walk.here.number}.")
        return 0
    print(f"Restored as it was, but the audit trail is broken: {WHAT[broken.fault]}")
    return 1


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
        raise zipfile.BadZipFile
    manifest = msgspec.json.decode(archive.read(MANIFEST), type=Manifest)
    if manifest.format != FORMAT:
        raise zipfile.BadZipFile
    return manifest


def _member(table: str) -> str:
    return f"tables/{table}.jsonl"


def _version() -> str:
    try:
        return version("sanketang")
    except PackageNotFoundError:
        return "a checkout"
