"""What the reading of evidence promises, on both databases."""

from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa

from classroom.accounts.rules import SignInRules
from classroom.audit.record import SERVER, Actor, ActorKind, Note
from classroom.commands import Arrive, Command, EndLesson, Enter, SetRight, StartLesson, Tick
from classroom.events import RightChanged
from classroom.permissions import Role
from classroom.record import LessonRules
from classroom.register.people import Consent, VerifiedBy
from classroom.register.scope import EVERYTHING, Sight
from classroom.safety.ports import EvidencePort
from classroom.states import Right
from classroom.store import evidence as adapter
from classroom.store import settings
from classroom.store.database import DatabaseStore
from classroom.store.evidence import DatabaseEvidence
from classroom.store.opening import DatabaseDueLessons
from classroom.store.tables.lessons import lessons as live_lessons
from classroom.store.tables.planned import lessons
from classroom.store.tables.questions import answers
from classroom.store.tables.register import TABLES
from classroom.timetable.opening import live_lesson
from classroom.timetable.pairings import Receiver
from classroom.timetable.planned import PlannedLesson
from tests.classroom.safety.story import FACTS
from tests.classroom.timetable.autumn import ZONE, at
from tests.contracts.office import NEXT, TUESDAY, Office, open_office, planned
from tests.copies import Fill

SESSION = "session-of-the-lecturer"


@pytest.fixture
def filled_with() -> Fill:
    return planned


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    async with open_office(database_url) as opened:
        yield opened


@pytest.fixture
def evidence(office: Office) -> EvidencePort:
    return DatabaseEvidence(office.database, ZONE)


async def teach(office: Office, day: str) -> PlannedLesson:
    """Teach a lesson: the lecturer comes by a password and a code, one classroom by its device."""
    lesson = await office.lesson(day)
    due, store = DatabaseDueLessons(office.database), DatabaseStore(office.database.engine)
    live = live_lesson((await due.current([lesson.id]))[lesson.id], LessonRules())
    assert await due.open(live)
    lecturer = Actor(kind=ActorKind.PERSON, id=lesson.lecturer, session=SESSION, address="10.0.0.1")
    device = Actor(kind=ActorKind.DEVICE, id="pc", device="pc", address="10.0.0.2")
    receiver = lesson.receivers[0].classroom

    async def note(by: Actor, action: str, kind: str, object: str, seat: str = "") -> None:
        detail = f'{{"seat":"{seat}"}}' if seat else ""
        async with office.database.writing(by) as transaction:
            await transaction.note(
                Note(action=action, kind=kind, object=object, scope=lesson.scope, detail=detail)
            )

    await note(lecturer, "sign_in", "sessions", SESSION)
    await note(lecturer, "second_factor", "sessions", SESSION)
    await note(lecturer, "admit", "lessons", lesson.id, lesson.classroom)
    await note(device, "admit", "lessons", lesson.id, receiver)
    off = SetRight(by=lesson.classroom, right=Right.AUDIO, on=False, classroom=None)
    steps: list[tuple[Command, float]] = [
        (Tick(), lesson.starts_at - 600),
        (Arrive(by=lesson.classroom, session="a"), lesson.starts_at - 300),
        (Enter(by=lesson.classroom), lesson.starts_at - 300),
        (Arrive(by=receiver, session="b"), lesson.starts_at - 200),
        (Enter(by=receiver), lesson.starts_at - 200),
        (StartLesson(by=lesson.classroom), lesson.starts_at),
        (off, lesson.starts_at + 60),
        (EndLesson(by=lesson.classroom), lesson.ends_at),
    ]
    for command, when in steps:
        await store.save(live, live.handle(command, when))
    await due.settle()
    return await office.lesson(day)


