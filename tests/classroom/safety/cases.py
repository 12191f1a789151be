"""For each clause that something decides: evidence by which it passes, and by which it fails."""

from collections.abc import Callable

import msgspec

from classroom.accounts.rules import SignInRules
from classroom.audit.record import Actor, ActorKind
from classroom.commands import (
    AllowAgain,
    CallRoll,
    Command,
    ConfirmRoll,
    CountHeads,
    Disconnect,
    EndLesson,
    ForbidAll,
    Lock,
    MarkPupil,
    PauseLesson,
    Remove,
    RestartLesson,
    ResumeLesson,
    SetRight,
    ShutDown,
)
from classroom.events import (
    HandRaised,
    PhaseChanged,
    PresenceChanged,
    Said,
    StreamOpened,
)
from classroom.media_messages import Source
from classroom.permissions import Role
from classroom.register.people import Consent, VerifiedBy
from classroom.safety.evidence import Enrolled, Evidence, ServerEvidence, WatchEvidence
from classroom.safety.eyes import EyeRules, StageRules
from classroom.sanctions.sanction import Reach, Sanction, Step, SubjectKind
from classroom.states import Audience, Mark, Phase, Presence, Purpose, Right
from classroom.timetable.tally import LessonTally
from tests.classroom.safety.story import (
    FACTS,
    LI,
    NEXT_DAY,
    OVER,
    SERVER,
    WANG,
    Story,
    did,
    of_server,
    with_facts,
)
from tests.classroom.school import BAISHUI, LECTURER, MINUTE, NINE, QINGSHAN

Case = Callable[[], Evidence]
LATER = NINE + 20 * MINUTE
DAY = 86_400.0
HAND = HandRaised(at=LATER, classroom=QINGSHAN, purpose=Purpose.ANSWER)
SAID = Said(at=LATER, number=0, by=QINGSHAN, to=Audience.EVERYBODY, text="有人吗")
COMES = PresenceChanged(at=LATER, classroom=BAISHUI, presence=Presence.PRESENT)


def ended(at: float, reason: str = "lecturer") -> PhaseChanged:
    return PhaseChanged(at=at, phase=Phase.ENDED, reason=reason)


def taught() -> Evidence:
    return Story().taught().evidence()


def roll_called(*, confirmed: bool = True) -> Evidence:
    said: list[Command] = [CallRoll(by=LECTURER, expected={QINGSHAN: ("p1", "p2")})]
    said.append(MarkPupil(by=QINGSHAN, classroom=QINGSHAN, pupil="p2", mark=Mark.ABSENT))
    said.append(CountHeads(by=BAISHUI, classroom=BAISHUI, heads=31))
    said.append(ConfirmRoll(by=QINGSHAN, classroom=QINGSHAN))
    if confirmed:
        said.append(ConfirmRoll(by=BAISHUI, classroom=BAISHUI))
    story = Story().begun().sends(BAISHUI, Source.CAMERA)
    for command in said:
        story.do(command, LATER)
    return story.do(EndLesson(by=LECTURER), OVER).evidence()


def sent_by(person: str, verified: VerifiedBy) -> Case:
    return lambda: (
        Story()
        .begun()
        .sends(QINGSHAN, Source.CAMERA)
        .but(verified={LI: VerifiedBy.SCHOOL, person: verified})
        .evidence()
    )


def by_a_link() -> Evidence:
    link = Actor(kind=ActorKind.LINK, id="abc", address="10.0.0.9")
    story = Story().begun()
    story.records = []
    return story.admitted(QINGSHAN, link).admitted(LECTURER, link).evidence()


def with_password_only() -> Evidence:
    return Story().comes(LECTURER, person=LI, strong=False).evidence()


def with_revoked_device() -> Evidence:
    revoked = (Enrolled(id=f"pc-{BAISHUI}", made_at=0.0, revoked_at=NINE - 60),)
    return Story().taught().but(devices={BAISHUI: revoked}).evidence()


