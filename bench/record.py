"""CPU and memory of the recorder: one 720p25 track of 1.5 Mbit/s with its sound, and twenty.

The recorder's real process; packets come over its socket as the media plane sends them, in real
time, from this process, so that every figure is of the recorder alone. The film is made here: noise
that libx264 keeps at the rate, and speech from the demonstration film. A segment is late when it is
in the manifest more than two seconds after its last sample was sent. CPU is that of everything the
process does, from the fourth second on: loading the decoder that listens for silence is done once.
"""

import asyncio
import contextlib
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import msgspec
import numpy as np

from bench import processes, report
from classroom.framing import frame
from classroom.media_messages import Source
from classroom.packet_messages import Attach, Ended, Packet, Report
from classroom.recorder_messages import BeginRecording, EndRecording, RecordingBegun, TakeTrack
from config.sections import Log
from media.ingest.h264 import ParameterSets, packetise
from media.ingest.rtp_track import RtpTrack
from recording.folder import lesson_folder
from recording.manifest.entries import PartOpened, Segment
from recording.manifest.lines import read
from recording.recorder.settings import RecorderSettings
from recording.recorder.supervisor import RecorderSupervisor

FILM = Path(__file__).parent.parent / "demo" / "lesson.mp4"
FPS, RATE, KEYFRAME = 25, 1_500_000, 100
FILM_SECONDS = 8
LATE_SECONDS = 2.0
WARM_SECONDS = 4.0
_ENCODER = msgspec.msgpack.Encoder()


def pictures() -> list[list[bytes]]:
    """Return RTP payloads of FILM_SECONDS of 720p25, a keyframe every four seconds."""
    encoder = av.CodecContext.create("libx264", "w")
    assert isinstance(encoder, av.VideoCodecContext)  # H.264 is picture
    encoder.width, encoder.height, encoder.pix_fmt = 1280, 720, "yuv420p"
    encoder.time_base, encoder.framerate = Fraction(1, FPS), Fraction(FPS)
    encoder.bit_rate, encoder.gop_size = RATE, KEYFRAME
    rate = f"nal-hrd=cbr:vbv-maxrate={RATE // 1000}:vbv-bufsize={RATE // 2000}:scenecut=0"
    encoder.options = {"preset": "ultrafast", "profile": "baseline", "tune": "zerolatency",
                       "x264-params": rate}  # fmt: skip
    picks = np.random.default_rng(7)
    sets = ParameterSets(None)
    found: list[list[bytes]] = []
    for number in range(FILM_SECONDS * FPS):
        luma = np.full((1080, 1280), 128, np.uint8)
        noise = picks.integers(64, 192, (90, 160), np.uint8)
        luma[:720] = np.kron(noise, np.ones((8, 8), np.uint8))
        shown = av.VideoFrame.from_ndarray(luma, format="yuv420p")
        shown.pts = number
        found += [packetise(sets.split(bytes(unit))) for unit in encoder.encode(shown)]
    return found


def sounds() -> list[bytes]:
    """Return FILM_SECONDS of the demonstration film's Opus packets."""
    found: list[bytes] = []
    with av.open(str(FILM)) as film:
        for packet in film.demux(film.streams.audio[0]):
            found.append(bytes(packet))
            if len(found) == FILM_SECONDS * 50:
                break
    return found


class Sender(threading.Thread):
    """A room of so many cameras with sound, sent in real time by a thread of its own."""

    def __init__(self, begun: RecordingBegun, tracks: int, seconds: float) -> None:
        """Prepare everything."""
        super().__init__()
        self.begun, self.tracks, self.seconds = begun, tracks, seconds
        self.pictures, self.sounds = pictures(), sounds()
        self.packets = 0
        self.behind = 0.0
        self.began = 0.0

    def run(self) -> None:
        """Send, each camera at a phase of its own."""
        with socket.socket(socket.AF_UNIX) as link:
            link.connect(self.begun.path)
            link.sendall(frame(_ENCODER.encode(Attach(self.begun.ticket))))
            self.began = time.time()
            began = time.monotonic()
            for at, data in self._packets():
                wait = began + at - time.monotonic()
                if wait > 0:
                    time.sleep(wait)
                self.behind = max(self.behind, -wait)
                link.sendall(data)
            for number in range(self.tracks):
                for kind in "vs":
                    link.sendall(frame(_ENCODER.encode(Ended(f"{kind}{number}"))))

    def _packets(self) -> Iterator[tuple[float, bytes]]:
        cameras = [RtpTrack(96, 90_000, marks_last=True) for _ in range(self.tracks)]
        microphones = [RtpTrack(111, 48_000, marks_last=False) for _ in range(self.tracks)]
        for step in range(round(self.seconds * 50)):
            at = step / 50
            data = bytearray()
            for number in range(self.tracks):
                sound = self.sounds[step % len(self.sounds)]
                data += self._framed(f"s{number}", microphones[number], at, [sound], 48_000)
                if (step + number) % 2 == 0:
                    # A phase of its own, and its first picture is a keyframe.
                    place = (step + number) // 2 % len(self.pictures)
                    payloads = self.pictures[place if step > 1 else 0]
                    data += self._framed(f"v{number}", cameras[number], at, payloads, 90_000)
            yield at, bytes(data)

    def _framed(
        self, consumer: str, rtp: RtpTrack, at: float, payloads: list[bytes], rate: int
    ) -> bytes:
        data = b""
        for packet in rtp.packets(at, payloads):
            data += frame(_ENCODER.encode(Packet(consumer, packet)))
            self.packets += 1
            ticks = int.from_bytes(packet[4:8], "big")
        if at % 1 < 0.03:
            data += frame(_ENCODER.encode(Report(consumer, self.began + at, ticks)))
        return data


