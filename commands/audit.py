"""`audit verify`, `audit export` and `audit key`.

Rule: verifying changes nothing, not even an older version's tables.
"""

import time
from argparse import Namespace
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from classroom.audit import export as exports
from classroom.audit.record import SERVER, Note
from classroom.audit.seals import Position, Seal
from classroom.audit.search import AuditQuery
from classroom.audit.walk import Break, Fault
from classroom.failures import Unavailable
from classroom.store.audit_export import Wanted, note_export
from classroom.store.audit_export import export as write_export
from classroom.store.audit_key import AuditKey, Keys
from classroom.store.audit_trail import AuditTrail
from classroom.store.transactions import Database
from commands.progress import Shown
from config.sections import Settings

WHAT = {
    Fault.MISSING: "is missing",
    Fault.UNLINKED: "does not follow the record before it",
    Fault.ALTERED: "is not what it was when it was written",
    Fault.NO_BEGINNING: "is missing: the beginning of the trail was removed",
    Fault.CUT_OFF: "is missing: the end of the trail was cut off",
    Fault.REWRITTEN: "is not the one that was signed: it and the trail before it were made anew",
    Fault.FORGED: "has a seal whose signature is not good",
    Fault.UNKNOWN_KEY: "was signed by a key that is not this server's",
}


async def verify(settings: Settings, args: Namespace) -> int:
    """Tell whether the trail, or an export of it, is whole; the exit status is 1 if not."""
    own = own_keys(settings)
    if args.export is not None:
        return _verify_export(args.export, frozenset(args.key) or own)
    more: list[Seal | Position] = []
    if args.against is not None:
        manifest, broken = _read_export(args.against, frozenset({*own, *args.key}))
        if broken is not None:
            print(f"{args.against} cannot be relied on:")
            return _told(broken)
        more = [*manifest.heads, manifest.end]
    async with Database.open(settings.store.url, time.time, migrating=False) as database:
        trail = AuditTrail(database)
        keys = Keys({*own, *args.key})
        walk, broken = await trail.verify(keys, more=more, progress=Shown("verified"))
        sealed = await trail.position()
    if broken is not None:
        return _told(broken)
    ends = f"to record {walk.here.number} of {_time(walk.at)}" if walk.taken else "and empty"
    print(f"The audit trail is whole: {walk.taken} records {ends}; signed to {sealed.number}.")
    return 0


async def export(settings: Settings, args: Namespace) -> None:
    """Write the trail, or a time of it, to a file."""
    since = args.since.timestamp() if args.since else None
    until = args.until.timestamp() if args.until else None
    async with Database.open(settings.store.url, time.time) as database:
        trail = AuditTrail(database)
        key = AuditKey.of_server(settings.audit_key, await trail.signed_by())
        with _new(args.out).open("wb") as file:

            async def write(line: bytes) -> None:
                file.write(line)

            wanted = Wanted(asked=AuditQuery(since=since, until=until))
            await note_export(trail, SERVER, wanted)
            manifest = await write_export(trail, key, wanted, write, Shown("exported"))
    print(f"{args.out}: {manifest.records} records, signed by the key {key.public}")


async def key(settings: Settings, args: Namespace) -> None:
    """Print the public key; with --new, accept that the one before is lost."""
    path = settings.audit_key
    async with Database.open(settings.store.url, time.time) as database:
        trail = AuditTrail(database)
        if not args.new:
            print(AuditKey.of_server(path, await trail.signed_by()).public)
            return
        former = await trail.signed_by()
        try:
            made = AuditKey.make(path, sorted(former))
        except FileExistsError:
            reason = f"{path} is there; move it away first, if that key is not to be used any more"
            raise Unavailable("audit_key", reason) from None
        note = Note(action="new_audit_key", kind="audit", object=made.public)
        async with database.writing(SERVER) as transaction:
            await transaction.note(note)
    print(made.public)


def _verify_export(path: Path, believed: frozenset[str]) -> int:
    manifest, broken = _read_export(path, believed)
    if broken is not None:
        return _told(broken)
    print(f"{path} is as it was exported: {manifest.records} records to {manifest.end.number}.")
    if not manifest.whole:
        print("It is a part of the trail: whether others are missing, only the whole of it tells.")
    if not believed:
        print(
            "It believes these keys; all of them must be the server's, see `sanketang audit key`:"
        )
        print("\n".join(manifest.public_keys))
    return 0


def _read_export(path: Path, believed: frozenset[str]) -> tuple[exports.Manifest, Break | None]:
    def read() -> Iterable[bytes]:
        with path.open("rb") as file:
            yield from iter(lambda: file.readline(exports.LINE_BYTES), b"")

    progress = Shown("verified")
    return exports.verify(read, Keys(believed), believe=not believed, progress=progress)


def own_keys(settings: Settings) -> frozenset[str]:
    """Return the keys in the file, if it is here: verifying needs no more than its public half."""
    try:
        return AuditKey.read(settings.audit_key).believed
    except FileNotFoundError:
        return frozenset()


def _new(path: Path) -> Path:
    """Make an empty file that only its owner can read; another's is not written over."""
    try:
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        raise Unavailable("exists", f"{path} is there already") from None
    except OSError as error:
        raise Unavailable("exists", f"{path} cannot be written ({error.strerror})") from None
    return path


def _told(broken: Break) -> int:
    when = "" if broken.at is None else f", {_time(broken.at)}"
    print(
        f"BROKEN at record {broken.number}{when} ({broken.fault}): "
        f"record {broken.number} {WHAT[broken.fault]}",
    )
    return 1


def _time(at: float | None) -> str:
    return "?" if at is None else datetime.fromtimestamp(at, UTC).isoformat(" ", "seconds")