def verified_nobody() -> Evidence:
    return Story().taught().but(verified={LI: VerifiedBy.SCHOOL}).evidence()


def signed_in_yesterday() -> Evidence:
    story = Story().begun()
    story.sign_ins = [msgspec.structs.replace(r, at=r.at - DAY) for r in story.sign_ins]
    return story.evidence()


def switched() -> Story:
    off = SetRight(by=LECTURER, right=Right.RAISE_HAND, on=False, classroom=QINGSHAN)
    return Story().taught(off)


def switched_behind_its_back() -> Evidence:
    story = Story().taught(SetRight(by=LECTURER, right=Right.SCREEN, on=True, classroom=None))
    story.happened = [h for h in story.happened if h.event.__class__.__name__ != "RightChanged"]
    return story.evidence()


def paused() -> Story:
    return Story().begun().do(PauseLesson(by=LECTURER), NINE + 10 * MINUTE)


def resumed() -> Evidence:
    return paused().do(ResumeLesson(by=LECTURER), LATER).evidence()


def entered_while_paused() -> Evidence:
    unknown_room = PresenceChanged(at=LATER, classroom="r9", presence=Presence.PRESENT)
    return paused().add(unknown_room).evidence()


def forbidden() -> Story:
    return Story().begun().do(ForbidAll(by=LECTURER), NINE + 10 * MINUTE)


def shut() -> Story:
    return (
        Story().taught(ShutDown(by=LECTURER))
        if False
        else Story().begun().do(ShutDown(by=LECTURER), LATER)
    )


def cut(after: float) -> Evidence:
    story = Story().begun()
    story.records.append(did("shut_lesson", at=LATER, object="lesson", kind="lessons"))
    return story.do(ShutDown(by=None), LATER + after).evidence()


def packaged(*, released: bool = True) -> Evidence:
    story = shut()
    said = {"object": "lesson", "kind": "lessons", "detail": '{"incident":"i1"}'}
    deeds = ["assemble_incident", *(["release_incident"] if released else []), "take_incident"]
    for number, action in enumerate(deeds, start=900):
        story.records.append(did(action, at=LATER + number - 890, number=number, **said))
    return story.evidence()


def restarted(*, on_record: bool = True) -> Evidence:
    story, again = shut(), LATER + MINUTE
    if on_record:
        story.records.append(did("restart_lesson", at=again, object="lesson", kind="lessons"))
    story.do(RestartLesson(reason="已查明"), again)
    return story.comes(LECTURER, person=LI, at=again + 1).evidence()


def removed() -> Story:
    return Story().begun().do(Remove(by=LECTURER, classroom=BAISHUI), NINE + MINUTE)


def locked() -> Story:
    story = Story().comes(LECTURER, person=LI).comes(QINGSHAN, person=WANG)
    return story.do(Lock(by=LECTURER), NINE + MINUTE)


def early() -> Story:
    return Story().comes(QINGSHAN, person=WANG)


def gone(back_after: float) -> Evidence:
    story = Story().begun()
    session = story.lesson.record.delivering.session or ""
    story.do(Disconnect(by=LECTURER, session=session), LATER)
    return story.add(ended(LATER + back_after, "hold_expired")).evidence()


def unexpected() -> Evidence:
    stranger = Actor(kind=ActorKind.PERSON, id="sun", session="s", address="10.0.0.3")
    return Story().taught().admitted("elsewhere", stranger).evidence()


def overrun(minutes: float) -> Evidence:
    return Story().begun().add(ended(OVER + minutes * MINUTE, "overrun")).evidence()


def miscounted() -> Evidence:
    wrong = LessonTally(lesson="lesson", held=True, planned_minutes=40, lost_minutes=7)
    return Story().taught().but(kept_tally=wrong).evidence()


