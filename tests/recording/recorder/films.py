"""The demonstration lesson's film as RTP, as the media plane sends it to the recorder."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import av

from media.ingest.h264 import ParameterSets, is_idr, packetise
from media.ingest.rtp_track import RtpTrack

DEMO = Path(__file__).parents[3] / "demo"
VIDEO, SOUND = 90_000, 48_000


@dataclass(frozen=True)
class Sent:
    """A picture or a packet of sound, `at` seconds after the beginning."""

    at: float
    payloads: list[bytes]
    keyframe: bool


def seconds_of(packet: "av.Packet[Any]") -> float:
    assert packet.pts is not None
    assert packet.time_base is not None
    return float(packet.pts * packet.time_base)


@cache
def pictures(seconds: float, film_name: str = "lesson.mp4") -> list[Sent]:
    """Return the film's pictures; a keyframe each second."""
    found: list[Sent] = []
    with av.open(str(DEMO / film_name)) as film:
        (stream,) = film.streams.video
        sets = ParameterSets(stream.codec_context.extradata)
        for packet in film.demux(stream):
            if packet.pts is None or seconds_of(packet) >= seconds:
                break
            nals = sets.split(bytes(packet))
            found.append(Sent(seconds_of(packet), packetise(nals), is_idr(nals)))
    return found


@cache
def sounds(seconds: float) -> list[Sent]:
    """Return the film's packets of sound, 20 ms each."""
    found: list[Sent] = []
    with av.open(str(DEMO / "lesson.mp4")) as film:
        (stream,) = film.streams.audio
        for packet in film.demux(stream):
            if packet.pts is None or seconds_of(packet) >= seconds:
                break
            if packet.pts >= 0:  # what an encoder needs to get going is before
                found.append(Sent(seconds_of(packet), [bytes(packet)], True))
    return found


@dataclass
class Line:
    """One consumer's packets; `began` is when its film began, seconds since the epoch."""

    consumer: str
    rate: int
    began: float = 0.0
    rtp: RtpTrack = field(init=False)
    first: int = field(init=False)

    def __post_init__(self) -> None:
        self.rtp = RtpTrack(96, self.rate, marks_last=self.rate == VIDEO)
        self.first = self.rtp._first_timestamp

    def packets(self, sent: Sent, later: float = 0.0) -> Iterator[bytes]:
        """Return the RTP packets of one picture or sound, so much later than in the film."""
        return self.rtp.packets(sent.at + later, sent.payloads)

    def ticks(self, at: float) -> int:
        """Return the RTP timestamp of this moment of the film."""
        return (self.first + round(at * self.rate)) & 0xFFFFFFFF


def together(*lines: tuple[Line, list[Sent]]) -> list[tuple[Line, Sent]]:
    """Return what several lines send, in the order of time."""
    every = [(line, sent) for line, film in lines for sent in film]
    return sorted(every, key=lambda each: each[1].at)
