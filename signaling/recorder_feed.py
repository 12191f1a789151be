"""The lesson's half of its recording: what the recorder is given, made to match what is to be had.

Rule 1: level-triggered, as `signaling.media_room` is. Whatever changes, one task compares what the
recorder has with what the policy says, and asks for the difference: so a consumer that was lost, a
media worker or a recorder that was started anew, and a consent that was withdrawn are made up for
by the next look.
Rule 2: who has agreed is looked up before anything is taken, and again and again; while it cannot
be told, no classroom is recorded but the delivering one.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

import structlog

from classroom import commands as c
from classroom import media_messages as m
from classroom import recorder_messages as r
from classroom.commands import Command
from classroom.failures import BadMessage, Refused, Unavailable
from classroom.ports import Clock, Recorder
from classroom.record import LessonRecord
from classroom.recording import policy
from classroom.recording.consent import Consents, agreed, classes_of
from classroom.recording.noting import Noting
from classroom.recording.policy import Wanted
from classroom.recording.values import Alarm, Marked
from classroom.states import Phase
from signaling.media_room import MediaRoom

log = structlog.get_logger(__name__)

PEER = "recorder"  # no page is called so: theirs have a dot
FRESH_SECONDS = 15.0  # a guardian's no is heeded after that at the latest
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 5.0


class Recording(NamedTuple):
    """What recording lessons takes."""

    recorder: Recorder
    consents: Consents | None = None  # without, no class of the register has agreed
    recordings: Noting | None = None  # takes note that there is a recording


@dataclass(slots=True)
class Taken:
    """A track that the recorder has: by which consumer, in which layer."""

    consumer: str
    layer: int


@dataclass(slots=True)
class _Has:
    """What the recorder has been given, by one worker's room."""

    epoch: str | None = None
    transport: str | None = None
    tracks: dict[str, Taken] = field(default_factory=dict)  # by producer
    stage: tuple[str, ...] | None = None
    phase: Phase | None = None