def never_came() -> Evidence:
    story = Story().comes(LECTURER, person=LI).comes(QINGSHAN, person=WANG)
    from classroom.commands import EndLesson, StartLesson

    return story.do(StartLesson(by=LECTURER)).do(EndLesson(by=LECTURER), OVER).evidence()


def nobodys_record() -> Evidence:
    return Story().taught().admitted(QINGSHAN, Actor(kind=ActorKind.NOBODY)).evidence()


def unregistered() -> Evidence:
    stream = StreamOpened(
        at=LATER, classroom="pupil7", producer="p", source=Source.CAMERA, ingest=False
    )
    return Story().begun().add(stream).evidence()


def blacklisted(*, came_in: bool) -> Evidence:
    """青山 was put out and kept out of the series; its assistant comes again."""
    remove = Remove(by=LECTURER, classroom=QINGSHAN, keep_out=True)
    story = Story().begun().do(remove, NINE + 10 * MINUTE).but(kept_out=(BARRED,))
    who = Actor(kind=ActorKind.PERSON, id=WANG, session="s9", address="10.0.0.9")
    return story.admitted(QINGSHAN, who, at=LATER).evidence() if came_in else story.evidence()


def _stretch(minutes: float) -> ServerEvidence:
    rules = EyeRules(primary=StageRules(stretch_minutes=minutes, day_minutes=150))
    facts = msgspec.structs.replace(FACTS, eyes=rules)
    return msgspec.structs.replace(SERVER, facts=facts)


VERIFIED = did("verify_audit", at=NEXT_DAY - DAY, number=50)
BROKEN = did("verify_audit", at=NEXT_DAY - DAY, number=50, result="altered")

BARRED = Sanction(
    id="out", kind=SubjectKind.PERSON, subject=WANG, step=Step.SUSPEND, reach=Reach.PAIRING,
    place="music", scope="/county/centre/", reason="removed_from_lesson", until=None,
    made_at=NINE + 10 * MINUTE, made_by=LI,
)  # fmt: skip
LIMITED = msgspec.structs.replace(BARRED, id="less", step=Step.LIMIT, until=NEXT_DAY)
IMPOSED = did("impose_sanction", number=60, kind="sanctions", object="less")


def watched(approved_by: str) -> Evidence:
    """Somebody asked to watch a recording, and it was granted; `she` asked."""
    decided = did("decide_watching", kind="recordings", detail='{"asked_by":"she"}')
    actor = Actor(kind=ActorKind.PERSON, id=approved_by)
    decided = msgspec.structs.replace(decided, actor=actor)
    return of_server(watched=WatchEvidence(decisions=(decided,)))


