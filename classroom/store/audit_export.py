"""Writing the audit trail, or a part of it, as an export; see `classroom.audit.export`.

Rule: a few hundred records are in memory at a time. That it was exported, and by whom, is a record
of the trail itself, written before the first line.
"""

from collections.abc import Awaitable, Callable

import msgspec

from classroom.audit.export import FORMAT, Lines, Manifest, last_line
from classroom.audit.record import Actor, Note
from classroom.audit.seals import BEGINNING, Purpose, day_of, seal
from classroom.audit.walk import Progress
from classroom.register.scope import EVERYTHING, Sight, shared
from classroom.store.audit_key import AuditKey
from classroom.store.audit_trail import AuditTrail

Write = Callable[[bytes], Awaitable[None]]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be exported."""

    sight: Sight = EVERYTHING
    since: float | None = None  # seconds since the epoch, UTC
    until: float | None = None

    @property
    def whole(self) -> bool:
        """Whether it is every record between two."""
        return self.sight == EVERYTHING


async def export(
    trail: AuditTrail, key: AuditKey, by: Actor, wanted: Wanted, write: Write, progress: Progress
) -> Manifest:
    """Write the lines; return the manifest, which is the last of them."""
    now = trail.database.now()
    await note_export(trail, by, wanted)
    first, last = await trail.between(wanted.since, wanted.until)
    checkpoint = await trail.checkpoint()
    start = await trail.before(first) if wanted.whole and first else BEGINNING
    lines, heads = Lines(), await trail.heads()
    sight = None if wanted.whole else wanted.sight
    async for run in trail.runs(first - 1, last, sight=sight):
        for record in run:
            await write(lines.line(record))
        progress(run[-1].number - first + 1, last - first + 1)
    manifest = Manifest(
        format=FORMAT,
        made_at=now,
        whole=wanted.whole,
        start=start,
        last=lines.last,
        records=lines.records,
        heads=[head for head in heads if start.number < head.number <= lines.last],
        checkpoint=checkpoint if checkpoint and checkpoint.number == start.number else None,
        public_keys=[key.public, *key.former],
        seal=seal(key, Purpose.EXPORT, day_of(now), lines.last, lines.sha256),
    )
    await write(last_line(manifest))
    return manifest


async def note_export(trail: AuditTrail, by: Actor, wanted: Wanted) -> None:
    """Record that somebody exports the trail."""
    detail = {"since": wanted.since, "until": wanted.until}
    note = Note(
        action="export_audit",
        kind="audit",
        scope=shared(list(wanted.sight.scopes)),
        detail=msgspec.json.encode(detail).decode(),
    )
    async with trail.database.writing(by) as transaction:
        await transaction.note(note)
