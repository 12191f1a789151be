"""An export of the trail: JSON lines, and how they are verified without the server.

A line is a record; the last one is the manifest. It is sealed over the hash of all lines before it,
and holds the signed heads of the days that are in it.
Rule: reading takes one line at a time and believes nothing. An export of a part, such as one
school's records, proves that each of its records is as it was written; that none is missing between
them, only the whole trail proves.
"""

import hashlib
from collections.abc import Callable, Iterable

import msgspec

from classroom.audit.record import AuditRecord, digest
from classroom.audit.seals import Checking, Position, Purpose, Seal, is_signed
from classroom.audit.walk import Break, Fault, Progress, Walk
from classroom.failures import BadMessage

FORMAT = "sanketang-audit-1"
LINE_BYTES = 4_000_000  # the manifest's: a head for each day that the trail is kept


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What an export says about itself."""

    format: str
    made_at: float  # seconds since the epoch, UTC
    whole: bool  # every record behind `start` and up to `last`
    start: Position
    last: int  # number of the last record; 0 for none
    records: int
    heads: list[Seal]
    checkpoint: Seal | None  # when the export begins where the trail does
    public_keys: list[str]  # the one that signs now, and those before it
    seal: Seal  # over the SHA-256 of all lines before this one


class _LastLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    manifest: Manifest


_record = msgspec.json.Decoder(AuditRecord)
_last_line = msgspec.json.Decoder(_LastLine)


class Lines:
    """Makes the lines of an export."""

    def __init__(self) -> None:
        """Begin."""
        self.records = 0
        self.last = 0
        self._hash = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """The hash of the lines so far."""
        return self._hash.hexdigest()

    def line(self, record: AuditRecord) -> bytes:
        """Return a record's line."""
        line = msgspec.json.encode(record) + b"\n"
        self._hash.update(line)
        self.records += 1
        self.last = record.number
        return line


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
    manifest, sha256 = manifest_of(read())
    believed = _Believed(checking, manifest.public_keys if believe else ())
    if (wrong := _sealed(manifest, believed)) is not None:
        return manifest, wrong
    walk = _PartWalk(manifest, believed) if not manifest.whole else _whole(manifest, believed)
    wrong = walk.begin()
    for line in read():
        if wrong is not None or line.startswith(b'{"manifest"'):
            break
        try:
            record = _record.decode(line)
        except msgspec.DecodeError:
            wrong = Break(number=walk.here.number + 1, fault=Fault.ALTERED, at=walk.at)
            break
        wrong = walk.take(record)
        progress(walk.taken, manifest.records)
    wrong = wrong or walk.end()
    if wrong is None and (sha256 != manifest.seal.hash or walk.taken != manifest.records):
        wrong = Break(number=walk.here.number + 1, fault=Fault.CUT_OFF, at=walk.at)
    return manifest, wrong


def manifest_of(lines: Iterable[bytes]) -> tuple[Manifest, str]:
    """Return the manifest, and the hash of what stands before it.

    Raises:
        BadMessage: `bad_export`.
    """
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
    return manifest, hash.hexdigest()


def _sealed(manifest: Manifest, checking: Checking) -> Break | None:
    given = manifest.seal
    made_for_this = given.purpose is Purpose.EXPORT and given.number == manifest.last
    if not made_for_this or not is_signed(given, checking):
        return Break(number=manifest.last, fault=Fault.FORGED, at=None)
    if not checking.knows(given.key):
        return Break(number=manifest.last, fault=Fault.UNKNOWN_KEY, at=None)
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
