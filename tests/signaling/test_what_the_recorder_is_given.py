"""The recorder is a peer of the lesson that nobody sees: it has what it may, whatever happens."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

from classroom import media_messages as m
from classroom import recorder_messages as r
from classroom.failures import Unavailable
from classroom.media_messages import Source
from classroom.record import LessonRules
from classroom.recording.values import Alarm, Recorded
from classroom.store.memory import MemoryStore
from signaling.recorder_feed import FRESH_SECONDS, PEER, Recording
from tests.signaling.scripted_recorder import Register, ScriptedRecorder
from tests.signaling.server import School, Server, TestPage, settings

USUAL = (Recorded.LECTURER, Recorded.SCREEN, Recorded.STAGE)


class RecordedLesson:
    """A lesson that is recorded: its pages, its recorder and its register."""

    def __init__(self, classes: School, recorder: ScriptedRecorder, register: Register) -> None:
        self.classes, self.recorder, self.register = classes, recorder, register
        self.media = classes.media


@asynccontextmanager
async def recorded(*rules: Recorded, of_class: str = "") -> AsyncIterator[RecordedLesson]:
    server = Server(settings(), MemoryStore())
    recorder, register = ScriptedRecorder(server.media), Register()
    server.recording = Recording(recorder, register, register)
    server.rules = LessonRules(recorded=rules or USUAL)
    if of_class:
        plan = await server.make_lesson()
        record = plan.lesson.record
        seats = tuple(msgspec.structs.replace(s, school_class=of_class) for s in record.seats)
        plan.lesson.record = msgspec.structs.replace(record, seats=seats, version=1)
        await server.store.save(plan.lesson, [])
    else:
        await server.make_lesson()
    async with server.running():
        classes = School(server)
        try:
            yield RecordedLesson(classes, recorder, register)
        finally:
            for page in classes.pages:
                await page.close()


def alarms(page: TestPage) -> list[str]:
    assert page.state is not None
    return [alarm["alarm"] for alarm in page.state["lesson"]["recording"]["alarms"]]


def recording(page: TestPage) -> bool:
    assert page.state is not None
    return bool(page.state["lesson"]["recording"]["on"])


async def test_it_is_given_the_lecturer_and_who_is_on_stage_as_long_as_they_are() -> None:
    async with recorded() as lesson:
        lecturer, first, second = await lesson.classes.lesson("r1", "r2")
        await lecturer.produce("camera")
        await lecturer.produce("microphone")
        await first.produce("camera")
        await second.produce("camera")
        ours = [("d", "camera"), ("d", "microphone")]
        await lesson.recorder.until_it_has(*ours)

        await lecturer.ask("call_on", classroom="r1")
        await lesson.recorder.until_it_has(*ours, ("r1", "camera"))

        await lecturer.ask("take_down", classroom="r1")
        await lesson.recorder.until_it_has(*ours)
        left = await lesson.recorder.until_asked(r.LeaveTrack)
        assert isinstance(left, r.LeaveTrack)
        assert left.why == "off_stage"
        assert lesson.recorder.too_late == []


async def test_everybody_sees_that_it_is_recorded_and_nobody_sees_the_recorder() -> None:
    async with recorded() as lesson:
        lecturer, page = await lesson.classes.lesson("r1")
        await lecturer.produce("camera")

        await page.until(lambda: recording(page))

        await lesson.recorder.until_it_has(("d", "camera"))
        assert page.state is not None
        assert {c["id"] for c in page.state["classrooms"]} == {"d", "r1", "r2", "r3"}


async def test_nothing_is_recorded_before_the_lesson_begins_or_without_the_rule() -> None:
    async with recorded() as lesson:
        lecturer = await (await lesson.classes.page("d")).enter()
        await lecturer.produce("camera")
        assert lesson.recorder.asked == []
        await lecturer.ask("start_lesson")
        await lesson.recorder.until_it_has(("d", "camera"))

    async with recorded(Recorded.SCREEN) as lesson:
        (lecturer,) = await lesson.classes.lesson()
        await lecturer.produce("camera")
        await lecturer.produce("screen")
        await lesson.recorder.until_it_has(("d", "screen"))


async def test_a_class_without_every_consent_is_not_recorded_until_it_has_them() -> None:
    async with recorded(of_class="c1") as lesson:
        lecturer, page = await lesson.classes.lesson("r1")
        await lecturer.produce("camera")
        await page.produce("camera")
        await lecturer.ask("call_on", classroom="r1")
        await lesson.recorder.until_it_has(("d", "camera"))
        await lecturer.until(
            lambda: lecturer.state["lesson"]["recording"]["withheld"] == ["r1"]  # type: ignore[index]
        )

        lesson.register.agreed.add("c1")
        lesson.classes.clock.go(FRESH_SECONDS)
        await lecturer.ask("take_down", classroom="r1")  # whatever happens next
        await lecturer.ask("call_on", classroom="r1")
        await lesson.recorder.until_it_has(("d", "camera"), ("r1", "camera"))

        lesson.register.agreed.clear()  # a guardian takes it back
        lesson.classes.clock.go(FRESH_SECONDS)
        await lecturer.produce("microphone")
        await lesson.recorder.until_it_has(("d", "camera"), ("d", "microphone"))
        left = await lesson.recorder.until_asked(r.LeaveTrack)
        assert isinstance(left, r.LeaveTrack)
        assert left.why == "consent"


def withheld(page: TestPage) -> list[str]:
    assert page.state is not None
    return list(page.state["lesson"]["recording"]["withheld"])


async def test_where_a_guardian_has_not_agreed_is_for_the_lecturer_and_that_class_to_know() -> None:
    async with recorded(of_class="c1") as lesson:
        lecturer, first, second = await lesson.classes.lesson("r1", "r2")
        await lecturer.produce("camera")
        await lecturer.until(lambda: withheld(lecturer) == ["r1", "r2"])
        for page, own in ((first, "r1"), (second, "r2")):
            await page.until(lambda page=page, own=own: withheld(page) == [own])  # type: ignore[misc]

        third = await (await lesson.classes.page("r3")).enter()
        await lecturer.until(lambda: withheld(lecturer) == ["r1", "r2", "r3"])

        assert [withheld(page) for page in (first, second)] == [["r1"], ["r2"]]
        await third.until(lambda: withheld(third) == ["r3"])


async def test_while_the_register_cannot_be_asked_no_class_is_recorded() -> None:
    async with recorded(of_class="c1") as lesson:
        lesson.register.agreed.add("c1")
        lesson.register.failure = Unavailable("store_down")
        lecturer, page = await lesson.classes.lesson("r1")
        await page.produce("camera")
        await lecturer.ask("call_on", classroom="r1")
        await lecturer.produce("camera")

        await lesson.recorder.until_it_has(("d", "camera"))


async def test_an_alarm_is_told_and_taken_back() -> None:
    async with recorded() as lesson:
        lecturer, _ = await lesson.classes.lesson("r1")
        await lecturer.until(lambda: recording(lecturer))
        about = {"lesson": lesson.classes.room, "seat": "d", "source": Source.MICROPHONE}

        lesson.recorder.happen(r.AlarmRaised(alarm=Alarm.SILENT, since=5.0, **about))  # type: ignore[arg-type]
        await lecturer.until(lambda: alarms(lecturer) == ["silent"])

        lesson.recorder.happen(r.AlarmCleared(alarm=Alarm.SILENT, **about))  # type: ignore[arg-type]
        await lecturer.until(lambda: alarms(lecturer) == [])


async def test_a_recorder_that_was_started_anew_is_told_everything_again() -> None:
    async with recorded() as lesson:
        (lecturer,) = await lesson.classes.lesson()
        await lecturer.produce("camera")
        await lesson.recorder.until_it_has(("d", "camera"))
        lesson.recorder.asked.clear()

        lesson.recorder.happen(r.RecordingLost(lesson=lesson.classes.room))

        await lesson.recorder.until_it_has(("d", "camera"))
        assert isinstance(lesson.recorder.asked[0], r.BeginRecording)


async def test_a_media_plane_that_was_started_anew_is_attached_anew() -> None:
    async with recorded() as lesson:
        (lecturer,) = await lesson.classes.lesson()
        await lecturer.produce("camera")
        await lesson.recorder.until_it_has(("d", "camera"))
        lesson.recorder.taken.clear()
        lesson.media.forget()

        lesson.media.happen(m.RoomLost(room=lesson.classes.room))
        await lecturer.until(lambda: lecturer.epochs[-1:] == ["epoch2"])
        await lecturer.produce("camera")

        await lesson.recorder.until_it_has(("d", "camera"))
        assert any(isinstance(asked, m.CreateDirectTransport) for asked in lesson.media.asked)


async def test_a_track_that_the_media_plane_gave_up_is_taken_again() -> None:
    async with recorded() as lesson:
        (lecturer,) = await lesson.classes.lesson()
        await lecturer.produce("camera")
        await lesson.recorder.until_it_has(("d", "camera"))
        (consumer,) = lesson.recorder.taken
        lesson.recorder.taken.clear()

        lesson.media.happen(
            m.ConsumerClosed(room=lesson.classes.room, peer=PEER, consumer=consumer)
        )

        await lesson.recorder.until_it_has(("d", "camera"))


async def test_while_the_recorder_is_down_the_lesson_goes_on_and_is_recorded_afterwards() -> None:
    async with recorded() as lesson:
        lesson.recorder.failure = Unavailable("recorder_down")
        lecturer, page = await lesson.classes.lesson("r1")
        camera = await lecturer.produce("camera")
        await page.until(lambda: camera in page.views)
        assert not recording(lecturer)

        lesson.recorder.failure = None

        await lesson.recorder.until_it_has(("d", "camera"))


async def test_it_ends_with_the_lesson_and_is_noted_as_ended() -> None:
    async with recorded() as lesson:
        (lecturer,) = await lesson.classes.lesson()
        await lecturer.produce("camera")
        await lecturer.until(lambda: recording(lecturer))

        await lecturer.ask("end_lesson")

        await lesson.recorder.until_asked(r.EndRecording)
        await lecturer.until(lambda: not recording(lecturer))
        assert lesson.register.noted == ["begun", "ended"]


async def test_what_was_sealed_is_not_written_on_and_the_lecturer_is_told() -> None:
    async with recorded() as lesson:
        lesson.register.sealed = True
        (lecturer,) = await lesson.classes.lesson()
        await lecturer.produce("camera")

        await lecturer.until(lambda: alarms(lecturer) == ["sealed"])

        assert not recording(lecturer)
        assert lesson.recorder.asked == []


async def test_stage_and_phase_are_marked_on_its_time_line() -> None:
    async with recorded() as lesson:
        lecturer, _ = await lesson.classes.lesson("r1")
        await lecturer.ask("call_on", classroom="r1")
        await lecturer.ask("pause_lesson")
        await lecturer.until(lambda: lecturer.phase == "paused")
        await lecturer.ask("end_lesson")
        await lesson.recorder.until_asked(r.EndRecording)

        marks = [a for a in lesson.recorder.asked if isinstance(a, r.MarkRecording)]
        assert {"classrooms": ["r1"]} in [mark.detail for mark in marks]
        assert {"phase": "paused"} in [mark.detail for mark in marks]
