"""Reads a source from beginning to end, again and again if need be, into a bounded schedule.

Rule: this is the reading thread, the only one that touches PyAV. It may block in FFmpeg; whoever
plays watches `last_sign` and does not wait for it for ever.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import av

from classroom.media_messages import IngestState
from media.ingest.messages import Hello, State, Track, VideoCodec
from media.ingest.pacing import BackOff, Schedule, Timeline
from media.ingest.source import Lost, Source, Unplayable, is_live
from media.ingest.tracks import AudioTrack, Sample, VideoTrack

SETTLE = 0.1
"""Seconds in which a freshly opened RTSP source hands over what it gathered; that is old."""
STEADY = 10.0
"""Seconds of playing after which a loss starts with short pauses again."""

FULL_SECONDS = 0.5
"""How long reading rests when it is far enough ahead; much shorter than it is ahead."""

Tell = Callable[[Hello | State], None]


@dataclass(frozen=True, slots=True)
class Piece:
    """A sample on its way out: `time` is seconds since the start, on the clock of both tracks."""

    track: Track
    time: float
    sample: Sample


class Player:
    """Fills a schedule from one source."""

    def __init__(
        self, url: str, *, loop: bool, tell: Tell, back_off: BackOff | None = None
    ) -> None:
        """Nothing is opened yet. `tell` is called from the reading thread."""
        self.live = is_live(url)
        self.schedule: Schedule[Piece] = Schedule(live=self.live)
        self.changed_lock = threading.RLock()  # guards schedule, keyframe, stopped
        self.changed = threading.Condition(self.changed_lock)
        self.full = threading.Condition(self.changed_lock)  # told only when stopped
        self.keyframe = False
        self.stopped = False
        self.finished: State | None = None  # set when nothing more will come
        self.last_sign = time.monotonic()
        self._url = url
        self._loop = loop
        self._tell = tell
        self._back_off = back_off or BackOff()
        self._timeline = Timeline()
        self._hello: Hello | None = None
        self._unfit = False  # its picture must be transcoded: a later take need not find out again

    def run(self) -> None:
        """Read until the film is over, the source is unplayable, or somebody sets `stopped`."""
        try:
            self._tell(State(IngestState.STARTING))  # the worker may have ended already
            if self.live:
                self._stay_with_it()
                state = State(IngestState.ENDED, "stopped")
            else:
                state = self._play_film()
        except Unplayable as error:
            state = State(IngestState.FAILED, str(error))
        except Exception as error:  # a film can break FFmpeg's wrappers in ways nobody lists
            state = State(IngestState.FAILED, f"cannot be played: {type(error).__name__}: {error}")
        with self.changed:
            self.finished = state
            self.changed.notify_all()

    def _play_film(self) -> State:
        while not self.stopped:
            with Source(self._url) as source:
                if not self._play(source, at=0.0):
                    raise Unplayable("nothing in it can be played")
            if not self._loop:
                return State(IngestState.ENDED, "the film is over")
        return State(IngestState.ENDED, "stopped")

    def _stay_with_it(self) -> None:
        while not self.stopped:
            opened = time.monotonic()
            try:
                with Source(self._url) as source:
                    self._play(source, at=self.schedule.elapsed(time.monotonic()))
            except (Lost, Unplayable) as error:
                if time.monotonic() - opened > STEADY:
                    self._back_off.reset()
                pause = self._back_off.pause()
                self._tell(State(IngestState.LOST, f"{error}; next attempt in {pause:.1f} s"))
                self._rest(pause)

    def _rest(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        with self.changed:
            while not self.stopped and (left := until - time.monotonic()) > 0:
                self.last_sign = time.monotonic()
                self.changed.wait(min(left, 1.0))

    def _play(self, source: Source, at: float) -> int:
        """Play one take and return how many pieces it had."""
        video = None
        if source.video is not None:
            video = VideoTrack(source.video, live=self.live, transcode=self._unfit)
        audio = None if source.audio is None else AudioTrack(source.audio)
        self._timeline.begin_take(source.start, at)
        settled = time.monotonic() + (SETTLE if self.live else 0.0)
        pieces = 0
        for packet in source.packets():
            self.last_sign = time.monotonic()
            if self.stopped:
                return pieces
            if self.last_sign < settled:
                continue
            if video is not None and packet.stream is source.video:
                if self._take_keyframe_request():
                    video.want_keyframe()
                samples, track = video.feed(packet, self._late(packet)), Track.VIDEO
            elif audio is not None:
                samples, track = audio.feed(packet), Track.AUDIO
            else:
                continue
            for sample in samples:
                self._place(track, sample, video, audio)
                pieces += 1
        if video is not None:
            for sample in video.feed(None, 0.0):
                self._place(Track.VIDEO, sample, video, audio)
                pieces += 1
        return pieces

    def _place(
        self, track: Track, sample: Sample, video: VideoTrack | None, audio: AudioTrack | None
    ) -> None:
        self._introduce(video, audio)
        piece = Piece(track, self._timeline.place(track, sample.time, sample.duration), sample)
        with self.changed:
            while not self.schedule.room(piece.time, time.monotonic()) and not self.stopped:
                self.full.wait(FULL_SECONDS)
            self.last_sign = time.monotonic()
            self.schedule.put(piece.time, piece, self.last_sign)
            self.changed.notify_all()

    def _introduce(self, video: VideoTrack | None, audio: AudioTrack | None) -> None:
        """Say which tracks come when that is new, and that it plays."""
        self._unfit = self._unfit or (video is not None and video.transcoded)
        hello = Hello(
            video=None if video is None else VideoCodec.H264,
            audio=audio is not None,
            profile_level_id="42e01f" if video is None else video.profile_level_id,
        )
        if hello != self._hello:
            self._hello = hello
            self._tell(hello)
        self._tell(State(IngestState.PLAYING))

    def _late(self, packet: "av.Packet[Any]") -> float:
        if packet.dts is None or packet.time_base is None:
            return 0.0
        plays = self._timeline.peek(float(packet.dts * packet.time_base))
        with self.changed:
            return self.schedule.late(plays, time.monotonic())

    def _take_keyframe_request(self) -> bool:
        with self.changed:
            wanted, self.keyframe = self.keyframe, False
        return wanted
