"""One source of one seat while it is recorded: packets in, segments out.

Rule 1: the event loop's; it makes no bytes and touches no disk.
Rule 2: what it holds is bounded by LIMITS, written or not. Beyond, its samples are left out until
half of that is on the disk; then it goes on in a new part, the gap marked.
"""

from typing import Protocol

from classroom.media_messages import Kind, Source
from classroom.recording.values import Marked
from recording.recorder.alignment import Alignment
from recording.recorder.clock import SteadyClock
from recording.recorder.cutting import LATEST, Cutter, KeyframeAsking
from recording.recorder.disk_room import Room
from recording.recorder.jobs import (
    OVERHEAD,
    Closing,
    Detail,
    Identity,
    Job,
    Note,
    Part,
    Piece,
    rate_of,
)
from recording.recorder.loudness import Listener
from recording.recorder.watching import TrackWatch
from recording.tracks.open import Track, track_for
from recording.tracks.samples import Sample

LIMITS = {0: 2 << 20, 1: 1 << 20, 2: 3 << 20, 3: 2 << 20}
"""Bytes by weight (`Identity.weight`): pictures are full after some 10 s, sound after minutes."""
STALE_SECONDS = LATEST + 0.15
"""A segment whose sender falls silent is closed when it is so old."""
FLOWING_SECONDS = 3.0


class Host(Protocol):
    """What a track tells its lesson."""

    def put(self, job: Job) -> None:
        """Have this written."""

    def want_keyframe(self, consumer: str) -> None:
        """Ask for one."""