async def test_what_was_kept_of_a_lesson_is_found(office: Office, evidence: EvidencePort) -> None:
    lesson = await teach(office, TUESDAY)

    (found,) = await evidence.of_lessons([lesson])

    assert found.planned == lesson
    assert found.is_over
    assert [type(h.event).__name__ for h in found.events][:2] == ["LessonMade", "PhaseChanged"]
    assert [h.event.on for h in found.events if isinstance(h.event, RightChanged)] == [False]
    assert [h.number for h in found.events] == sorted({h.number for h in found.events})
    assert {r.note.action for r in found.records} == {"open_lesson", "admit"}
    assert [r.actor.session or r.actor.device for r in found.admissions] == [SESSION, "pc"]
    assert [r.note.action for r in found.sign_ins] == ["sign_in", "second_factor"]
    assert found.verified[lesson.lecturer] is VerifiedBy.SCHOOL
    assert found.kept_tally is not None
    assert found.kept_tally.held
    assert found.is_whole
    assert found.midnight == at(TUESDAY, "00:00")


async def test_a_class_has_all_its_lessons_of_the_day_together(
    office: Office, evidence: EvidencePort
) -> None:
    county = office.county
    school = county.id("青山小学")
    await office.add("四一班", "classes", school=school, name="四（1）班", grade=4, year=2026)
    here = Receiver(county["音乐"].receivers[0].classroom, None, county.id("四一班"))
    await office.replace("音乐", "pairings", receivers=(here,))
    await office.add(
        "周二第一节", "slots", pairing=county.id("音乐"), weekday=2, start="08:00", end="08:30"
    )
    async with office.database.writing(SERVER) as writing:
        over = sa.update(lessons).where(lessons.c.day.in_((TUESDAY, NEXT))).values(state="ended")
        await writing.connection.execute(over)

    (found,) = await evidence.of_lessons([await office.lesson(TUESDAY)])

    assert found.day_minutes == {county.id("四一班"): 70.0}


async def test_a_lesson_that_is_due_knows_the_grades_of_those_who_sit_there(office: Office) -> None:
    county = office.county
    school = county.id("青山小学")
    await office.add("四一班", "classes", school=school, name="四（1）班", grade=4, year=2026)
    here = Receiver(county["音乐"].receivers[0].classroom, None, county.id("四一班"))
    await office.replace("音乐", "pairings", receivers=(here,))
    lesson = await office.lesson(NEXT)

    found = await DatabaseDueLessons(office.database).current([lesson.id])

    assert found[lesson.id].grades == (4,)


async def test_a_lesson_that_is_still_to_come_has_nothing(
    office: Office, evidence: EvidencePort
) -> None:
    (found,) = await evidence.of_lessons([await office.lesson(NEXT)])

    assert (found.record, found.events, found.records, found.kept_tally) == (None, (), (), None)


async def test_several_lessons_are_kept_apart(office: Office, evidence: EvidencePort) -> None:
    taught, to_come = await teach(office, TUESDAY), await office.lesson(NEXT)

    first, second = await evidence.of_lessons([to_come, taught])

    assert not first.events
    assert second.events
    assert second.planned == taught


async def test_the_classes_that_sit_there_are_counted_by_what_their_guardians_said(
    office: Office, evidence: EvidencePort
) -> None:
    county = office.county
    await office.add(
        "四一班", "classes", school=county.id("青山小学"), name="四（1）班", grade=4, year=2026
    )
    pairing = county["音乐"]
    receivers = [
        {"classroom": r.classroom, "school_class": county.id("四一班")} for r in pairing.receivers
    ][:1]
    built = type(pairing.receivers[0])(**receivers[0])
    await office.replace("音乐", "pairings", receivers=(built,))
    for number in ("001", "002", "003"):
        await county.add(
            number, "pupils", school_class=county.id("四一班"), name="小禾", number=number
        )
    pupils = TABLES["pupils"]
    async with office.database.writing(SERVER) as writing:
        said = sa.update(pupils).where(pupils.c.number == "001").values(consent="given")
        await writing.connection.execute(said)

    (found,) = await evidence.of_lessons([await office.lesson(NEXT)])

    assert found.consents == {Consent.GIVEN: 1, Consent.UNASKED: 2}
    assert found.grades == {built.classroom: 4}


