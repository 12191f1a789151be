"""A term of twenty-one music lessons, counted on paper and by the program."""

from classroom.events import Event, IngestReported, LessonMade, PhaseChanged, PresenceChanged
from classroom.media_messages import IngestState
from classroom.states import Phase, Presence
from classroom.timetable.pairings import Change, Pairing, Receiver
from classroom.timetable.planned import PlannedLesson
from classroom.timetable.tally import LessonTally, Sum, lesson_sum, seat_sum, tally, total
from tests.classroom.timetable.autumn import exception, lessons, pairing, planner, slot

MINUTE = 60.0
QINGSHAN, SHIQIAO = "qingshan room", "shiqiao room"
ART = pairing("art", receivers=(Receiver("baishui room"),))


def went(lesson: PlannedLesson, *phases: tuple[float, Phase]) -> list[Event]:
    """A lesson's events: minutes after its planned start, and what began then."""
    events: list[Event] = [LessonMade(at=lesson.starts_at - 900)]
    for minutes, phase in phases:
        events.append(
            PhaseChanged(at=lesson.starts_at + minutes * MINUTE, phase=phase, reason="time")
        )
    return events


def came(lesson: PlannedLesson, classroom: str, *changes: tuple[float, Presence]) -> list[Event]:
    return [
        PresenceChanged(
            at=lesson.starts_at + minutes * MINUTE, classroom=classroom, presence=presence
        )
        for minutes, presence in changes
    ]


def first(*others: Pairing) -> PlannedLesson:
    return lessons(planner(slot("s"), pairings=others), "s")[0]


def test_a_lesson_held_by_the_bell_has_lost_nothing() -> None:
    lesson = first()
    events = went(lesson, (0, Phase.LIVE), (40, Phase.ENDED))

    held = tally(lesson, events, lesson.ends_at)

    assert (held.held, held.late_minutes, held.lost_minutes) == (True, 0.0, 0.0)


def test_a_minute_is_not_late_and_two_are() -> None:
    lesson = first()

    def late(minutes: float) -> float:
        return tally(lesson, went(lesson, (minutes, Phase.LIVE)), lesson.ends_at).late_minutes

    assert (late(-5), late(1), late(2)) == (0.0, 0.0, 2.0)


def test_time_on_hold_is_lost_and_a_pause_is_not() -> None:
    lesson = first()
    events = went(
        lesson,
        (0, Phase.LIVE),
        (10, Phase.HOLD),
        (12, Phase.LIVE),
        (20, Phase.PAUSED),
        (25, Phase.LIVE),
        (40, Phase.ENDED),
    )

    assert tally(lesson, events, lesson.ends_at).lost_minutes == 2.0


def test_what_is_made_up_after_the_bell_does_not_bring_lost_minutes_back() -> None:
    lesson = first()
    events = went(lesson, (5, Phase.LIVE), (45, Phase.ENDED))

    held = tally(lesson, events, lesson.ends_at + 600)

    assert (held.late_minutes, held.lost_minutes) == (5.0, 5.0)


def test_a_classroom_loses_the_minutes_it_was_not_there() -> None:
    lesson = first()
    events = [
        *came(lesson, QINGSHAN, (-5, Presence.PRESENT), (10, Presence.LOST)),
        *went(lesson, (0, Phase.LIVE)),
        *came(lesson, QINGSHAN, (14, Presence.PRESENT)),
        *went(lesson, (40, Phase.ENDED))[1:],
    ]
    events.sort(key=lambda event: event.at)

    held = tally(lesson, events, lesson.ends_at)

    seats = {seat.classroom: seat for seat in held.seats}
    assert (seats[QINGSHAN].reached, seats[QINGSHAN].lost_minutes) == (True, 4.0)
    assert (seats[SHIQIAO].reached, seats[SHIQIAO].lost_minutes) == (False, 40.0)


def test_a_recording_box_that_plays_is_a_classroom_that_is_there() -> None:
    lesson = first()
    box = IngestReported(at=lesson.starts_at, classroom=SHIQIAO, state=IngestState.PLAYING)
    events = [box, *went(lesson, (0, Phase.LIVE), (40, Phase.ENDED))]

    held = tally(lesson, events, lesson.ends_at)

    assert [seat.lost_minutes for seat in held.seats] == [40.0, 0.0]


def test_a_term_counted_by_hand_is_what_the_program_counts() -> None:
    planned = planner(
        slot("s"),
        slot("friday", of="art", weekday=5),
        pairings=(ART,),
        exceptions=(
            exception("s", "2026-09-08", Change.CANCELLED, reason="停电"),
            exception("s", "2026-09-15", Change.MERGED, other="friday", other_day="2026-09-18"),
            exception(
                "s", "2026-09-22", Change.MOVED, to_day="2026-09-24", start="14:00", end="14:40"
            ),
        ),
    )
    music = [lesson for lesson in lessons(planned, "s") if lesson.slot == "s"]
    # On paper: 21 in all, and it is the morning of the eleventh, 10 November. Of the ten before it,
    # that of 8 September was cancelled, the 15th's merged, the 22nd's held two days later, the
    # 29th's missed (the server was off); on 6 October it began 5 minutes late, on the 13th it was
    # on hold for 3 minutes. So 7 were held, and 40 + 5 + 3 minutes are lost.
    now = music[10].starts_at - 3600

    def events(lesson: PlannedLesson) -> list[Event]:
        match lesson.day:
            case "2026-09-08" | "2026-09-15" | "2026-09-29":
                return []
            case "2026-10-06":
                return went(lesson, (5, Phase.LIVE), (40, Phase.ENDED))
            case "2026-10-13":
                return went(
                    lesson, (0, Phase.LIVE), (20, Phase.HOLD), (23, Phase.LIVE), (40, Phase.ENDED)
                )
            case _ if lesson.starts_at > now:
                return []
            case _:
                return went(lesson, (0, Phase.LIVE), (40, Phase.ENDED))

    tallies = [tally(lesson, events(lesson), now) for lesson in music]

    by_pairing = total(music, tallies, by=lambda lesson: lesson.pairing)
    assert by_pairing == {
        "music": Sum(
            planned=21,
            held=7,
            missed=1,
            cancelled=1,
            merged=1,
            late=1,
            planned_minutes=840.0,
            late_minutes=5.0,
            lost_minutes=48.0,
        )
    }
    assert by_pairing["music"].to_come == 11


def test_for_a_classroom_that_was_not_reached_the_lesson_was_missed() -> None:
    lesson = first()
    held = tally(lesson, went(lesson, (0, Phase.LIVE), (40, Phase.ENDED)), lesson.ends_at)

    assert lesson_sum(held).held == 1
    assert [seat_sum(held, seat).missed for seat in held.seats] == [1, 1]


def test_a_lesson_that_is_being_taught_is_counted_as_far_as_it_has_come() -> None:
    lesson = first()
    events = went(lesson, (3, Phase.LIVE))

    held = tally(lesson, events, lesson.starts_at + 10 * MINUTE)

    assert held == LessonTally(
        lesson=lesson.id,
        held=True,
        planned_minutes=40.0,
        late_minutes=3.0,
        lost_minutes=3.0,
        seats=held.seats,
    )
