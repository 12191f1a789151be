"""Chromium plays the parts: as files, and by MediaSource from any segment that begins anew."""

import base64
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from recording.containers.open import writer_for
from recording.tracks.open import track_for
from recording.tracks.samples import Sample
from tests.recording.material import FRAME, PACKET, fed, h264, opus, segments, sent, vp8
from tools.chromium import chromium

# Appends one buffer after the other, plays from where they begin to their end.
BY_MEDIA_SOURCE = """
async ({mime, buffers}) => {
  if (!MediaSource.isTypeSupported(mime)) return {error: `${mime} is not supported`};
  const video = document.createElement('video');
  document.body.append(video);
  video.muted = true;
  const source = new MediaSource();
  video.src = URL.createObjectURL(source);
  await new Promise((done) => source.addEventListener('sourceopen', done, {once: true}));
  const buffer = source.addSourceBuffer(mime);
  for (const text of buffers) {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    await new Promise((done, failed) => {
      buffer.addEventListener('updateend', done, {once: true});
      video.addEventListener('error', () => failed(video.error?.message), {once: true});
      buffer.appendBuffer(bytes);
    });
  }
  source.endOfStream();
  const ranges = [...Array(video.buffered.length).keys()].map(
    (i) => [video.buffered.start(i), video.buffered.end(i)]);
  video.currentTime = video.buffered.start(0);
  const ended = new Promise((done) => {
    video.addEventListener('ended', done, {once: true});
    video.addEventListener('error', done, {once: true});
  });
  video.playbackRate = 4;
  await video.play();
  await ended;
  return {
    error: video.error?.message ?? null, ranges, at: video.currentTime,
    width: video.videoWidth, height: video.videoHeight,
    frames: video.getVideoPlaybackQuality().totalVideoFrames,
  };
}
"""
AS_A_FILE = """
async ({mime, buffers}) => {
  const video = document.createElement('video');
  document.body.append(video);
  video.muted = true;
  const bytes = Uint8Array.from(atob(buffers[0]), (letter) => letter.charCodeAt(0));
  video.src = URL.createObjectURL(new Blob([bytes], {type: mime.split(';')[0]}));
  const ended = new Promise((done) => {
    video.addEventListener('ended', done, {once: true});
    video.addEventListener('error', done, {once: true});
  });
  video.playbackRate = 4;
  await Promise.race([video.play(), ended]);
  await ended;
  return {error: video.error?.message ?? null, at: video.currentTime};
}
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser) -> AsyncIterator[Page]:
    opened = await browser.new_page()
    yield opened
    await opened.close()


def recorded(codec: str, left_out: range = range(0)) -> tuple[str, bytes, list[bytes]]:
    """Return a part's type, its init and its segments of one second."""
    track = track_for(codec)
    step, frames = {
        "video/h264": (FRAME, h264()),
        "video/vp8": (FRAME, vp8()),
        "audio/opus": (PACKET, opus()),
    }[codec]
    packets = sent(frames, step)
    samples = fed(track, [one for one in packets if one.sequence not in left_out])
    samples += track.finish()
    assert track.format is not None
    writer = writer_for(track.format)
    cut = segments(samples, 90_000 // FRAME if step == FRAME else 50)
    written = [
        writer.segment(one, number, _until(cut, number)) for number, one in enumerate(cut, 1)
    ]
    return writer.mime, writer.init(), written


def _until(cut: list[list[Sample]], number: int) -> int | None:
    return cut[number][0].ticks if number < len(cut) else None


async def played(page: Page, script: str, mime: str, *buffers: bytes) -> dict[str, Any]:
    texts = [base64.b64encode(one).decode() for one in buffers]
    answer: dict[str, Any] = await page.evaluate(script, {"mime": mime, "buffers": texts})
    assert answer["error"] is None, answer
    return answer


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("codec", ["video/h264", "video/vp8", "audio/opus"])
async def test_a_part_plays_as_a_file_and_from_a_later_segment(page: Page, codec: str) -> None:
    mime, init, written = recorded(codec)

    whole = await played(page, AS_A_FILE, mime, init + b"".join(written))
    later = await played(page, BY_MEDIA_SOURCE, mime, init, *written[1:])

    assert whole["at"] == pytest.approx(3, abs=0.05)
    assert later["ranges"] == [[pytest.approx(1, abs=0.001), pytest.approx(3, abs=0.05)]]
    assert later["at"] == pytest.approx(3, abs=0.05)
    if codec != "audio/opus":
        assert (later["width"], later["height"], later["frames"]) == (320, 180, 50)


@pytest.mark.asyncio(loop_scope="module")
async def test_sound_with_a_second_missing_is_played_across_the_hole(page: Page) -> None:
    mime, init, written = recorded("audio/opus", left_out=range(60, 110))

    answer = await played(page, BY_MEDIA_SOURCE, mime, init, *written)
    whole = await played(page, AS_A_FILE, mime, init + b"".join(written))

    assert answer["ranges"] == [[0, pytest.approx(3, abs=0.05)]]
    assert answer["at"] == pytest.approx(3, abs=0.05)
    assert whole["at"] == pytest.approx(3, abs=0.05)
