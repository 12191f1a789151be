"""A school to tell stories about: one delivering classroom and a few receiving ones."""

from classroom.commands import Arrive, Enter, Publish, StartLesson
from classroom.lesson import Lesson
from classroom.links import hash_token
from classroom.media_messages import Source
from classroom.record import LessonRecord, LessonRules
from classroom.seats import Ingest, Seat, page_peer
from classroom.states import Part, Phase

NINE = 9 * 3600.0  # the lesson starts at nine
MINUTE = 60.0

LECTURER = "d"
QINGSHAN, BAISHUI, HONGYA, LIUHE = "r1", "r2", "r3", "r4"
NAMES = {
    LECTURER: "实验小学",
    QINGSHAN: "青山小学",
    BAISHUI: "白水小学",
    HONGYA: "红崖小学",
    LIUHE: "柳河小学",
}


def scheduled(
    *, cap: int = 8, stage: int = 3, ingest: Ingest | None = None, receiving: int = 4
) -> Lesson:
    """A lesson in the timetable, at nine, for forty minutes."""
    seats = [
        Seat(
            id=id_,
            name=name,
            part=Part.DELIVERING if id_ == LECTURER else Part.RECEIVING,
            ingest=ingest if id_ == LECTURER else None,
        )
        for id_, name in NAMES.items()
    ]
    return Lesson(
        LessonRecord(
            id="lesson",
            title="古诗两首",
            subject="语文",
            starts_at=NINE,
            ends_at=NINE + 40 * MINUTE,
            seats=tuple(seats[: 1 + receiving]),
            rules=LessonRules(cap=cap, stage=stage),
        )
    )


def session(classroom: str, load: int = 1) -> str:
    """The session hash of a classroom's page; another `load` is another page load."""
    return hash_token(f"{classroom}-{load}")


def peer(classroom: str, load: int = 1) -> str:
    """The peer of that page."""
    return page_peer(classroom, session(classroom, load))


def walk_in(lesson: Lesson, *classrooms: str, at: float = NINE, load: int = 1) -> None:
    """Open the page, pass the device check, enter."""
    for classroom in classrooms:
        lesson.handle(Arrive(by=classroom, session=session(classroom, load)), at)
        lesson.handle(Enter(by=classroom), at)


def send(lesson: Lesson, classroom: str, *sources: Source, at: float = NINE, load: int = 1) -> None:
    """Send tracks; the producer's name says whose and what."""
    for source in sources:
        lesson.handle(
            Publish(
                classroom=classroom,
                peer=peer(classroom, load),
                producer=f"{classroom}/{source}",
                source=source,
            ),
            at,
        )


def live(*classrooms: str, cap: int = 8) -> Lesson:
    """A lesson being taught, with these receiving classrooms in it."""
    lesson = scheduled(cap=cap)
    walk_in(lesson, LECTURER, *classrooms)
    lesson.handle(StartLesson(by=LECTURER), NINE)
    return lesson


def phase(lesson: Lesson) -> Phase:
    """Where the lesson is now."""
    return lesson.record.phase


def stage(lesson: Lesson) -> tuple[str, ...]:
    """Who is on stage now."""
    return lesson.record.stage