async def test_of_too_much_it_says_so(
    office: Office, evidence: EvidencePort, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = await teach(office, TUESDAY)
    monkeypatch.setattr(adapter, "MOST_EVENTS", 3)

    (found,) = await evidence.of_lessons([lesson])

    assert len(found.events) == 3
    assert not found.is_whole


async def test_a_term_has_the_lessons_that_were_opened_and_whoever_sees_none_finds_none(
    office: Office, evidence: EvidencePort
) -> None:
    term = office.county.id("学期")
    taught = {(await teach(office, day)).id for day in (TUESDAY, NEXT)}
    elsewhere = office.county.sight("远山县")

    first = await evidence.of_term(term, EVERYTHING, "", 1)
    rest = await evidence.of_term(term, EVERYTHING, first[0].id, 10)

    assert {lesson.id for lesson in (*first, *rest)} == taught
    assert await evidence.how_many(term, EVERYTHING) == 2
    assert await evidence.how_many(term, office.county.sight("青山小学")) == 2
    assert await evidence.of_term(term, elsewhere, "", 10) == []
    assert await evidence.how_many(term, elsewhere) == 0


async def test_the_server_is_known_by_its_rules_its_people_and_its_trail(
    office: Office, evidence: EvidencePort
) -> None:
    rules = SignInRules(password_days=90)
    school = office.county["青山小学"].scope
    async with office.database.writing(SERVER) as writing:
        await settings.write(writing.connection, "sign_in", rules, 0)
        for name, role in (("青山小学老师", Role.AUDITOR), ("中心小学老师", Role.SCHOOL_ADMIN)):
            people = TABLES["people"]
            grants = [{"role": role.value, "scope": school}]
            here = people.c.id == office.county.id(name)
            await writing.connection.execute(sa.update(people).where(here).values(grants=grants))
        await writing.note(Note(action="verify_audit", kind="audit", result="altered"))
        await writing.note(Note(action="erase_pupil", kind="pupils", object="p1", scope=school))

    told = await evidence.of_server(FACTS, EVERYTHING)
    elsewhere = await evidence.of_server(FACTS, office.county.sight("远山县"))

    assert told.rules == rules
    assert told.auditors == (office.county.id("青山小学老师"),)
    assert told.administrators == (office.county.id("中心小学老师"),)
    assert told.verified is not None
    assert told.verified.note.result == "altered"
    assert len(told.forgotten) == 1
    assert elsewhere.forgotten == ()
    assert told.overdue_pupils == 0


async def test_a_pupil_kept_beyond_their_time_is_counted_where_they_were(
    office: Office, evidence: EvidencePort
) -> None:
    county = office.county
    await county.add(
        "班", "classes", school=county.id("青山小学"), name="四（2）班", grade=4, year=2026
    )
    await county.add("生", "pupils", school_class=county.id("班"), name="小禾", number="009")
    pupils = TABLES["pupils"]
    long_ago = office.database.now() - (FACTS.removed_days + 10) * 86_400
    async with office.database.writing(SERVER) as writing:
        gone = sa.update(pupils).where(pupils.c.number == "009").values(removed_at=long_ago)
        await writing.connection.execute(gone)

    here = await evidence.of_server(FACTS, county.sight("青山小学"))
    elsewhere = await evidence.of_server(FACTS, Sight((county["远山县"].scope,)))

    assert (here.overdue_pupils, elsewhere.overdue_pupils) == (1, 0)


async def test_an_answer_kept_beyond_its_time_is_counted_where_the_pupil_was(
    office: Office, evidence: EvidencePort
) -> None:
    county = office.county
    long_ago = office.database.now() - (FACTS.answers_days + 10) * 86_400
    lesson = {"id": "l1", "version": 1, "phase": "ended", "starts_at": long_ago, "state": "{}"}
    answer = {
        "lesson": "l1", "question": "q1", "pupil": "p1", "classroom": "r1", "options": [0],
        "scope": county["青山小学"].scope,
    }  # fmt: skip
    async with office.database.writing(SERVER) as writing:
        await writing.connection.execute(sa.insert(live_lessons).values(lesson))
        for number, at in enumerate((long_ago, office.database.now())):
            row = answer | {"pupil": f"p{number}", "at": at}
            await writing.connection.execute(sa.insert(answers).values(row))

    here = await evidence.of_server(FACTS, county.sight("青山小学"))
    elsewhere = await evidence.of_server(FACTS, Sight((county["远山县"].scope,)))

    assert (here.overdue_answers, elsewhere.overdue_answers) == (1, 0)