class RecordedTrack:
    """A track; between `take` and `leave` a consumer brings it."""

    def __init__(
        self, identity: Identity, host: Host, clock: SteadyClock, keyframe_seconds: float
    ) -> None:
        """Nobody brings it yet."""
        self.identity = identity
        self.consumer: str | None = None
        self.codec = ""
        self.watch = TrackWatch(identity.source, 0.0, muted=True)
        self.listener: Listener | None = None
        self.waiting = 0
        """Bytes of memory that wait to be written."""
        self._host, self._clock = host, clock
        self._keyframe_seconds = keyframe_seconds
        self._picture = identity.source.kind is Kind.VIDEO
        self._limit = LIMITS[identity.weight]
        self._reader: Track | None = None
        self._asking: KeyframeAsking | None = None
        self._alignment: Alignment | None = None
        # The wall times that were written of the first and the last segment by this line.
        self._lined: tuple[float, float] | None = None
        self._part: Part | None = None
        self._cutter = Cutter()
        self._open: list[Sample] = []
        self._open_bytes = 0
        self._opened = 0.0  # when the open segment's first sample came, monotonic
        self._lost = 0  # in the open segment
        self._told_dropped = 0  # by the media plane, and still to be found missing
        self._came = self._missed = 0  # packets since last told to the watch
        self._flowing = 0.0  # since when packets come without a pause
        self._last = float("-inf")  # when the last packet came
        self._muted = False
        self._stopped = False
        self._why: str | None = None  # why nothing is kept now, or was not until now
        self._full = False
        self._left_out = 0  # packets of samples that were not kept, the disk being slow
        self._end: float | None = None  # wall time until which something was kept

    # -------------------------------------------------------------- what is asked

    def take(self, consumer: str, codec: str, now: float, *, muted: bool) -> None:
        """Let this consumer bring it from now on.

        Raises:
            ValueError: nobody here reads this codec.
        """
        if self.consumer == consumer and self.codec == codec:
            self.mute(now, muted)
            return
        reader = track_for(codec)
        if self.consumer is not None:
            self.leave("taken_over")
        self._reader, self.consumer, self.codec = reader, consumer, codec
        self._alignment = self._lined = None
        self._asking = KeyframeAsking(self._keyframe_seconds, now) if self._picture else None
        self._muted = muted
        self.watch = TrackWatch(self.identity.source, now, muted=muted)
        self.watch.stopped(now, self._stopped)
        if self.identity.source is Source.MICROPHONE:
            self.listener = Listener()

    def leave(self, why: str) -> None:
        """Keep what came, and expect nothing more."""
        if self._reader is not None:
            self._keep(self._reader.finish(), self._last)
        self.flush()
        self._close_part()
        self._reader = self.consumer = self.listener = self._asking = None
        self._why = self._why or why

    def mute(self, now: float, muted: bool) -> None:
        """Its owner or a right switched it off or on."""
        if muted is self._muted:
            return
        self._muted = muted
        self.watch.muted(now, muted)
        self.note(Marked.MUTED if muted else Marked.UNMUTED)

    def room(self, now: float, room: Room) -> None:
        """Stop or go on, as the disk has room."""
        stopped = room.stops(self.identity.source.kind, leading=self.identity.leading)
        if stopped is self._stopped:
            return
        self._stopped = stopped
        self.watch.stopped(now, stopped)
        if stopped:
            self.flush()
            self._close_part()
            alarm = room.alarm
            self._why = self._why or (alarm.value if alarm else None)

    # -------------------------------------------------------------- what comes

    def packet(self, data: bytes, now: float) -> None:
        """Take one RTP packet."""
        reader = self._reader
        if reader is None:
            return
        if now - self._last > FLOWING_SECONDS:
            self._flowing = now
        self._last = now
        self._came += 1
        self.watch.packet(now)
        if self.listener is not None and not self._muted:
            self.listener.offer(data[12:])
        if self._full:
            self._left_out += 1
            self.watch.dropped(now)
        samples = reader.feed(data)
        if samples:
            self._keep(samples, now)

    def report(self, wall: float, ticks: int, *, exact: bool) -> None:
        """Take a report: this RTP timestamp was captured then."""
        if self._reader is None or self._alignment is None:
            return
        unwrapped = self._reader.ticks_at(ticks)
        if unwrapped is not None:
            self._alignment.report(wall, unwrapped, exact=exact)
            self._correct(self._alignment)

    def dropped(self, count: int, now: float) -> None:
        """So many packets found no room on their way to us."""
        self._told_dropped += count
        self.watch.dropped(now)
        self.note(Marked.DROPPED, {"packets": count})

    def tick(self, now: float) -> None:
        """Do what is due: close what has become old, ask for a keyframe, tell the watch."""
        if self._open and now - self._opened >= STALE_SECONDS:
            self.flush()
        if self._came or self._missed:
            self.watch.counted(now, self._came, self._missed)
            self._came = self._missed = 0
        asking, consumer = self._asking, self.consumer
        if asking is None or consumer is None or self._reader is None:
            return
        waits = self._full and self.waiting > self._limit // 2  # for the disk
        if self._muted or self._stopped or waits or now - self._last > FLOWING_SECONDS:
            self.watch.keyframe_wanted(None)
            return
        broken = self._reader.needs_keyframe or self._part is None
        if asking.due(now, self._opened if self._open else None, broken=broken):
            self._host.want_keyframe(consumer)
        since = asking.waiting_since
        self.watch.keyframe_wanted(None if since is None else max(since, self._flowing))

    def written(self, size: int) -> None:
        """Note that so many bytes of memory wait no more."""
        self.waiting -= size

    def flush(self, until: int | None = None) -> None:
        """Close the open segment; `until` are the ticks of what follows it."""
        samples, part, alignment = self._open, self._part, self._alignment
        if not samples or part is None or alignment is None:
            return
        self._open = []
        self._correct(alignment)
        wall = alignment.wall(samples[0].ticks)
        self._lined = (self._lined[0] if self._lined else wall, wall)
        last = samples[-1]
        end = until or last.ticks + (last.duration or 0)
        self._end = alignment.wall(end)
        self.waiting += self._open_bytes
        self._host.put(Piece(part, samples, until, wall, self._lost, self._open_bytes))
        if self._lost:
            self.note(Marked.LOST, {"packets": self._lost}, at=wall)
        self._open_bytes = self._lost = 0

    def note(self, what: Marked, detail: Detail | None = None, at: float | None = None) -> None:
        """Mark something about this track."""
        at = self._clock.now() if at is None else at
        self._host.put(Note(at, what, self.identity, detail or {}))

    # -------------------------------------------------------------- inside

    def _keep(self, samples: list[Sample], now: float) -> None:
        for sample in samples:
            self._lose(sample.lost_before)
            if self._alignment is None or sample.restarted:
                self.flush()
                assert self._reader is not None  # it has made the sample
                assert self._reader.format is not None
                self._alignment = Alignment(rate_of(self._reader.format))
                self._lined = None
            # Until the next report the clock says when it came, so that a leap is none of ours.
            self._alignment.arrived(self._clock.of(now), sample.ticks)
            if sample.begins is not None:
                self.flush()
                self._close_part()
            if self._takes(sample):
                self._add(sample, now)

    def _takes(self, sample: Sample) -> bool:
        """Whether there is room for it; a picture after a gap must be a keyframe."""
        held = self.waiting + self._open_bytes
        if self._stopped:
            return False
        if self._full:
            if held > self._limit // 2:
                return False
            if not sample.keyframe:
                return False
            self._full = False
            self.note(Marked.DROPPED, {"packets": self._left_out})
            self._left_out = 0
        elif held + len(sample.data) > self._limit:
            self._full = True
            self.flush()
            self._close_part()
            self._why = self._why or "slow"
            return False
        return self._part is not None or sample.keyframe

    def _add(self, sample: Sample, now: float) -> None:
        reader, alignment = self._reader, self._alignment
        assert reader is not None  # it has made the sample
        assert alignment is not None
        if self._part is None:
            assert reader.format is not None
            self._begin_part(Part(self.identity, reader.format), alignment.wall(sample.ticks))
        rate = rate_of(reader.format) if reader.format is not None else 1
        at, keyframe = sample.ticks / rate, self._picture and sample.keyframe
        if self._open and self._cutter.cuts(at, keyframe=keyframe):
            self.flush(until=sample.ticks)
        if not self._open:
            self._opened = now
            self._cutter.begin(at, keyframe=keyframe)
            if self._asking is not None and keyframe:
                self._asking.came(now)
        self._open.append(sample)
        self._open_bytes += len(sample.data) + OVERHEAD
        self._lost += sample.lost_before

    def _begin_part(self, part: Part, wall: float) -> None:
        self._part, self._cutter = part, Cutter()
        if self._why is not None and self._end is not None:
            self.note(Marked.GAP, {"since": self._end, "why": self._why}, at=wall)
        self._why = None

    def _correct(self, alignment: Alignment) -> None:
        """Say what was wrong with the times of what is written, now that it is known better."""
        by = alignment.settle()
        if by and self._lined is not None:
            since, until = self._lined
            self.note(Marked.ALIGNED, {"since": since, "until": until, "by": by})

    def _close_part(self) -> None:
        if self._part is not None:
            self._host.put(Closing(self._part))
            self._part = None

    def _lose(self, lost: int) -> None:
        if lost:
            known = min(lost, self._told_dropped)
            self._told_dropped -= known
            self._missed += lost - known
