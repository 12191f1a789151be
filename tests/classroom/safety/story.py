"""A lesson that was taught, and all that was kept of it, as evidence.

What happened comes out of a real lesson; what nobody could have brought about with one, such as a
hand raised while all is forbidden, is added by hand.
"""

from typing import Any, Self

import msgspec

from classroom.accounts.rules import SignInRules
from classroom.audit.record import FIRST, Actor, ActorKind, AuditRecord, Note, digest
from classroom.commands import Arrive, Command, EndLesson, Enter, Publish, StartLesson
from classroom.events import Event
from classroom.lesson import Lesson
from classroom.media_messages import Source
from classroom.register.people import Consent, VerifiedBy
from classroom.safety.evidence import (
    Enrolled,
    Evidence,
    Facts,
    Happened,
    LessonEvidence,
    ServerEvidence,
)
from classroom.timetable.pairings import Mode, Receiver
from classroom.timetable.planned import PlannedLesson, PlannedState
from classroom.timetable.tally import tally
from tests.classroom.school import (
    BAISHUI,
    LECTURER,
    MINUTE,
    NINE,
    QINGSHAN,
    peer,
    scheduled,
    session,
)
from web.headers import content_security_policy

LI, WANG = "li", "wang"  # who teaches, and who assists in 青山
OVER = NINE + 40 * MINUTE
NEXT_DAY = NINE + 24 * 3600.0
ROOMS = (LECTURER, QINGSHAN, BAISHUI)
PLANNED = PlannedLesson(
    id="lesson",
    scope="/county/centre/",
    term="autumn",
    pairing="music",
    slot="tuesday",
    day="1970-01-01",
    starts_at=NINE,
    ends_at=OVER,
    usual_at=NINE,
    title="古诗两首",
    subject="chinese",
    mode=Mode.DEDICATED,
    classroom=LECTURER,
    lecturer=LI,
    receivers=(Receiver(QINGSHAN, WANG, "class1"), Receiver(BAISHUI, None, "class2")),
    state=PlannedState.ENDED,
)
FACTS = Facts(
    public_url="https://class.example.edu.cn",
    admin_networks=("10.8.0.0/16",),
    idle_minutes=30,
    absolute_hours=12,
    lock_after=10,
    lock_minutes=15,
    keep_days=1100,
    removed_days=30,
    left_years=1,
    page_policy=content_security_policy("class.example.edu.cn"),
    libraries=("aiohttp", "msgspec"),
)
SERVER = ServerEvidence(
    facts=FACTS,
    rules=SignInRules(),
    administrators=("zhao",),
    auditors=("qian",),
)


def record(number: int, at: float, actor: Actor, note: Note) -> AuditRecord:
    """A record of the trail."""
    hash = digest(number, at, actor, note, FIRST)
    return AuditRecord(number=number, at=at, actor=actor, note=note, before=FIRST, hash=hash)


def did(action: str, *, at: float = NINE, number: int = 900, **note: Any) -> AuditRecord:
    """A record of what the server or an administrator did."""
    actor = Actor(kind=ActorKind.PERSON, id="zhao", session="office", address="10.8.0.2")
    return record(number, at, actor, Note(action=action, **note))


class Story:
    """A lesson and what is kept of it."""

    def __init__(self) -> None:
        """Begin before anybody has come."""
        lesson = scheduled(receiving=2).record
        seats = tuple(msgspec.structs.replace(seat, registered=True) for seat in lesson.seats)
        self.lesson = Lesson(msgspec.structs.replace(lesson, seats=seats))
        self.happened: list[Happened] = []
        self.records: list[AuditRecord] = []
        self.sign_ins: list[AuditRecord] = []
        self.fields: dict[str, Any] = {
            "planned": PLANNED,
            "verified": {LI: VerifiedBy.SCHOOL, WANG: VerifiedBy.PHONE},
            "devices": {room: (Enrolled(id=f"pc-{room}", made_at=0.0),) for room in ROOMS},
            "grades": {QINGSHAN: 4, BAISHUI: 5},
            "consents": {Consent.GIVEN: 40, Consent.REFUSED: 2},
            "notice": "notice1",
            "midnight": 0.0,
            "day_minutes": {"class1": 80.0, "class2": 40.0},
        }

    def do(self, command: Command, at: float = NINE) -> Self:
        """Let something happen in the lesson."""
        return self.add(*self.lesson.handle(command, at))

    def add(self, *events: Event) -> Self:
        """Let it be kept that something happened."""
        for event in events:
            self.happened.append(Happened(100 + len(self.happened), event))
        return self

    def comes(self, room: str, *, person: str = "", at: float = NINE, strong: bool = True) -> Self:
        """Let a classroom come in: by somebody who signs in, or by its device."""
        if person:
            opened = f"session-{person}"
            actor = Actor(kind=ActorKind.PERSON, id=person, session=opened, address="10.0.0.1")
            for action in ("sign_in", "second_factor")[: 1 + strong]:
                note = Note(action=action, kind="sessions", object=opened)
                number = 500 + len(self.sign_ins)
                self.sign_ins.append(record(number, at - 600, actor, note))
        else:
            actor = Actor(
                kind=ActorKind.DEVICE, id=f"pc-{room}", device=f"pc-{room}", address="10.0.0.2"
            )
        self.admitted(room, actor, at)
        return self.do(Arrive(by=room, session=session(room)), at).do(Enter(by=room), at)

    def admitted(self, room: str, actor: Actor, at: float = NINE, result: str = "ok") -> Self:
        """Let it be on record who was let in."""
        detail = f'{{"seat":"{room}"}}' if room else ""
        note = Note(action="admit", kind="lessons", object="lesson", result=result, detail=detail)
        self.records.append(record(700 + len(self.records), at, actor, note))
        return self

    def sends(self, room: str, *sources: Source) -> Self:
        """Let a classroom send sound and pictures."""
        for source in sources:
            producer = f"{room}/{source}"
            self.do(
                Publish(classroom=room, peer=peer(room), producer=producer, source=source), NINE
            )
        return self

    def taught(self, *meanwhile: Command) -> Self:
        """Teach from bell to bell; `meanwhile` happens after ten minutes."""
        self.begun()
        for command in meanwhile:
            self.do(command, NINE + 10 * MINUTE)
        return self.do(EndLesson(by=LECTURER), OVER)

    def begun(self) -> Self:
        """Let everybody come, and begin."""
        self.comes(LECTURER, person=LI).comes(QINGSHAN, person=WANG).comes(BAISHUI)
        return self.do(StartLesson(by=LECTURER))

    def but(self, **fields: Any) -> Self:
        """Let something else be known of it."""
        self.fields |= fields
        return self

    def evidence(self, *, now: float = NEXT_DAY, server: ServerEvidence = SERVER) -> Evidence:
        """All of it."""
        events = [each.event for each in self.happened]
        kept = tally(PLANNED, events, now) if self.lesson.record.phase == "ended" else None
        fields: dict[str, Any] = {
            "record": self.lesson.record,
            "events": tuple(self.happened),
            "records": tuple(self.records),
            "sign_ins": tuple(self.sign_ins),
            "kept_tally": kept,
        } | self.fields
        return Evidence(now=now, lesson=LessonEvidence(**fields), server=server)


def of_server(now: float = NEXT_DAY, **fields: Any) -> Evidence:
    """The server's evidence alone, as it is well but for these."""
    return Evidence(now=now, server=msgspec.structs.replace(SERVER, **fields))


def with_facts(**fields: Any) -> Evidence:
    """The server set up well but for these."""
    return of_server(facts=msgspec.structs.replace(FACTS, **fields))
