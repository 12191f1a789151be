"""A recorder joins a room: its consumers' packets come to a Unix socket of its own."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from classroom.failures import Refused
from classroom.media_messages import (
    CreateDirectTransport,
    Direction,
    MediaEvent,
    OpenRoom,
    PeerConnected,
    PeerLost,
    Quality,
    Source,
)
from classroom.packet_messages import Attach, Dropped, Ended, Layer, Muted, Packet, Report
from media import rtcp, rtp
from media.clocks import to_ntp
from media.downstream.direct import PICTURE_LIMIT, SOUND_LIMIT
from media.rounds import Rounds
from tests.media.class_over_network import Page, classroom
from tests.media.network import soon
from tests.media.recorder_socket import TICKET, Recorder, recorder
from tests.media.wires import (
    H264_DELTA,
    H264_KEYFRAME,
    Lesson,
    Receiver,
    Sender,
    h264,
    opus,
    simulcast,
    vp8,
    vp8_frame,
)

MILLISECONDS = 0.003
SOUND = opus(encodings=[{"ssrc": 2000}], mid="1")
SCREEN = vp8(encodings=[{"ssrc": 3000}], mid="2")


def sends(page: Page, number: int, ssrc: int, payload_type: int, payload: bytes) -> None:
    packet = rtp.build(
        payload_type=payload_type,
        sequence=number & 0xFFFF,
        timestamp=number * 3000,
        ssrc=ssrc,
        payload=payload,
    )
    page.client.send_packet(packet)


async def test_what_a_browser_sends_comes_to_the_recorder_whole_and_unbroken(
    tmp_path: Path,
) -> None:
    async with classroom() as lesson, recorder(tmp_path) as taking:
        teacher = await lesson.join("a", Direction.SEND)
        pupil = await lesson.join("b", Direction.RECV)
        room = lesson.rooms.room("r")
        transport = taking.attach(room)
        tracks = [
            (108, 1000, teacher.produce(Source.CAMERA, h264()), H264_KEYFRAME),
            (111, 2000, teacher.produce(Source.MICROPHONE, SOUND), b"\xfc"),
            (120, 3000, teacher.produce(Source.SCREEN, SCREEN), vp8_frame(1, 1, key=True)),
        ]
        consumers = [taking.consume(room, transport, producer) for _, _, producer, _ in tracks]
        seen = pupil.consume(tracks[0][2])

        for number in range(65500, 65600):  # over the end of the 16 bits
            for payload_type, ssrc, _, payload in tracks:
                sends(teacher, number, ssrc, payload_type, payload + b" %d" % number)
            if number % 10 == 0:
                await pupil.receives(H264_KEYFRAME + b" %d" % number)
        first = await soon(taking.told)
        came: dict[str, list[rtp.RtpView]] = {consumer: [] for consumer in consumers}
        while any(len(views) < 100 for views in came.values()):
            told = await soon(taking.told)
            if isinstance(told, Packet):
                came[told.consumer].append(rtp.view(told.data))

        assert first == Attach(TICKET)
        assert seen.producer == tracks[0][2]
        for views, payload_type in zip(came.values(), (102, 100, 96), strict=True):
            numbers = [view.sequence for view in views]
            assert numbers == [(numbers[0] + index) & 0xFFFF for index in range(100)]
            assert {view.payload_type for view in views} == {payload_type}
            assert len({view.ssrc for view in views}) == 1
            times = [view.timestamp for view in views]
            assert times == [times[0] + 3000 * index for index in range(100)]
        for page in (teacher, pupil):
            await page.client.close()


async def test_a_keyframe_that_the_recorder_wants_is_asked_of_the_browser(tmp_path: Path) -> None:
    async with classroom() as lesson, recorder(tmp_path) as taking:
        teacher = await lesson.join("a", Direction.SEND)
        room = lesson.rooms.room("r")
        camera = teacher.produce(Source.CAMERA, h264())
        watching = taking.consume(room, taking.attach(room), camera)
        sends(teacher, 1, 1000, 108, H264_KEYFRAME)
        await taking.receives(watching, H264_KEYFRAME)
        while not teacher.rtcp.empty():
            teacher.rtcp.get_nowait()

        taking.wants_keyframe(watching)
        await teacher.hears(rtcp.PictureLossIndication)
        sends(teacher, 2, 1000, 108, H264_KEYFRAME + b" again")

        await taking.receives(watching, H264_KEYFRAME + b" again")
        await teacher.client.close()


@pytest.mark.parametrize("how", ["hangs up", "talks nonsense"])
async def test_a_recorder_that_is_lost_is_told_by_its_transport_and_may_come_back(
    tmp_path: Path, how: str
) -> None:
    async with classroom() as lesson, recorder(tmp_path) as taking:
        teacher = await lesson.join("a", Direction.SEND)
        room = lesson.rooms.room("r")
        microphone = teacher.produce(Source.MICROPHONE, SOUND)
        transport = taking.attach(room)
        taking.consume(room, transport, microphone)
        await soon(taking.told)

        taking.hangs_up() if how == "hangs up" else taking.says(b"nonsense")
        events: list[MediaEvent] = []
        while not (events and isinstance(events[-1], PeerLost)):
            events.append(await soon(lesson.events))

        assert (
            PeerConnected(room="r", peer="recorder", direction=Direction.RECV, protocol="local")
            in events
        )
        assert events[-1] == PeerLost(
            room="r", peer="recorder", transport=transport, direction=Direction.RECV
        )
        assert not room.producers[microphone].consumers
        again = taking.consume(room, taking.attach(room), microphone)
        sends(teacher, 1, 2000, 111, b"\xfc again")
        await taking.receives(again, b"\xfc again")
        await teacher.client.close()


async def test_where_nobody_listens_it_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    async with classroom() as lesson:
        lesson.rooms.handle(OpenRoom(room="r"))
        for path in (str(tmp_path / "nobody"), "x" * 500, ""):
            with pytest.raises(Refused, match="not_ready"):
                lesson.rooms.handle(
                    CreateDirectTransport(room="r", peer="recorder", path=path, ticket=TICKET)
                )

        assert not lesson.rooms.room("r").peers


class Recorded:
    """A lesson whose times a test says, with a camera, a microphone and a recorder."""

    def __init__(self, taking: Recorder, camera: dict[str, object], ssrcs: tuple[int, ...]) -> None:
        self.lost = asyncio.Event()
        self.lesson = Lesson(self._happened)
        self.now = asyncio.get_running_loop().time()
        self.wire = self.lesson.join("a", Direction.SEND)
        self.camera = Sender(self.lesson, self.wire, "a", Source.CAMERA, camera, ssrcs)
        self.microphone = Sender(self.lesson, self.wire, "a", Source.MICROPHONE, SOUND, (2000,))
        self.producer = self.lesson.room.producer("a", self.camera.producer)
        self.transport = taking.attach(self.lesson.room)
        self.seen = taking.consume(self.lesson.room, self.transport, self.camera.producer)
        self.heard = taking.consume(self.lesson.room, self.transport, self.microphone.producer)

    def _happened(self, event: MediaEvent) -> None:
        if isinstance(event, PeerLost):
            self.lost.set()

    async def ready(self, taking: Recorder) -> None:
        assert await soon(taking.told) == Attach(TICKET)

    @property
    def rounds(self) -> Rounds:
        return Rounds(self.lesson.room, self.lesson.events.append)


async def test_reports_say_when_a_packet_was_captured_by_the_senders_own_clock(
    tmp_path: Path,
) -> None:
    async with recorder(tmp_path) as taking:
        room = Recorded(taking, h264(), (1000,))
        await room.ready(taking)
        now = room.now
        theirs = to_ntp(0.0)  # a clock that is decades off
        room.camera.packet(H264_KEYFRAME, now)
        guessed = await taking.hears(Report, room.seen)

        room.camera.report(now + 1, theirs)
        room.microphone.report(now + 1.5, theirs + (1 << 31), clock=48000)
        room.microphone.packet(b"\xfc", now + 1.5, clock=48000)
        told_first = await taking.hears(Report, room.heard)
        room.rounds.tick(now + 2)
        seen, heard = (
            await taking.hears(Report, room.seen),
            await taking.hears(Report, room.heard),
        )

        assert not guessed.exact
        assert told_first.exact
        assert seen.exact
        wall = room.lesson.room._wall_clock.wall(now + 2)
        for report, rate in ((seen, 90_000), (heard, 48_000)):
            of = room.camera if report is seen else room.microphone
            captured = of.timestamp(now + 2, clock=rate)
            assert abs(report.wall - wall) < MILLISECONDS
            assert abs(report.ticks - captured) / rate < MILLISECONDS
        room.lesson.room.close()


async def test_layers_pauses_and_the_end_are_told(tmp_path: Path) -> None:
    async with recorder(tmp_path) as taking:
        room = Recorded(taking, simulcast(h264()), (10, 20, 30))
        await room.ready(taking)
        for layer in range(3):
            room.camera.packet(H264_KEYFRAME, room.now, layer=layer)
        begun = await taking.hears(Layer, room.seen)

        room.producer.pause(room.now + 1)
        silent = await taking.hears(Layer, room.seen), await taking.hears(Muted, room.seen)
        room.producer.resume(room.now + 2)
        resumed = await taking.hears(Muted, room.seen)
        room.lesson.room.close_producer("a", room.camera.producer)
        await taking.hears(Ended, room.seen)

        assert begun.layer is not None
        assert silent == (Layer(room.seen, None), Muted(room.seen, True))
        assert resumed == Muted(room.seen, False)
        room.lesson.room.close()
        await taking.hears(Ended, room.heard)


async def test_a_recorder_that_does_not_read_loses_pictures_first_is_told_and_delays_nobody(
    tmp_path: Path,
) -> None:
    async with recorder(tmp_path) as taking:
        room = Recorded(taking, h264(), (1000,))
        await room.ready(taking)
        pupil = Receiver(
            room.lesson, room.lesson.join("b", Direction.RECV), "b", room.camera.producer
        )
        pupil.consumer.resume(room.now)
        room.camera.packet(H264_KEYFRAME, room.now)
        await taking.receives(room.seen, H264_KEYFRAME)
        picture = H264_DELTA + bytes(1100)
        (watching,) = [c for c in room.producer.consumers.values() if c.id == room.seen]
        pictures = 0
        taking.reading.clear()

        while not watching.refusals:
            pictures += 1
            assert pictures * len(picture) < 2 * SOUND_LIMIT
            room.camera.packet(picture, room.now + pictures / 1e5)
            if pictures % 500 == 0:
                await asyncio.sleep(0)  # the socket is written to between
        for number in range(20):
            room.microphone.packet(b"\xfc %d" % number, room.now + 0.1, clock=48000)
        taking.reading.set()
        heard = [await taking.receives(room.heard, b"\xfc %d" % number) for number in range(20)]
        room.rounds.tick(room.now + 3)  # the back-off is over
        room.camera.packet(H264_KEYFRAME + b" again", room.now + 3)
        dropped = await taking.hears(Dropped, room.seen)
        await taking.receives(room.seen, H264_KEYFRAME + b" again")

        assert len(pupil.packets) == pictures + 2
        numbers = [view.sequence for view in heard]
        assert numbers == [(numbers[0] + index) & 0xFFFF for index in range(20)]
        assert pictures * len(picture) > PICTURE_LIMIT
        assert dropped.count == 1  # and nothing more was tried before the keyframe
        room.lesson.room.close()


async def test_a_recorder_is_nobodys_line(tmp_path: Path) -> None:
    async with recorder(tmp_path) as taking:
        room = Recorded(taking, h264(), (1000,))
        await room.ready(taking)

        room.rounds.tick(room.now + 1)
        taking.hangs_up()
        await room.lost.wait()
        room.rounds.tick(room.now + 4)

        lines = [[line.peer for line in told.lines] for told in room.lesson.told(Quality)]
        assert lines == [["a"], ["a"]]
        room.lesson.room.close()


def test_a_message_is_an_array_that_begins_with_its_kind() -> None:
    packed = msgspec.msgpack.encode(Packet("c", b"x"))

    assert msgspec.msgpack.decode(packed) == ["packet", "c", b"x"]
