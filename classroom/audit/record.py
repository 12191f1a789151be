"""The audit trail's records, and the chain they form.

Rule: a record is written in the transaction of what it records, and never changed or removed. Its
hash covers the hash of the one before, so that one altered byte is found and located. It holds ids
and stable words; no names of children, nothing said or written in a lesson, no secret.
"""

import hashlib
from enum import StrEnum

import msgspec

FIRST = "0" * 64  # what stands before the first record


class ActorKind(StrEnum):
    """What acted."""

    PERSON = "person"
    DEVICE = "device"  # an enrolled classroom device
    TOKEN = "token"  # another system, by its API token
    LINK = "link"  # whoever held a joining or set-up link
    NOBODY = "nobody"  # somebody not signed in, such as a failed sign-in
    SERVER = "server"  # the server itself, or whoever is at its command line


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who acts, by what and from where."""

    kind: ActorKind
    id: str = ""  # of the person, device, token
    session: str = ""  # id of the sign-in session, never its secret
    device: str = ""  # id of the enrolled device, when it is on one
    address: str = ""  # IP address


SERVER = Actor(kind=ActorKind.SERVER)


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be recorded; the store adds number, time and hashes."""

    action: str  # a stable word: an `Action`, or such as `sign_in`
    kind: str = ""  # what kind of thing: a Kind's name, `sessions`, `lessons`…
    object: str = ""  # its id
    scope: str = ""  # whose it is; decides which auditor may read the record
    result: str = "ok"  # or the stable code of the failure
    detail: str = ""  # JSON: changed fields; see the rule above


class AuditRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One record, as kept."""

    number: int  # 1, 2, 3… without a gap
    at: float  # seconds since the epoch, UTC
    actor: Actor
    note: Note
    before: str  # hash of the record before, hexadecimal
    hash: str  # SHA-256 over all the above, see `digest`


def digest(number: int, at: float, actor: Actor, note: Note, before: str) -> str:
    """Return a record's hash: SHA-256 over the JSON array of its fields in the order of the types.

    >>> len(digest(1, 0.0, SERVER, Note(action="start"), FIRST))
    64
    """
    fields = [
        number,
        repr(at),
        *(str(value) for value in msgspec.structs.astuple(actor)),
        *msgspec.structs.astuple(note),
        before,
    ]
    return hashlib.sha256(msgspec.json.encode(fields)).hexdigest()


def follow(last: AuditRecord | None, at: float, actor: Actor, note: Note) -> AuditRecord:
    """Return the record that comes after `last`."""
    number = 1 if last is None else last.number + 1
    before = FIRST if last is None else last.hash
    return AuditRecord(
        number=number,
        at=at,
        actor=actor,
        note=note,
        before=before,
        hash=digest(number, at, actor, note, before),
    )


def broken(before: str, number: int, record: AuditRecord) -> str | None:
    """Tell what is wrong with a record that should be `number` and follow `before`, or None.

    Returns `missing` (its number is not next), `unlinked` (it names another one before it) or
    `altered` (its own fields do not give its hash).
    """
    if record.number != number:
        return "missing"
    if record.before != before:
        return "unlinked"
    if digest(record.number, record.at, record.actor, record.note, record.before) != record.hash:
        return "altered"
    return None
