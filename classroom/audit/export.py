"""An export of the trail: JSON lines, and how they are verified without the server.

A line is a record; the last one is the manifest, which holds the signed heads of the days that are
in it, and a seal over all of it.
Rule: reading takes one line at a time and believes nothing. An export of a part, such as one
school's records, proves that each of its records is as it was written; that none is missing between
them, only the whole trail proves.
"""

import hashlib
from collections.abc import Callable, Iterable

import msgspec

from classroom.audit.record import AuditRecord, digest
from classroom.audit.seals import Checking, Position, Seal, SealPurpose, Signing, is_signed, seal
from classroom.audit.walk import Break, Fault, Progress, Walk
from classroom.failures import BadMessage

FORMAT = "sanketang-audit-1"
LINE_BYTES = 4_000_000  # the manifest's: a head for each day that the trail is kept


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What an export says about itself."""

    format: str
    made_at: float  # seconds since the epoch, UTC
    whole: bool  # every record behind `start` and up to `last`
    start: Position  # before the first record
    end: Position  # the last record; as `start`, when there is none
    records: int
    heads: list[Seal]
    checkpoint: Seal | None  # when the export begins where the trail does
    public_keys: list[str]  # the one that signs now, and those before it
    seal: Seal | None  # over the SHA-256 of all of the export, this field being null


class _LastLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    manifest: Manifest


_record = msgspec.json.Decoder(AuditRecord)
_last_line = msgspec.json.Decoder(_LastLine)


class Lines:
    """Makes the lines of an export."""

    def __init__(self, start: Position) -> None:
        """Begin behind this record."""
        self.records = 0
        self.end = start
        self._hash = hashlib.sha256()

    def line(self, record: AuditRecord) -> bytes:
        """Return a record's line."""
        line = msgspec.json.encode(record) + b"\n"
        self._hash.update(line)
        self.records += 1
        self.end = Position(record.number, record.hash)
        return line

    def sealed(self, manifest: Manifest, signing: Signing, day: str) -> Manifest:
        """Return the manifest with its seal."""
        self._hash.update(last_line(manifest))
        hash = self._hash.hexdigest()
        given = seal(signing, SealPurpose.EXPORT, day, manifest.end.number, hash)
        return msgspec.structs.replace(manifest, seal=given)


def last_line(manifest: Manifest) -> bytes:
    """Return the manifest's line."""
    return msgspec.json.encode(_LastLine(manifest)) + b"\n"


def verify(
    read: Callable[[], Iterable[bytes]], checking: Checking, *, believe: bool, progress: Progress
) -> tuple[Manifest, Break | None]:
    """Read an export; `read` yields its lines, and is asked twice.

    `believe`: the keys that the export itself names are believed, so that whoever reads the result
    compares them with those of the server.

    Raises:
        BadMessage: `bad_export`, it is none, or its end is missing.
    """
    manifest, sha256 = _manifest(read())
    believed = _Believed(checking, manifest.public_keys if believe else ())
    walk = _PartWalk(manifest, believed) if not manifest.whole else _whole(manifest, believed)
    wrong = walk.begin()
    for line in read():
        if wrong is not None or line.startswith(b'{"manifest"'):
            break
        try:
            record = _record.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            wrong = Break(number=walk.here.number + 1, fault=Fault.ALTERED, at=walk.at)
            break
        wrong = walk.take(record)
        progress(walk.taken, manifest.records)
    wrong = wrong or walk.end()
    if wrong is None and walk.here != manifest.end:
        wrong = Break(number=walk.here.number + 1, fault=Fault.CUT_OFF, at=walk.at)
    return manifest, wrong or _sealed(manifest, sha256, believed)


def _manifest(lines: Iterable[bytes]) -> tuple[Manifest, str]:
    """Return the manifest, and the hash that its seal is over."""
    hash = hashlib.sha256()
    last = b""
    for line in lines:
        hash.update(last)
        last = line
    try:
        manifest = _last_line.decode(last).manifest
    except (msgspec.DecodeError, UnicodeDecodeError):
        reason = "this is no export of the audit trail, or its end is missing"
        raise BadMessage("bad_export", reason) from None
    if manifest.format != FORMAT:
        raise BadMessage("bad_export", "this export is of a version that cannot be read here")
    hash.update(last_line(msgspec.structs.replace(manifest, seal=None)))
    return manifest, hash.hexdigest()


def _sealed(manifest: Manifest, sha256: str, checking: Checking) -> Break | None:
    given, end = manifest.seal, manifest.end.number
    good = given is not None and given.purpose is SealPurpose.EXPORT and given.hash == sha256
    if given is None or not good or given.number != end or not is_signed(given, checking):
        return Break(number=end, fault=Fault.FORGED, at=None)
    if not checking.knows(given.key):
        return Break(number=end, fault=Fault.UNKNOWN_KEY, at=None)
    return None


def _whole(manifest: Manifest, checking: Checking) -> Walk:
    return Walk(
        checking=checking,
        seals=manifest.heads,
        checkpoint=manifest.checkpoint,
        start=manifest.start,
    )


class _Believed:
    def __init__(self, checking: Checking, keys: Iterable[str]) -> None:
        self._checking, self._keys = checking, frozenset(keys)

    def knows(self, key: str) -> bool:
        return key in self._keys or self._checking.knows(key)

    def good(self, key: str, text: bytes, signature: str) -> bool:
        return self._checking.good(key, text, signature)


class _PartWalk(Walk):
    """Takes records between which there may be others."""

    def __init__(self, manifest: Manifest, checking: Checking) -> None:
        super().__init__(checking=checking)
        self._heads = {head.number: head for head in manifest.heads}

    def take(self, record: AuditRecord) -> Break | None:
        here, at = self._here, record.at
        fault = None
        if record.number <= here.number:
            fault = Fault.MISSING
        elif record.number == here.number + 1 and self.taken and record.before != here.hash:
            fault = Fault.UNLINKED
        elif record.hash != digest(
            record.number, record.at, record.actor, record.note, record.before
        ):
            fault = Fault.ALTERED
        elif (head := self._heads.get(record.number)) is not None:
            if (wrong := self._look(head)) is not None:
                return wrong
            fault = None if head.hash == record.hash else Fault.REWRITTEN
        if fault is not None:
            return Break(number=record.number, fault=fault, at=at)
        self._here = Position(record.number, record.hash)
        self.at = at
        self.taken += 1
        return None
