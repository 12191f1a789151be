"""What a package says of a lesson: its time line, who took part by what and from where, what was
said, and what was last seen.

Rule: pure. People stand in it by their ids and display names; the real name stays in the register,
where the school finds it by the id when the law asks for it (用户账号信息规定 art. 9: known behind,
not shown in front). Of children there is no name and no id: events of the roll are told in words.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from classroom import events as e
from classroom.audit.record import ActorKind, AuditRecord
from classroom.incidents.incident import Incident, IncidentWhy
from classroom.record import LessonRecord
from classroom.reports.evidence import What
from classroom.safety.clause import Words
from classroom.safety.evidence import Happened, LessonEvidence
from classroom.safety.timeline import what

FORMAT = "sanketang-incident-1"
OF_PUPILS = (e.RollCalled, e.PupilMarked, e.RollCorrected)


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """One event of the lesson."""

    number: int  # it is kept under
    at: float  # seconds since the epoch, UTC
    classroom: str = ""  # its name in the lesson
    what: Words
    event: dict[str, Any] = {}  # as it is kept; empty for events that name pupils


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A person who signed in, a classroom's device, or whoever had a link."""

    kind: ActorKind
    id: str
    name: str = ""  # display name
    seats: tuple[str, ...] = ()  # names of the classrooms it came in to
    delivers: bool = False


class Came(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody knocked or signed in: from which address, by which sign-in and device."""

    number: int  # in the audit trail
    at: float
    action: str
    result: str
    kind: ActorKind
    id: str
    session: str = ""
    device: str = ""
    address: str = ""
    seat: str = ""


class RemarkTold(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was typed, whatever became of it."""

    number: int | None  # None: it was withheld, and nobody but its writer saw it
    at: float
    by: str  # the classroom's name
    to: str = ""
    text: str
    deleted_at: float | None = None
    withheld: str = ""  # why
    reports: tuple[str, ...] = ()  # why somebody reported it


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """What was last seen of a track that was forwarded."""

    file: str
    classroom: str
    source: str
    at: float  # when it was sent; a picture lasts until the next one


class Package(msgspec.Struct, frozen=True, kw_only=True):
    """All of it."""

    format: str = FORMAT
    incident: str
    why: IncidentWhy
    at: float
    made_at: float
    lesson: str
    title: str
    subject: str
    starts_at: float
    ends_at: float
    classrooms: tuple[str, ...]  # the delivering one first
    is_whole: bool  # False: the lesson has more events or records than are in here
    moments: tuple[Moment, ...]
    accounts: tuple[Account, ...]
    came: tuple[Came, ...]
    remarks: tuple[RemarkTold, ...]
    pictures: tuple[Picture, ...]


def assembled(
    incident: Incident,
    evidence: LessonEvidence,
    record: LessonRecord,
    names: Mapping[str, str],
    pictures: Sequence[Picture],
    now: float,
) -> Package:
    """Return a lesson's package; `names` has display names by the ids of people and devices."""
    return Package(
        incident=incident.id,
        why=incident.why,
        at=incident.at,
        made_at=now,
        lesson=record.id,
        title=record.title,
        subject=record.subject,
        starts_at=record.starts_at,
        ends_at=record.ends_at,
        classrooms=tuple(seat.name for seat in record.seats),
        is_whole=evidence.is_whole,
        moments=tuple(_moment(each, record) for each in evidence.events),
        accounts=_accounts(evidence, record, names),
        came=tuple(_came(each, record) for each in _in_order(evidence)),
        remarks=_remarks(evidence.events, record),
        pictures=tuple(pictures),
    )


def room_name(record: LessonRecord, id: str) -> str:
    """Return what a classroom is called in the lesson."""
    seat = record.seat(id)
    return seat.name if seat else id


def _moment(happened: Happened, record: LessonRecord) -> Moment:
    event = happened.event
    room = getattr(event, "classroom", None) or getattr(event, "by", None) or ""
    return Moment(
        number=happened.number,
        at=event.at,
        classroom=room_name(record, room),
        what=what(event),
        event={} if isinstance(event, OF_PUPILS) else msgspec.to_builtins(event),
    )


def _in_order(evidence: LessonEvidence) -> list[AuditRecord]:
    came = [r for r in evidence.records if r.note.action == "admit"]
    return sorted([*evidence.sign_ins, *came], key=lambda record: record.number)


def _seat(record: AuditRecord) -> str:
    if not record.note.detail or record.note.action != "admit":
        return ""
    seat = msgspec.json.decode(record.note.detail).get("seat", "")
    return str(seat)


def _came(record: AuditRecord, lesson: LessonRecord) -> Came:
    actor, seat = record.actor, _seat(record)
    return Came(
        number=record.number,
        at=record.at,
        action=record.note.action,
        result=record.note.result,
        kind=actor.kind,
        id=actor.id,
        session=actor.session,
        device=actor.device,
        address=actor.address,
        seat=room_name(lesson, seat) if seat else "",
    )


def _accounts(
    evidence: LessonEvidence, record: LessonRecord, names: Mapping[str, str]
) -> tuple[Account, ...]:
    seats: dict[tuple[ActorKind, str], list[str]] = {}
    for came in evidence.admissions:
        rooms = seats.setdefault((came.actor.kind, came.actor.id), [])
        if (seat := _seat(came)) and seat not in rooms:
            rooms.append(seat)
    return tuple(
        Account(
            kind=kind,
            id=id,
            name=names.get(id, ""),
            seats=tuple(room_name(record, seat) for seat in rooms),
            delivers=record.delivering.id in rooms,
        )
        for (kind, id), rooms in seats.items()
    )


def _remarks(happened: Iterable[Happened], record: LessonRecord) -> tuple[RemarkTold, ...]:
    told: list[RemarkTold] = []
    at: dict[int, int] = {}  # number → place
    for each in happened:
        match each.event:
            case e.Said() as said:
                at[said.number] = len(told)
                by = room_name(record, said.by)
                told.append(
                    RemarkTold(
                        number=said.number, at=said.at, by=by, to=said.to.value, text=said.text
                    )
                )
            case e.Withheld() as held:
                by = room_name(record, held.by)
                told.append(
                    RemarkTold(number=None, at=held.at, by=by, text=held.text, withheld=held.reason)
                )
            case e.Unsaid(number=number, at=when) if number in at:
                told[at[number]] = msgspec.structs.replace(told[at[number]], deleted_at=when)
            case e.RemarkReported(number=number, reason=reason) if number in at:
                remark = told[at[number]]
                told[at[number]] = msgspec.structs.replace(
                    remark, reports=(*remark.reports, reason.value)
                )
            case e.Reported(what=What.REMARK, object=number, reason=reason) if int(number) in at:
                remark = told[at[int(number)]]
                told[at[int(number)]] = msgspec.structs.replace(
                    remark, reports=(*remark.reports, reason.value)
                )
            case _:
                pass
    return tuple(told)