CASES: dict[str, tuple[Case, Case]] = {
    "A2/R9": (sent_by(WANG, VerifiedBy.PHONE), sent_by(WANG, VerifiedBy.NOBODY)),
    "B1": (taught, by_a_link),
    "B2": (taught, with_password_only),
    "B3": (taught, with_revoked_device),
    "B4/M31a": (taught, verified_nobody),
    "M31b": (taught, signed_in_yesterday),
    "R10": (
        lambda: of_server(changes_checked=(7,)),
        lambda: of_server(changes_checked=(7,), changes_since=NEXT_DAY - 8 * DAY),
    ),
    "G1d": (of_server, lambda: of_server(rules=SignInRules(second_factor=(Role.AUDITOR,)))),
    "G1a/b": (of_server, lambda: with_facts(lock_after=50)),
    "G2": (of_server, lambda: of_server(auditors=("zhao",))),
    "B6": (lambda: switched().evidence(), lambda: switched().add(HAND).evidence()),
    "B7": (resumed, lambda: paused().add(HAND).evidence()),
    "B7-forbid": (
        lambda: forbidden().do(AllowAgain(by=LECTURER), LATER).add(HAND).evidence(),
        lambda: forbidden().add(HAND).evidence(),
    ),
    "B8": (lambda: shut().evidence(), lambda: shut().add(COMES).evidence()),
    "B9/M29": (
        lambda: of_server(sanctions=(LIMITED,), sanction_records=(IMPOSED,)),
        lambda: of_server(sanctions=(LIMITED,)),
    ),
    "B10": (lambda: blacklisted(came_in=False), lambda: blacklisted(came_in=True)),
    "M7/D20": (
        lambda: of_server(reports=3, reports_decided=(9,)),
        lambda: of_server(reports=3, reports_decided=(9,), reports_overdue=1),
    ),
    "B8-package": (packaged, lambda: packaged(released=False)),
    "L1/M29": (lambda: cut(0.2), lambda: cut(30.0)),
    "1.D-remove": (lambda: removed().evidence(), lambda: removed().add(COMES).evidence()),
    "1.D-lock": (
        lambda: locked().comes(BAISHUI).evidence(),
        lambda: locked().add(COMES).evidence(),
    ),
    "1.D-first": (
        lambda: early().comes(LECTURER, person=LI).add(SAID).evidence(),
        lambda: early().add(SAID).evidence(),
    ),
    "1.D-expected": (taught, unexpected),
    "1.D-hold": (lambda: gone(200.0), lambda: gone(2000.0)),
    "T14": (taught, miscounted),
    "T13": (taught, never_came),
    "roll-call": (roll_called, lambda: roll_called(confirmed=False)),
    "T10-overrun": (lambda: overrun(10), lambda: overrun(90)),
    "H1-stretch": (
        lambda: Story().taught().but(grades={QINGSHAN: 4}).evidence(server=_stretch(40)),
        lambda: Story().taught().evidence(),
    ),
    "H1-day": (
        taught,
        lambda: Story().taught().but(day_minutes={"class1": 80.0, "class2": 151.0}).evidence(),
    ),
    "H3-end": (taught, lambda: Story().taught().but(midnight=NINE - 21 * 3600).evidence()),
    "N-log": (lambda: of_server(verified=VERIFIED), lambda: of_server(verified=BROKEN)),
    "G3-chain": (
        lambda: of_server(last_record_at=NEXT_DAY, head_at=NEXT_DAY - DAY, head_number=9),
        lambda: of_server(last_record_at=NEXT_DAY, head_at=NEXT_DAY - 9 * DAY, head_number=9),
    ),
    "G3-fields": (taught, nobodys_record),
    "P55/56": (of_server, lambda: with_facts(keep_days=184)),
    "P13-17/P31/C8-10": (
        taught,
        lambda: Story().taught().but(consents={Consent.UNASKED: 1, Consent.GIVEN: 9}).evidence(),
    ),
    "P44-47/M34": (
        lambda: of_server(wishes=(did("export_pupil"),)),
        lambda: of_server(wishes=(did("erase_pupil"),), refused_unwritten=1),
    ),
    "P19/H4": (
        lambda: of_server(overdue_pupils=0, forgotten=(8,)),
        lambda: of_server(overdue_pupils=3, forgotten=(8,)),
    ),
    "M36": (lambda: watched(approved_by="qian"), lambda: watched(approved_by="she")),
    "U76": (lambda: Story().begun().sends(QINGSHAN, Source.CAMERA).evidence(), unregistered),
    "L6": (of_server, lambda: with_facts(libraries=("aiohttp", "face-recognition"))),
    "G5-way": (of_server, lambda: with_facts(public_url="http://10.0.0.8:8080")),
    "G4": (of_server, lambda: with_facts(admin_networks=())),
    "U74/M24": (
        of_server,
        lambda: with_facts(page_policy="default-src 'self'; script-src 'self' https://ads.example"),
    ),
}

# What is not there yet fails whatever happens, and what cannot be seen from here is unknown.
NOT_THERE = {
    "B5", "T10-patrol", "M26",
    "M35/P57/D11/L4",
}  # fmt: skip
NOT_SEEN = {"G5-rest", "G7/G8/D16"}
NEVER_WRONG = {"G6"}  # that nothing was restored shows nothing