async def one(tracks: int, seconds: float, folder: Path) -> dict[str, Any]:
    """Record so many cameras with sound for so long, and return the figures."""
    lesson = f"bench-{tracks}"
    settings = RecorderSettings(
        folder=str(folder), low_mb=1, log=Log(level="warning", format="console")
    )
    async with RecorderSupervisor(settings) as recorder:
        begun = await recorder.ask(BeginRecording(lesson=lesson, at=time.time()))
        assert isinstance(begun, RecordingBegun)  # what Begin is answered with
        sender = Sender(begun, tracks, seconds)
        pid = recorder.pid
        assert pid is not None  # it has just answered
        for number in range(tracks):
            for kind, source in (("v", Source.CAMERA), ("s", Source.MICROPHONE)):
                await recorder.ask(taken(lesson, f"{kind}{number}", f"r{number}", source))
        empty = most = processes.resident_megabytes(pid)
        sender.start()
        await asyncio.sleep(WARM_SECONDS)
        before, clock = processes.cpu_seconds(pid), time.monotonic()
        while sender.is_alive():
            await asyncio.sleep(0.5)
            most = max(most, processes.resident_megabytes(pid))
        took = time.monotonic() - clock
        cpu = processes.cpu_seconds(pid) - before
        await recorder.ask(EndRecording(lesson=lesson, at=time.time()))
    return figures(lesson_folder(folder, lesson), sender, tracks, cpu / took, most - empty, empty)


def figures(
    folder: Path, sender: Sender, tracks: int, cores: float, grown: float, empty: float
) -> dict[str, Any]:
    """Return what was found out, from the manifest, too."""
    entries = read(folder / "manifest.jsonl")
    written = [each for each in entries if isinstance(each, Segment)]
    rates = {each.track: each.rate for each in entries if isinstance(each, PartOpened)}
    late = [each.at - (each.wall + each.duration / rates[each.track]) for each in written]
    samples = sum(each.samples for each in written)
    wanted = round(sender.seconds * 50) * tracks + round(sender.seconds * 25) * tracks
    return {
        "tracks": tracks,
        "seconds": sender.seconds,
        "mbit_a_second_a_track": round(
            sum(each.bytes for each in written) * 8 / 1e6 / sender.seconds / tracks, 2
        ),
        "cpu_percent_of_a_core_a_track": round(100 * cores / tracks, 2),
        "memory_mb_a_track": round(grown / tracks, 2),
        "memory_mb_without_tracks": round(empty, 1),
        "packets": sender.packets,
        "lost_packets": sum(each.lost for each in written),
        "samples_missing": wanted - samples,
        "segments": len(written),
        "late_segments": sum(each > LATE_SECONDS for each in late),
        "segment_on_disk_after_s": report.spread(late, 3) | {"values": []},
        "sender_behind_s": round(sender.behind, 3),
    }


def taken(lesson: str, consumer: str, seat: str, source: Source) -> TakeTrack:
    """Return the request for one track."""
    sound = source is Source.MICROPHONE
    return TakeTrack(
        lesson=lesson,
        at=time.time(),
        consumer=consumer,
        seat=seat,
        classroom=None,
        source=source,
        kind=source.kind,
        codec="audio/opus" if sound else "video/H264",
        clock_rate=48_000 if sound else 90_000,
        payload_type=96,
        leading=seat == "r0",
    )


async def measure(seconds: float) -> dict[str, Any]:
    """Record one track, then twenty."""
    folder = Path(tempfile.mkdtemp(prefix="sanketang-bench-"))
    try:
        return {
            "one": await one(1, seconds, folder),
            "twenty": await one(20, seconds, folder),
        }
    finally:
        with contextlib.suppress(OSError):
            shutil.rmtree(folder)


def main() -> None:
    """Read the command line, measure, print."""
    parser = report.arguments(__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    options = parser.parse_args()
    report.publish("record", asyncio.run(measure(options.seconds)), options.json)


if __name__ == "__main__":
    main()
