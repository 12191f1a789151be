"""One track of a source on its way to RTP: passed untouched where a browser can take it as it is.

Rule: the decision is made from the bytes themselves, packet by packet. A stream that turns out to
be unfit half-way is transcoded from there; it never goes back.

H.264 passes when it is Baseline, Main or High profile, 4:2:0 at 8 bits, progressive, at most
1920×1088 and level 4.2, upright, without B-slices or data partitions, and has an IDR at least every
five seconds. Browsers that negotiate profile-level-id 42e01f decode all of that; constrained
baseline is only what they all *encode*. Opus passes in packets of up to 60 ms, mono or stereo.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.stream import VideoStream
from numpy.typing import NDArray

from media.ingest import opus
from media.ingest.h264 import PARTITIONS, ParameterSets, has_b_slices, is_idr, nal_type, packetise
from media.ingest.sps import SequenceParameters
from media.ingest.transcode import VideoTranscoder

PASSING_PROFILES = (66, 77, 100)
MAX_LEVEL = 42
MAX_LONG_SIDE, MAX_SHORT_SIDE = 1920, 1088
LONGEST_WITHOUT_IDR = 5.0
LARGEST_GROUP = 400
"""Packets kept since the last IDR; 5 s at 60 a second are 300."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One access unit or one Opus packet: `payloads` are RTP payloads, the last has the marker."""

    time: float  # seconds on the source's clock
    duration: float
    payloads: list[bytes]
    level: int | None = None  # of sound, -dBov


def passes(sequence: SequenceParameters) -> bool:
    """Whether a stream of this form needs no transcoding."""
    sides = sorted((sequence.width, sequence.height))
    return (
        sequence.profile in PASSING_PROFILES
        and sequence.plain_colour
        and sequence.progressive
        and sequence.level <= MAX_LEVEL
        and sides[0] <= MAX_SHORT_SIDE
        and sides[1] <= MAX_LONG_SIDE
    )


class VideoTrack:
    """A picture stream."""

    def __init__(self, stream: VideoStream, *, live: bool, transcode: bool = False) -> None:
        """Begin; H.264 is believed to be fit until its bytes say otherwise.

        `transcode`: it is known already that it is not.
        """
        self._stream = stream
        self._live = live
        self._parameter_sets = ParameterSets(stream.codec_context.extradata)
        self._transcoder: VideoTranscoder | None = None
        self._started = False  # decoders begin at an IDR, and so do we
        self._waiting_since: float | None = None  # the last IDR, or the beginning
        self._last_time: float | None = None
        sequence = self._parameter_sets.sequence
        unfit = sequence is not None and not passes(sequence)
        self._group: list[av.Packet[Any]] = []  # since the last IDR: a decoder can start from it
        other = stream.codec.name != "h264"
        if transcode or other or stream.codec_context.has_b_frames or unfit:
            self._begin_transcoding()

    @property
    def transcoded(self) -> bool:
        """Whether its pictures are encoded here."""
        return self._transcoder is not None

    @property
    def profile_level_id(self) -> str:
        """What is being sent, as RFC 6184, 8.1."""
        sequence = self._parameter_sets.sequence
        if self._transcoder is not None or sequence is None:
            return "42e01f"
        return sequence.profile_level_id

    def want_keyframe(self) -> None:
        """Make the next picture a keyframe, if pictures are made here at all."""
        if self._transcoder is not None:
            self._transcoder.want_keyframe()

    def _begin_transcoding(self) -> None:
        self._transcoder = VideoTranscoder(self._stream, live=self._live)
        self._transcoder.catch_up(self._group, self._last_time)
        self._group = []

    def feed(self, packet: "av.Packet[VideoStream] | None", late: float) -> Iterator[Sample]:
        """Yield what this packet gives; None: the film is over."""
        if self._transcoder is None and packet is not None:
            nals = self._parameter_sets.split(bytes(packet))
            time = _seconds(packet, self._last_time)
            if self._is_fit(nals, time):
                self._remember(packet, nals)
                if time is not None and nals and self._started:
                    self._last_time = time
                    yield Sample(time, _duration(packet), packetise(nals))
                return
            self._begin_transcoding()
        if self._transcoder is not None:
            for at, encoded in self._transcoder.feed(packet, late):
                yield Sample(at, 0.04, packetise(encoded))

    def _remember(self, packet: "av.Packet[Any]", nals: list[bytes]) -> None:
        if is_idr(nals):
            self._group = []
        if len(self._group) < LARGEST_GROUP:
            self._group.append(packet)

    def _is_fit(self, nals: list[bytes], time: float | None) -> bool:
        if is_idr(nals):
            sequence = self._parameter_sets.sequence
            if sequence is None or not passes(sequence):
                return False
            self._started = True
        if any(nal_type(nal) in PARTITIONS for nal in nals) or has_b_slices(nals):
            return False
        if time is None:
            return True
        if self._waiting_since is None or is_idr(nals):
            self._waiting_since = time
        return time - self._waiting_since <= LONGEST_WITHOUT_IDR


class AudioTrack:
    """A sound stream. Its loudness is measured either way, which costs a decoding of sound only."""

    def __init__(self, stream: AudioStream) -> None:
        """Begin; Opus is believed to be fit until its bytes say otherwise."""
        self._stream = stream
        self._untouched = stream.codec.name == "opus" and stream.codec_context.channels <= 2
        self._resampler = opus.Resampler()
        self._encoder: opus.OpusEncoder | None = None
        self._last_time: float | None = None

    @property
    def transcoded(self) -> bool:
        """Whether its sound is encoded here."""
        return not self._untouched

    def feed(self, packet: "av.Packet[AudioStream]") -> Iterator[Sample]:
        """Yield what this packet gives."""
        frames = self._decode(packet)
        if self._untouched:
            payload = bytes(packet)
            seconds = opus.packet_seconds(payload)
            if seconds and seconds <= opus.LONGEST and len(payload) <= opus.LARGEST:
                time = _seconds(packet, self._last_time)
                if time is not None:
                    self._last_time = time + seconds
                    yield Sample(time, seconds, [payload], _level(frames))
                return
            self._untouched = False
        for frame in frames:
            for at, samples in self._resampler.feed(frame):
                yield self._encode(at, samples)

    def _encode(self, time: float, samples: NDArray[np.float32]) -> Sample:
        if self._encoder is None:
            self._encoder = opus.OpusEncoder()
        payloads = self._encoder.encode(samples)
        return Sample(time, opus.FRAME / opus.RATE, payloads, opus.level_of(samples))

    def _decode(self, packet: "av.Packet[AudioStream]") -> list[av.AudioFrame]:
        try:
            return self._stream.codec_context.decode(packet)
        except av.FFmpegError:
            return []  # a damaged packet; the decoder goes on with the next


def _level(frames: list[av.AudioFrame]) -> int | None:
    floats = [frame for frame in frames if frame.format.name in ("flt", "fltp")]
    arrays = [frame.to_ndarray().astype(np.float32, copy=False) for frame in floats]
    return min((opus.level_of(array) for array in arrays), default=None)


def _seconds(packet: "av.Packet[Any]", after: float | None) -> float | None:
    """When the packet plays; where the source does not say, just after the one before."""
    stamp = packet.pts if packet.pts is not None else packet.dts
    if stamp is None or packet.time_base is None:
        return after
    return float(stamp * packet.time_base)


def _duration(packet: "av.Packet[Any]") -> float:
    if not packet.duration or packet.time_base is None:
        return 0.04
    return float(packet.duration * packet.time_base)
