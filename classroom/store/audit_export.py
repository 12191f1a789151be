"""Writing the audit trail, or a part of it, as an export; see `classroom.audit.export`.

Rule: a few hundred records are in memory at a time. Whoever exports has that recorded first, by
`note_export`, so that it stands in what is exported.
"""

from collections.abc import Awaitable, Callable

import msgspec

from classroom.audit.export import FORMAT, Lines, Manifest, last_line
from classroom.audit.record import Actor, Note
from classroom.audit.seals import BEGINNING, day_of
from classroom.audit.search import AuditQuery
from classroom.audit.walk import Progress
from classroom.register.scope import EVERYTHING, Sight, shared
from classroom.store.audit_key import AuditKey
from classroom.store.audit_search import conditions, seen
from classroom.store.audit_trail import AuditTrail

ASKED = ("since", "until", "actor", "action", "kind", "object", "result")
Write = Callable[[bytes], Awaitable[None]]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be exported."""

    sight: Sight = EVERYTHING
    asked: AuditQuery = AuditQuery()  # page and limit excepted

    @property
    def whole(self) -> bool:
        """Whether it is every record between two."""
        return self.sight == EVERYTHING and not self.asked.narrow


async def export(
    trail: AuditTrail,
    key: AuditKey,
    wanted: Wanted,
    write: Write,
    progress: Progress | None = None,
) -> Manifest:
    """Write the lines; return the manifest, which is the last of them."""
    now = trail.database.now()
    first, last = await trail.between(wanted.asked.since, wanted.asked.until)
    checkpoint = await trail.checkpoint()
    start = await trail.before(first) if wanted.whole and first else BEGINNING
    lines, heads = Lines(start), await trail.heads()
    where = [] if wanted.whole else [seen(wanted.sight), *conditions(wanted.asked)]
    async for run in trail.runs(first - 1, last, where=where):
        for record in run:
            await write(lines.line(record))
        if progress is not None:
            progress(run[-1].number - first + 1, last - first + 1)
    manifest = Manifest(
        format=FORMAT,
        made_at=now,
        whole=wanted.whole,
        start=start,
        end=lines.end,
        records=lines.records,
        heads=[head for head in heads if start.number < head.number <= lines.end.number],
        checkpoint=checkpoint if checkpoint and checkpoint.number == start.number else None,
        public_keys=[key.public, *key.former],
        seal=None,
    )
    manifest = lines.sealed(manifest, key, day_of(now))
    await write(last_line(manifest))
    return manifest


async def note_export(trail: AuditTrail, by: Actor, wanted: Wanted) -> None:
    """Record that somebody exports the trail."""
    asked = msgspec.structs.asdict(wanted.asked)
    detail = {name: asked[name] for name in ASKED if asked[name] not in ("", None)}
    note = Note(
        action="export_audit",
        kind="audit",
        scope=wanted.asked.within or shared(list(wanted.sight.scopes)),
        detail=msgspec.json.encode(detail).decode(),
    )
    async with trail.database.writing(by) as transaction:
        await transaction.note(note)
