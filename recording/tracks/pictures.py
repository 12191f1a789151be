"""A picture track: packets in order become frames, and only frames that can be decoded leave.

Rule: a torn frame is dropped, and so is every one behind it until the next keyframe; a sender that
started over, or whose clock leapt, goes on with a keyframe too, so that a part always begins with
one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from recording.tracks.clock import TrackClock
from recording.tracks.formats import VIDEO_RATE, TrackFormat
from recording.tracks.order import Order
from recording.tracks.packets import Packet, read
from recording.tracks.samples import Counts, Sample

LARGEST_FRAME = 8 << 20
"""Bytes; a frame that grows beyond is malformed."""

Format = TypeVar("Format", bound=TrackFormat)


@dataclass(frozen=True, slots=True)
class Picture(Generic[Format]):
    """A frame as it goes into a file; `format` is that of a keyframe, else None."""

    data: bytes
    format: Format | None


class Malformed(Exception):
    """These payloads make no frame."""


class PictureTrack(Generic[Format]):
    """What H.264 and VP8 have in common; `_read` is theirs."""

    def __init__(self) -> None:
        """Start before the first packet, with a keyframe needed."""
        self.counts = Counts()
        self.format: Format | None = None
        """That of the last keyframe; None before the first."""
        self.needs_keyframe = True
        """Whether nothing can be kept until a keyframe comes: ask for one."""
        self._order = Order(VIDEO_RATE, self.counts)
        self._clock = TrackClock(VIDEO_RATE)
        self._frame: list[bytes] = []
        self._size = 0
        self._timestamp = 0  # of the frame
        self._whole = False  # the frame's first packet is known to be its first
        self._edge = False  # the last packet ended a frame, so that the next one begins one
        self._missing = 0  # packets lost since the last sample
        self._restarted = False  # since the last sample

    @property
    def lost(self) -> int:
        """Packets that never came."""
        return self.counts.lost

    def ticks_at(self, timestamp: int) -> int | None:
        """Return the ticks of an RTP timestamp near the last one, as a sender report has it."""
        return self._clock.ticks_at(timestamp)

    def feed(self, packet: bytes) -> list[Sample]:
        """Take a whole RTP packet; return the samples that are complete with it, in order."""
        self.counts.packets += 1
        parsed = read(packet)
        if parsed is None:
            self.counts.malformed += 1
            return []
        samples: list[Sample] = []
        for due in self._order.take(parsed):
            self._take(due, samples)
        return samples

    def finish(self) -> list[Sample]:
        """Return what was waited with; the track is at its end, or is cut here."""
        samples: list[Sample] = []
        for due in self._order.finish():
            self._take(due, samples)
        self._tear()
        return samples

    def _read(self, payloads: Sequence[bytes], whole: bool) -> Picture[Format] | None:
        """Return the frame of these payloads, None where there is no picture in them.

        `whole` says that the first payload is known to be the frame's first.

        Raises:
            Malformed: they do not fit together.
        """
        raise NotImplementedError

    def _take(self, packet: Packet, samples: list[Sample]) -> None:
        if packet.restarted:
            self._tear()
            self._clock.restart()
            self._restarted = True
        if packet.lost:
            self._missing += packet.lost
            self._tear()
        if self._frame and packet.timestamp != self._timestamp:
            self._end(samples)  # a sender that sets no marker
        if packet.payload:
            if not self._frame:
                self._timestamp, self._whole, self._size = packet.timestamp, self._edge, 0
            self._size += len(packet.payload)
            if self._size > LARGEST_FRAME:
                self.counts.malformed += 1
                self._tear()
                return
            self._frame.append(packet.payload)
        self._edge = False
        if packet.marker:
            self._end(samples)

    def _tear(self) -> None:
        """Drop the frame in the making: what follows cannot be decoded."""
        if self._frame:
            self.counts.dropped += 1
            self._frame = []
        self._edge = False
        self.needs_keyframe = True

    def _end(self, samples: list[Sample]) -> None:
        self._edge = True
        payloads, self._frame = self._frame, []
        if not payloads:
            return
        ticks, leapt = self._clock.place(self._timestamp)
        if leapt:
            self._restarted = self.needs_keyframe = True
        try:
            picture = self._read(payloads, self._whole)
        except Malformed:
            # What is left of a torn frame is nobody's fault but the line's.
            if self._whole:
                self.counts.malformed += 1
            self.counts.dropped += 1
            self.needs_keyframe = True
            return
        if picture is None:
            return
        if self.needs_keyframe and picture.format is None:
            self.counts.dropped += 1
            return
        self.needs_keyframe = False
        samples.append(self._sample(picture, ticks))

    def _sample(self, picture: Picture[Format], ticks: int) -> Sample:
        begins: Format | None = None
        if picture.format is not None and (self._restarted or picture.format != self.format):
            begins = self.format = picture.format
        sample = Sample(
            data=picture.data,
            ticks=ticks,
            duration=None,
            keyframe=picture.format is not None,
            lost_before=self._missing,
            restarted=self._restarted,
            begins=begins,
        )
        self._missing, self._restarted = 0, False
        return sample
