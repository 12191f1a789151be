import asyncio
import itertools
import statistics
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from classroom.media_messages import IngestState
from media.ingest.messages import State, Stop, Track, VideoCodec
from media.ingest.pacing import SLIP
from tests.media.ingest.films import BASELINE, make_film
from tests.media.ingest.ingest_process import (
    assert_gapless,
    decoded_pictures,
    depacketised,
    ingest,
    timestamp_steps,
)

SERVER = Path(__file__).with_name("rtsp_server.py")


@asynccontextmanager
async def recording_box(film: Path, port: int = 0, *account: str) -> AsyncIterator[int]:
    """Run GStreamer's RTSP server; the value is its port. It is killed at the end."""
    process = await asyncio.create_subprocess_exec(
        *("/usr/bin/python3", str(SERVER), str(film), str(port), *account),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(20):
            listening = int(await process.stdout.readline())
        yield listening
    finally:
        process.kill()
        await process.communicate()


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    return make_film(tmp_path / "lesson.mp4", options=BASELINE, seconds=30, gop=10)


async def test_a_recording_box_is_played_untouched(lesson: Path) -> None:
    async with recording_box(lesson) as port, ingest(f"rtsp://127.0.0.1:{port}/lesson") as process:
        await process.until(lambda: len(process.packets(Track.AUDIO)) > 60)

    assert [(h.video, h.audio) for h in process.hellos] == [(VideoCodec.H264, True)]
    assert process.hellos[0].profile_level_id.startswith("42c0")
    video = process.packets(Track.VIDEO)
    assert_gapless(video)
    assert_gapless(process.packets(Track.AUDIO))
    assert len(decoded_pictures(depacketised(video))) > 20
    assert statistics.median(timestamp_steps(video)) == pytest.approx(3600, abs=50)
    assert statistics.median(timestamp_steps(process.packets(Track.AUDIO))) == 960


async def test_a_box_that_is_restarted_is_lost_and_plays_again(lesson: Path) -> None:
    async with AsyncExitStack() as second_box, AsyncExitStack() as first_box:
        port = await first_box.enter_async_context(recording_box(lesson))
        async with ingest(f"rtsp://127.0.0.1:{port}/lesson") as process:
            await process.until(lambda: len(process.packets(Track.VIDEO)) > 20)

            await first_box.aclose()
            await process.until_state(IngestState.LOST)
            before = len(process.packets(Track.VIDEO))
            await second_box.enter_async_context(recording_box(lesson, port))
            await process.until(lambda: len(process.packets(Track.VIDEO)) > before + 20)

    playing = [state for state in process.states if state is not IngestState.LOST]
    assert playing == [IngestState.STARTING, IngestState.PLAYING, IngestState.PLAYING]
    assert len(process.hellos) == 1
    video = process.packets(Track.VIDEO)
    assert_gapless(video)
    # the time it was away has passed on the media's clock too, and nothing ran backwards
    assert all(0 < step < 90_000 * 60 for step in timestamp_steps(video))
    outage, sent = max(
        (timestamp_steps([last, first])[0] / 90_000, first.ntp - last.ntp)
        for last, first in itertools.pairwise(video)
        if timestamp_steps([last, first])
    )
    assert 0.5 < outage < sent + SLIP  # the clock may have been set once more in between


async def test_a_box_that_is_not_there_yet_is_waited_for_and_its_password_is_not_told() -> None:
    async with ingest("rtsp://admin:geheim@127.0.0.1:9/lesson") as process:
        await process.until_state(IngestState.LOST, times=2)
        await process.say(Stop())

        assert await process.until_end() == 0

    details = [message.detail for message in process.heard if isinstance(message, State)]
    assert any("Connection refused" in detail for detail in details)
    assert not any("geheim" in detail or "admin" in detail for detail in details)
    assert process.states[-1] is IngestState.ENDED


async def test_a_box_with_a_password_is_played(lesson: Path) -> None:
    async with recording_box(lesson, 0, "admin", "geheim") as port:
        async with ingest(f"rtsp://admin:geheim@127.0.0.1:{port}/lesson") as process:
            await process.until_state(IngestState.PLAYING)
        async with ingest(f"rtsp://admin:falsch@127.0.0.1:{port}/lesson") as stranger:
            lost = await stranger.until_state(IngestState.LOST)

    assert "401" in lost.detail
    assert not stranger.hellos
