"""What was kept of a lesson and is known of the server: all that a clause may be decided by.

Rule: values only, collected by `classroom.safety.ports.EvidencePort`. What is not known is empty or
None, and from what is empty no clause passes.
"""

from collections.abc import Mapping

import msgspec

from classroom.accounts.rules import SignInRules
from classroom.audit.record import ActorKind, AuditRecord
from classroom.events import Event
from classroom.record import LessonRecord
from classroom.register.people import Consent, VerifiedBy
from classroom.safety.eyes import EyeRules
from classroom.sanctions.sanction import Sanction
from classroom.timetable.planned import PlannedLesson
from classroom.timetable.tally import LessonTally


class Happened(msgspec.Struct, frozen=True):
    """An event and the number it is kept under."""

    number: int
    event: Event


class Enrolled(msgspec.Struct, frozen=True, kw_only=True):
    """A device of a classroom."""

    id: str
    made_at: float
    revoked_at: float | None = None


class LessonEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """What was kept of one lesson."""

    planned: PlannedLesson | None = None
    record: LessonRecord | None = None  # as last saved; None: it was never opened
    events: tuple[Happened, ...] = ()  # in order
    records: tuple[AuditRecord, ...] = ()  # of the trail, about this lesson, in order
    sign_ins: tuple[AuditRecord, ...] = ()  # of the sessions that came in, in order
    is_whole: bool = True  # False: there was more than is read
    verified: Mapping[str, VerifiedBy] = {}  # person → how they are known, now
    devices: Mapping[str, tuple[Enrolled, ...]] = {}  # classroom → its devices, revoked ones too
    pupils_published: bool = False  # what is published of its recording has pupils in it
    grades: Mapping[str, int] = {}  # classroom → grade of the class that sits there
    consents: Mapping[Consent, int] = {}  # of the pupils of those classes
    notice: str = ""  # id of the notice for guardians in force there
    midnight: float | None = None  # when its day began, where the schools are
    day_minutes: Mapping[str, float] = {}  # class → minutes of all its lessons of that day
    kept_out: tuple[Sanction, ...] = ()  # sanctions that ever kept somebody out who came in
    kept_tally: LessonTally | None = None  # as it was counted when the lesson was over

    @property
    def admissions(self) -> tuple[AuditRecord, ...]:
        """Who was let in, in order."""
        return tuple(r for r in self.records if r.note.action == "admit" and r.note.result == "ok")

    @property
    def people(self) -> tuple[AuditRecord, ...]:
        """Admissions of people who had signed in."""
        return tuple(r for r in self.admissions if r.actor.kind is ActorKind.PERSON)

    @property
    def is_over(self) -> bool:
        """Whether the live lesson has ended."""
        return self.record is not None and self.record.phase == "ended"


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """How the server was started."""

    public_url: str
    admin_networks: tuple[str, ...]
    idle_minutes: float
    absolute_hours: float
    lock_after: int
    lock_minutes: float
    keep_days: int  # of the audit trail
    removed_days: int
    left_years: int
    answers_days: int = 366
    page_policy: str  # the Content-Security-Policy of its pages
    libraries: tuple[str, ...]  # what is installed, by name
    eyes: EyeRules = EyeRules()
    report_hours: float = 24.0  # in which a report is to be decided


class WatchEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """Who else watched recordings than whose office it is."""

    decisions: tuple[AuditRecord, ...] = ()  # latest: granted or refused
    looks: tuple[AuditRecord, ...] = ()  # latest, under a grant or a publication
    own: int = 0  # requests that were decided by who asked
    unapproved: int = 0  # looks under no grant that somebody had approved by then


class ServerEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the server now."""

    facts: Facts | None = None
    rules: SignInRules | None = None
    last_record_at: float | None = None
    verified: AuditRecord | None = None  # the last time the whole trail was walked along
    head_at: float | None = None  # end of the latest day whose head is signed
    head_number: int = 0
    restored: AuditRecord | None = None  # the last restore of a backup
    administrators: tuple[str, ...] | None = None  # people who administer the system or a school
    auditors: tuple[str, ...] | None = None
    changes_since: float | None = None  # since when the oldest name or picture waits to be checked
    changes_checked: tuple[int, ...] = ()  # latest records of such checks
    wishes: tuple[AuditRecord, ...] = ()  # latest exports and erasures of pupils' data
    refused_unwritten: int = 0  # guardians' wishes refused without a reason
    overdue_pupils: int | None = None  # removed longer ago than is kept, and no hold in force
    sanctions: tuple[Sanction, ...] = ()  # latest
    sanction_records: tuple[AuditRecord, ...] = ()  # of their imposition
    reports: int = 0  # tickets, ever
    reports_overdue: int = 0
    reports_decided: tuple[int, ...] = ()  # latest records of steps
    watched: WatchEvidence = WatchEvidence()
    overdue_answers: int = 0  # of pupils, kept longer than is said, and no hold in force
    forgotten: tuple[int, ...] = ()  # latest records of pupils' data that the server let go itself


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """All of it, at one time."""

    now: float = 0.0
    lesson: LessonEvidence = LessonEvidence()
    server: ServerEvidence = ServerEvidence()
