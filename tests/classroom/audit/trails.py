"""Trails to test with: records of some days, their signed heads, and walking along them."""

from classroom.audit.record import SERVER, Actor, ActorKind, AuditRecord, Note, follow
from classroom.audit.seals import DAY, Seal, SealPurpose, begin_of, day_of, seal
from classroom.audit.walk import Break, Walk
from classroom.store.audit_key import AuditKey, Keys

START = begin_of("2026-09-01")
CLERK = Actor(kind=ActorKind.PERSON, id="p1", session="s1", device="d1", address="192.0.2.7")


def trail(days: int = 3, a_day: int = 3) -> list[AuditRecord]:
    """Return so many records on each of so many days."""
    made: list[AuditRecord] = []
    for number in range(days * a_day):
        day, moment = divmod(number, a_day)
        note = Note(
            action="replace",
            kind="classrooms",
            object=f"room-{number}",
            scope="/county/school/",
            result="ok",
            detail='{"fields":["name"]}',
        )
        at = START + day * DAY + moment * 3600.25
        made.append(follow(made[-1] if made else None, at, (SERVER, CLERK)[number % 2], note))
    return made


def heads(records: list[AuditRecord], key: AuditKey) -> list[Seal]:
    """Return the head of every day but the last."""
    last_of = {day_of(record.at): record for record in records}
    return [
        seal(key, SealPurpose.HEAD, day, record.number, record.hash)
        for day, record in sorted(last_of.items())[:-1]
    ]


def walked(
    records: list[AuditRecord],
    seals: list[Seal],
    keys: Keys,
    checkpoint: Seal | None = None,
) -> Break | None:
    """Walk along and return the first break."""
    walk = Walk(checking=keys, seals=seals, checkpoint=checkpoint)
    broken = walk.begin()
    for record in records:
        broken = broken or walk.take(record)
    return broken or walk.end()
