"""Only who has a lesson's ticket is listened to, and only while it makes sense."""

import asyncio
from contextlib import suppress

import pytest

from classroom.failures import BadMessage
from classroom.framing import frame
from classroom.recorder_messages import BeginRecording, RecordingBegun
from recording.recorder.supervisor import RecorderSupervisor
from tests.recording.recorder.plane import LESSON, WALL, Plane, take

HELLOS = {
    "no ticket of ours": frame(b"\x92\xa6attach\xa5wrong"),
    "no ticket at all": frame(b"\x92\xa5ended\xa2c1"),
    "no message": frame(b"\xc1"),
    "endless": b"\xff" * 64,
}


@pytest.mark.parametrize("hello", HELLOS.values(), ids=HELLOS.keys())
async def test_a_stranger_is_sent_away(recorder: RecorderSupervisor, hello: bytes) -> None:
    began = await recorder.ask(BeginRecording(lesson=LESSON, at=WALL))
    assert isinstance(began, RecordingBegun)
    reader, writer = await asyncio.open_unix_connection(began.path)

    writer.write(hello)

    async with asyncio.timeout(10):
        with suppress(ConnectionResetError):
            assert await reader.read() == b""
    writer.close()
    async with Plane(began) as plane:  # and nobody else has noticed
        await recorder.ask(take("c1"))
        assert not plane.hung_up.is_set()


async def test_a_lesson_with_a_path_for_a_name_is_refused(recorder: RecorderSupervisor) -> None:
    with pytest.raises(BadMessage, match="lesson"):
        await recorder.ask(BeginRecording(lesson="../elsewhere", at=WALL))
