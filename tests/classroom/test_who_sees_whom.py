from classroom.commands import (
    CallOn,
    Disconnect,
    EndLesson,
    Enlarge,
    PauseLesson,
    Publish,
    SetPaused,
    Tick,
)
from classroom.lesson import Lesson
from classroom.media_messages import IngestState, Source
from classroom.seats import Ingest
from classroom.states import Place
from classroom.views import views_of
from tests.classroom.school import (
    BAISHUI,
    HONGYA,
    LECTURER,
    NINE,
    QINGSHAN,
    live,
    scheduled,
    send,
    session,
    walk_in,
)

CAMERA, MICROPHONE = Source.CAMERA, Source.MICROPHONE


def seen(lesson: Lesson, classroom: str) -> set[tuple[str, Place, int]]:
    return {(v.producer, v.place, v.layer) for v in views_of(lesson.record, classroom)}


def three_classrooms() -> Lesson:
    lesson = live(QINGSHAN, BAISHUI)
    for classroom in (LECTURER, QINGSHAN, BAISHUI):
        send(lesson, classroom, CAMERA, MICROPHONE)
    return lesson


def test_the_lecturer_sees_and_hears_every_classroom_and_the_first_one_large() -> None:
    lesson = three_classrooms()

    assert seen(lesson, LECTURER) == {
        ("r1/camera", Place.MAIN, 2),
        ("r1/microphone", Place.SOUND, 0),
        ("r2/camera", Place.STRIP, 0),
        ("r2/microphone", Place.SOUND, 0),
    }


def test_the_lecturer_sees_the_stage_large_unless_another_was_chosen() -> None:
    lesson = three_classrooms()

    lesson.handle(CallOn(by=LECTURER, classroom=BAISHUI), NINE)
    assert ("r2/camera", Place.MAIN, 2) in seen(lesson, LECTURER)
    lesson.handle(Enlarge(by=LECTURER, classroom=QINGSHAN), NINE)
    assert ("r1/camera", Place.MAIN, 2) in seen(lesson, LECTURER)
    assert ("r2/camera", Place.STRIP, 0) in seen(lesson, LECTURER)


def test_a_receiving_classroom_sees_the_lecturer_and_nobody_else() -> None:
    lesson = three_classrooms()

    assert seen(lesson, QINGSHAN) == {
        ("d/camera", Place.MAIN, 2),
        ("d/microphone", Place.SOUND, 0),
    }


def test_the_classroom_on_stage_is_seen_and_heard_by_the_others_but_not_by_itself() -> None:
    lesson = three_classrooms()

    lesson.handle(CallOn(by=LECTURER, classroom=BAISHUI), NINE)

    assert seen(lesson, QINGSHAN) - seen(lesson, BAISHUI) == {
        ("r2/camera", Place.STAGE, 1),
        ("r2/microphone", Place.SOUND, 0),
    }


def test_a_classroom_on_stage_may_show_its_work_under_its_document_camera() -> None:
    lesson = three_classrooms()
    lesson.handle(CallOn(by=LECTURER, classroom=BAISHUI), NINE)

    send(lesson, BAISHUI, Source.DOCUMENT)

    assert ("r2/document", Place.STAGE, 1) in seen(lesson, QINGSHAN)
    assert ("r2/document", Place.MAIN, 2) in seen(lesson, LECTURER)
    assert ("r2/camera", Place.CORNER, 1) in seen(lesson, LECTURER)
    lesson.handle(SetPaused(producer="r2/document", paused=True), NINE)
    assert ("r2/camera", Place.STAGE, 1) in seen(lesson, QINGSHAN)


def test_a_shared_screen_comes_first_and_the_lecturer_moves_to_the_corner() -> None:
    lesson = three_classrooms()

    send(lesson, LECTURER, Source.SCREEN, Source.SCREEN_SOUND, Source.DOCUMENT)

    assert seen(lesson, QINGSHAN) == {
        ("d/screen", Place.MAIN, 2),
        ("d/camera", Place.CORNER, 1),
        ("d/microphone", Place.SOUND, 0),
        ("d/screen_sound", Place.SOUND, 0),
    }


def test_a_document_camera_takes_the_cameras_place_while_it_is_switched_on() -> None:
    lesson = three_classrooms()

    send(lesson, LECTURER, Source.DOCUMENT)
    assert ("d/document", Place.MAIN, 2) in seen(lesson, QINGSHAN)
    lesson.handle(SetPaused(producer="d/document", paused=True), NINE)
    assert ("d/camera", Place.MAIN, 2) in seen(lesson, QINGSHAN)


def test_in_a_pause_nobody_sees_a_receiving_classroom_and_all_see_the_lecturer() -> None:
    lesson = three_classrooms()
    lesson.handle(CallOn(by=LECTURER, classroom=BAISHUI), NINE)

    lesson.handle(PauseLesson(by=LECTURER), NINE)

    assert seen(lesson, LECTURER) == set()
    assert seen(lesson, QINGSHAN) == {
        ("d/camera", Place.MAIN, 2),
        ("d/microphone", Place.SOUND, 0),
    }


def test_before_the_bell_only_the_lecturer_sees_who_is_there() -> None:
    lesson = scheduled()
    lesson.handle(Tick(), NINE - 300)
    walk_in(lesson, LECTURER, QINGSHAN, at=NINE - 300)
    for classroom in (LECTURER, QINGSHAN):
        send(lesson, classroom, CAMERA, at=NINE - 300)

    assert seen(lesson, LECTURER) == {("r1/camera", Place.MAIN, 2)}
    assert seen(lesson, QINGSHAN) == set()


def test_who_has_not_entered_sees_nothing_and_after_the_end_nobody_does() -> None:
    lesson = three_classrooms()

    assert seen(lesson, HONGYA) == set()
    lesson.handle(EndLesson(by=LECTURER), NINE)
    assert [seen(lesson, c) for c in (LECTURER, QINGSHAN)] == [set(), set()]


def test_who_was_just_lost_keeps_what_they_saw_until_their_place_is_given_up() -> None:
    lesson = three_classrooms()
    before = seen(lesson, QINGSHAN)
    assert before

    lesson.handle(Disconnect(by=QINGSHAN, session=session(QINGSHAN)), NINE + 5)
    assert seen(lesson, QINGSHAN) == before
    lesson.handle(Tick(), NINE + 5 + lesson.record.rules.lost_seconds)
    assert seen(lesson, QINGSHAN) == set()


def test_the_page_of_a_classroom_wins_over_its_recording_box() -> None:
    lesson = scheduled(ingest=Ingest(url="rtsp://192.0.2.1/", state=IngestState.PLAYING))
    lesson.handle(Tick(), NINE)
    walk_in(lesson, QINGSHAN, LECTURER)
    for source in (CAMERA, MICROPHONE):
        lesson.handle(
            Publish(classroom="d", peer="d.ingest", producer=f"box/{source}", source=source), NINE
        )
    assert ("box/camera", Place.MAIN, 2) in seen(lesson, QINGSHAN)

    send(lesson, LECTURER, CAMERA)

    assert seen(lesson, QINGSHAN) == {
        ("d/camera", Place.MAIN, 2),
        ("box/microphone", Place.SOUND, 0),
    }
