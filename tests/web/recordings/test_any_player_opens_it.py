"""FFmpeg is given the address of a playlist, and reads a real recording to its end."""

import asyncio
import hashlib

import av

from classroom.media_messages import Source
from recording.manifest.entries import Ended, PartOpened, Segment, TrackOpened
from recording.manifest.lines import Appending
from tests.recording.containers.test_parts_play_in_a_browser import recorded
from tests.recording.recordings import BEGAN, Recorder
from tests.web.api.county import County
from tests.web.recordings.taught import lesson

RATE = 90_000
PARTS = 2


def write_part(manifest: Appending, folder: str, part: int, mime: str, pieces: list[bytes]) -> None:
    """Write an initialisation and segments of a second each."""
    name, wall = f"1-{part}.mp4", BEGAN + 10 * part
    with open(f"{folder}/{name}", "wb") as file:
        file.write(b"".join(pieces))
    init, *segments = pieces
    manifest.append(
        PartOpened(
            at=wall, track=1, part=part, file=name, mime=mime, rate=RATE, bytes=len(init),
            sha256=hashlib.sha256(init).hexdigest(),
        )
    )  # fmt: skip
    offset = len(init)
    for n, data in enumerate(segments):
        manifest.append(
            Segment(
                at=wall + n + 1, track=1, part=part, offset=offset, bytes=len(data),
                sha256=hashlib.sha256(data).hexdigest(), ticks=n * RATE, duration=RATE,
                wall=wall + n, samples=1, keyframe=True,
            )
        )  # fmt: skip
        offset += len(data)


def pictures_of(source: str) -> list[bytes]:
    options = {"headers": "X-Who: clerk\r\n"} if source.startswith("http") else {}
    with av.open(source, options=options) as container:
        return [bytes(packet) for packet in container.demux(video=0) if packet.size]


async def test_ffmpeg_finds_every_picture_of_a_track(county: County) -> None:
    mime, init, segments = await asyncio.to_thread(recorded, "video/h264")
    await lesson(county, "l1")
    folder = county.recordings_in / "l1"
    assert await county.recordings.rows.begun("l1", BEGAN)
    made = Recorder(folder, "l1")
    made.manifest.append(
        TrackOpened(at=BEGAN, track=1, seat="a", classroom=None, source=Source.CAMERA, leading=True)
    )
    for part in range(1, PARTS + 1):
        write_part(made.manifest, str(folder), part, mime, [init, *segments])
    made.manifest.append(Ended(at=BEGAN + 60))
    made.manifest.close()
    await county.recordings.rows.ended("l1", BEGAN + 60)
    await county.recordings.closer.look()

    in_a_file = await asyncio.to_thread(pictures_of, str(folder / "1-1.mp4"))
    played = await asyncio.to_thread(
        pictures_of, f"{county.url}/api/v1/recordings/l1/tracks/1/playlist.m3u8"
    )

    assert in_a_file
    assert played == in_a_file * PARTS