class RecorderFeed:
    """Keeps the recording of one lesson in step with it."""

    def __init__(
        self,
        recording: Recording,
        media: MediaRoom,
        clock: Clock,
        *,
        record: Callable[[], LessonRecord],
        post: Callable[[Command], None],
    ) -> None:
        """Look at the lesson through `record`, tell it through `post`."""
        self._recorder, self._consents, self._recordings = recording
        self._media = media
        self._clock = clock
        self._record = record
        self._post = post
        self._wake = asyncio.Event()
        self._begun: r.RecordingBegun | None = None
        self._has = _Has()
        self._whole: frozenset[str] = frozenset()
        self._looked_at: float | None = None

    def wake(self) -> None:
        """Look again soon."""
        self._wake.set()

    def on_media(self, event: m.MediaEvent) -> bool:
        """Take up what happened to the recorder's own peer; tell whether it did."""
        if getattr(event, "peer", None) != PEER:
            return False
        match event:
            case m.PeerLost() if event.transport == self._has.transport:
                self._has = _Has()
            case m.ConsumerClosed():
                for producer, taken in list(self._has.tracks.items()):
                    if taken.consumer == event.consumer:
                        del self._has.tracks[producer]
        self.wake()
        return True

    def on_recorder(self, event: r.RecorderEvent) -> None:
        """Take up what the recorder says of this lesson."""
        match event:
            case r.AlarmRaised():
                self._post(
                    c.RaiseAlarm(
                        alarm=event.alarm,
                        since=event.since,
                        classroom=event.seat,
                        source=event.source,
                    )
                )
            case r.AlarmCleared():
                self._post(
                    c.ClearAlarm(alarm=event.alarm, classroom=event.seat, source=event.source)
                )
            case r.RecordingLost():
                self._begun, self._has = None, _Has()
                self.wake()

    async def run(self) -> None:
        """Work until cancelled. A recording that was not ended goes on when the lesson does."""
        pause = FIRST_PAUSE
        self.wake()  # perhaps the server was stopped in the middle
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(FRESH_SECONDS):
                    await self._wake.wait()
            self._wake.clear()
            try:
                await self._reconcile()
                pause = FIRST_PAUSE
            except (Refused, BadMessage, Unavailable) as failure:
                # A track may have ended while it was being taken: that is found out at once.
                log.info("recording_not_in_step", lesson=self._record().id, code=failure.code)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                self.wake()
            except Exception:
                log.exception("recorder_feed_bug", lesson=self._record().id)
                await asyncio.sleep(LONGEST_PAUSE)
                self.wake()

    # -------------------------------------------------------------- making it so

    async def _reconcile(self) -> None:
        record = self._record()
        if record.phase is Phase.ENDED:
            await self._end(record)
        elif policy.recorded(record):
            await self._look_up(record)
            begun = await self._begin(record)
            if begun is None:
                return
            await self._mark(record)
            if (epoch := self._media.state.epoch) is not None:
                await self._match(epoch, begun)

    async def _end(self, record: LessonRecord) -> None:
        """End it, also one that another run of the server began."""
        if not record.recording.on:
            return
        await self._recorder.ask(r.EndRecording(lesson=record.id, at=self._clock.now()))
        if self._recordings is not None:
            await self._recordings.ended(record.id, self._clock.now())
        self._begun, self._has = None, _Has()
        self._post(c.TurnRecording(on=False))

    async def _begin(self, record: LessonRecord) -> r.RecordingBegun | None:
        """Begin it; None when what there is of it was sealed: the lesson was shut down before."""
        if self._begun is None:
            now, rows = self._clock.now(), self._recordings
            if rows is not None and not await rows.begun(record.id, now):  # a row first
                self._post(c.RaiseAlarm(alarm=Alarm.SEALED, since=now))
                return None
            begun = await self._recorder.ask(r.BeginRecording(lesson=record.id, at=now))
            if not isinstance(begun, r.RecordingBegun):
                raise Unavailable("recorder_protocol", type(begun).__name__)
            self._begun, self._has = begun, _Has()
            self._post(c.TurnRecording(on=True))
        return self._begun

    async def _mark(self, record: LessonRecord) -> None:
        now, lesson = self._clock.now(), record.id
        if record.stage != self._has.stage:
            stage = r.MarkRecording(
                lesson=lesson, at=now, what=Marked.STAGE, detail={"classrooms": list(record.stage)}
            )
            await self._recorder.ask(stage)
            self._has.stage = record.stage
        if record.phase is not self._has.phase:
            phase = r.MarkRecording(
                lesson=lesson, at=now, what=Marked.PHASE, detail={"phase": record.phase.value}
            )
            await self._recorder.ask(phase)
            self._has.phase = record.phase

    async def _look_up(self, record: LessonRecord) -> None:
        """Know who has agreed."""
        now = self._clock.now()
        classes = classes_of(record)
        if self._looked_at is None or now >= self._looked_at + FRESH_SECONDS:
            try:
                whole = await self._consents.whole(classes) if self._consents and classes else ()
                self._whole = frozenset(whole)
            except Unavailable as failure:
                log.warning("consents_not_looked_up", lesson=record.id, code=failure.code)
                self._whole = frozenset()
            self._looked_at = now
        withheld = policy.withheld(record, agreed(record, self._whole))
        if withheld != record.recording.withheld:
            self._post(c.WithholdClassrooms(classrooms=withheld))

    async def _match(self, epoch: str, begun: r.RecordingBegun) -> None:
        if self._has.epoch != epoch:
            stage, phase = self._has.stage, self._has.phase
            self._has = _Has(epoch=epoch, stage=stage, phase=phase)
        has = self._has
        if has.transport is None:
            attach = m.CreateDirectTransport(
                room=self._media.name, peer=PEER, path=begun.path, ticket=begun.ticket
            )
            described = await self._media.ask(attach)
            if not isinstance(described, m.Described):
                raise Unavailable("media_protocol", type(described).__name__)
            has.transport = described.description["id"]
        wanted = policy.wanted(self._record(), agreed(self._record(), self._whole))
        for producer in [*has.tracks]:
            if producer not in wanted:
                await self._leave(has, producer)
        for producer, track in wanted.items():
            if has is not self._has:  # it was lost meanwhile
                return
            await self._take(has, producer, track)

    async def _take(self, has: _Has, producer: str, wanted: Wanted) -> None:
        room = self._media.name
        taken = has.tracks.get(producer)
        if taken is None:
            assert has.transport is not None
            consumed = await self._media.ask(
                m.Consume(
                    room=room,
                    peer=PEER,
                    transport=has.transport,
                    producer=producer,
                    rtp_capabilities=self._media.state.rtp_capabilities or {},
                    layer=wanted.layer,
                )
            )
            if not isinstance(consumed, m.Consumed):
                raise Unavailable("media_protocol", type(consumed).__name__)
            await self._announce(consumed, wanted)
            await self._media.ask(
                m.ResumeConsumer(room=room, peer=PEER, consumer=consumed.consumer)
            )
            has.tracks[producer] = Taken(consumed.consumer, wanted.layer)
        elif taken.layer != wanted.layer:
            prefer = m.PreferLayer(
                room=room, peer=PEER, consumer=taken.consumer, layer=wanted.layer
            )
            await self._media.ask(prefer)
            taken.layer = wanted.layer

    async def _announce(self, consumed: m.Consumed, wanted: Wanted) -> None:
        """Tell the recorder what will come."""
        codec = consumed.rtp_parameters["codecs"][0]
        seat = self._record().seat(wanted.stream.classroom)
        await self._recorder.ask(
            r.TakeTrack(
                lesson=self._media.name,
                at=self._clock.now(),
                consumer=consumed.consumer,
                seat=wanted.stream.classroom,
                classroom=seat.id if seat is not None and seat.registered else None,
                source=wanted.stream.source,
                kind=consumed.kind,
                codec=codec["mimeType"],
                clock_rate=codec["clockRate"],
                payload_type=codec["payloadType"],
                leading=wanted.leading,
                paused=consumed.producer_paused,
            )
        )

    async def _leave(self, has: _Has, producer: str) -> None:
        """Take a track from the recorder: first its packets, then its name."""
        taken = has.tracks[producer]
        close = m.CloseConsumer(room=self._media.name, peer=PEER, consumer=taken.consumer)
        with suppress(Refused):  # it is gone already
            await self._media.ask(close)
        with suppress(Refused):
            await self._recorder.ask(
                r.LeaveTrack(
                    lesson=self._media.name,
                    at=self._clock.now(),
                    consumer=taken.consumer,
                    why=self._why(producer),
                )
            )
        has.tracks.pop(producer, None)

    def _why(self, producer: str) -> str:
        record = self._record()
        stream = record.stream(producer)
        if stream is None:
            return "closed"
        if policy.wanted(record, {seat.id for seat in record.seats}).get(producer):
            return "consent"
        return "off_stage" if stream.classroom not in record.stage else "policy"
