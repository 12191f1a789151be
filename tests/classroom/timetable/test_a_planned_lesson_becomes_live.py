import msgspec

from classroom.record import LessonRecord, LessonRules
from classroom.safety.eyes import Doing, EyeRules
from classroom.states import Part, Right
from classroom.timetable.opening import Due, Room, live_lesson
from classroom.timetable.planned import PlannedLesson
from tests.classroom.timetable.autumn import lessons, planner, slot

MINUTE = 60.0
RULES = LessonRules(overrun_seconds=10 * MINUTE)
ROOMS = (
    Room(id="music room", name="录播教室", school="中心小学", box_url="rtsp://192.0.2.1/main"),
    Room(id="qingshan room", name="三年级教室", school="青山小学"),
    Room(id="shiqiao room", name="教室", school="石桥教学点"),
)


def planned() -> PlannedLesson:
    return lessons(planner(slot("s")), "s")[0]


def record(rooms: tuple[Room, ...] = ROOMS, next_at: float | None = None) -> LessonRecord:
    due = Due(lesson=planned(), rooms=rooms, next_at=next_at)
    return live_lesson(due, RULES).record


def overrun(gap: float | None) -> float:
    """How long it may last past its bell when the next lesson begins so many minutes after it."""
    next_at = None if gap is None else planned().ends_at + gap * MINUTE
    return record(next_at=next_at).rules.overrun_seconds / MINUTE


def test_it_is_the_planned_one_with_the_same_id_and_times() -> None:
    live, lesson = record(), planned()

    assert (live.id, live.title) == (lesson.id, lesson.title)
    assert (live.starts_at, live.ends_at) == (lesson.starts_at, lesson.ends_at)
    assert live.rules.cap == lesson.cap
    assert live.subject == "音乐"


def test_it_never_has_more_classrooms_than_the_settings_allow() -> None:
    few = msgspec.structs.replace(RULES, cap=2)

    live = live_lesson(Due(lesson=planned(), rooms=ROOMS), few)

    assert live.record.rules.cap == 2


def test_a_seat_is_called_as_its_classroom_and_says_who_is_expected() -> None:
    seats = [(seat.id, seat.part, seat.person, seat.school_class) for seat in record().seats]

    assert seats == [
        ("music room", Part.DELIVERING, "music teacher", ""),
        ("qingshan room", Part.RECEIVING, "qingshan assistant", "qingshan class"),
        ("shiqiao room", Part.RECEIVING, "", "shiqiao class"),
    ]
    assert all(seat.registered for seat in record().seats)


def test_a_classroom_is_shown_by_its_school_and_by_its_own_name_when_there_are_two() -> None:
    twice = (*ROOMS[:2], Room(id="shiqiao room", name="四年级教室", school="青山小学"))

    assert [seat.name for seat in record().seats] == ["中心小学", "青山小学", "石桥教学点"]
    assert [seat.name for seat in record(twice).seats] == [
        "中心小学",
        "青山小学 三年级教室",
        "青山小学 四年级教室",
    ]


def test_the_classroom_s_recording_box_speaks_for_it() -> None:
    delivering, *others = record().seats

    assert delivering.ingest is not None
    assert delivering.ingest.url == "rtsp://192.0.2.1/main"
    assert [seat.ingest for seat in others] == [None, None]


def test_it_may_last_past_the_bell_and_not_into_the_next_lesson() -> None:
    assert (overrun(None), overrun(30), overrun(5), overrun(0)) == (10, 10, 5, 0)


EYES = EyeRules()


def test_the_youngest_who_sit_there_say_when_a_break_is_due() -> None:
    def stretch(*grades: int, eyes: EyeRules | None = EYES) -> float:
        due = Due(lesson=planned(), rooms=ROOMS, grades=grades)
        return live_lesson(due, RULES, eyes).record.rules.stretch_seconds / 60

    assert stretch(4, 8) == 20
    assert stretch(8) == 30
    assert stretch() == 0  # nobody knows who sits there
    assert stretch(4, eyes=None) == 0
    assert stretch(4, eyes=EyeRules(classroom=Doing.OFF)) == 0


def test_it_begins_with_the_rights_that_the_settings_give() -> None:
    rules = LessonRules(rights=(Right.VIDEO, Right.RAISE_HAND))

    lesson = live_lesson(Due(lesson=planned(), rooms=ROOMS), rules)

    assert lesson.record.rights == (Right.VIDEO, Right.RAISE_HAND)
