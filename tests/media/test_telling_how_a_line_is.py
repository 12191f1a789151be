"""`LineQuality`: what is told of a peer's line, from packets and reports that came."""

from classroom.media_messages import Direction, LineQuality, Quality, Source, Speaking
from media import rtcp
from media.clocks import WallClock, middle_of, to_ntp
from media.rounds import A_FEW, QUALITY_SECONDS, Rounds
from tests.media.wires import H264_DELTA, H264_KEYFRAME, Lesson, Receiver, Sender, h264, opus


class Watch:
    """A room whose clockwork a test turns."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self._rounds = Rounds(lesson.room, lesson.events.append)

    def line(self, peer: str, now: float) -> LineQuality:
        """Let the next round tell, and return what it says of a peer."""
        self.lesson.events.clear()
        self._rounds.tick(now)
        (told,) = self.lesson.told(Quality)
        (line,) = [line for line in told.lines if line.peer == peer]
        assert isinstance(line, LineQuality)
        return line

    def speakers(self, now: float) -> list[list[str]]:
        self.lesson.events.clear()
        self._rounds.tick(now)
        return [e.peers for e in self.lesson.told(Speaking)]


async def test_what_was_repaired_is_no_loss_and_what_was_not_is() -> None:
    lesson = Lesson()
    wire = lesson.join("a", Direction.SEND)
    sender = Sender(lesson, wire, "a", Source.CAMERA, h264())
    watch = Watch(lesson)
    sender.packet(H264_KEYFRAME, 1.0)
    watch.line("a", 1.0)
    lost = [sender.packet(H264_DELTA, 1.5, lost=index < 20) for index in range(100)][:20]

    for number in lost[:10]:
        sender.packet(H264_DELTA, 1.6, repeat=number)
    line = watch.line("a", 1.0 + QUALITY_SECONDS)
    after = watch.line("a", 1.0 + 2 * QUALITY_SECONDS)

    assert line.up_loss == 0.1
    assert after.up_loss == 0.0


async def test_the_rate_is_of_the_time_since_it_was_last_told() -> None:
    lesson = Lesson()
    wire = lesson.join("a", Direction.SEND)
    watch = Watch(lesson)
    watch.line("a", 1.0)
    wire.bytes_in, wire.bytes_out = 250_000, 2_500

    line = watch.line("a", 3.0)

    assert (line.up_kbps, line.down_kbps, line.protocol) == (1000.0, 10.0, "udp")


async def test_a_receivers_reports_tell_its_loss_delay_and_jitter() -> None:
    lesson = Lesson()
    sender = Sender(lesson, lesson.join("a", Direction.SEND), "a", Source.CAMERA, h264())
    wire = lesson.join("b", Direction.RECV)
    receiver = Receiver(lesson, wire, "b", sender.producer)
    receiver.consumer.resume(0.0)
    sender.packet(H264_KEYFRAME, 1.0)
    clock: WallClock = lesson.room._wall_clock
    sent = middle_of(to_ntp(clock.wall(1.0)))

    block = rtcp.ReportBlock(receiver.ssrc, 64, 1, 1, 900, sent, 65536 // 2)
    wire.listener.on_rtcp(rtcp.receiver_report(9, [block]), 1.6)
    line = Watch(lesson).line("b", 2.0)

    assert (line.down_loss, line.jitter_ms) == (0.25, 10.0)
    assert line.rtt_ms is not None
    assert abs(line.rtt_ms - 100) < 1


async def test_the_delay_of_one_that_only_sends_is_not_known() -> None:
    lesson = Lesson()
    sender = Sender(lesson, lesson.join("a", Direction.SEND), "a", Source.CAMERA, h264())
    sender.packet(H264_KEYFRAME, 1.0)

    assert Watch(lesson).line("a", 2.0).rtt_ms is None


async def test_picture_and_sound_are_told_while_they_arrive() -> None:
    lesson = Lesson()
    wire = lesson.join("a", Direction.SEND)
    camera = Sender(lesson, wire, "a", Source.CAMERA, h264())
    parameters = opus(encodings=[{"ssrc": 2000}], mid="1")
    microphone = Sender(lesson, wire, "a", Source.MICROPHONE, parameters, (2000,))
    watch = Watch(lesson)
    camera.packet(H264_KEYFRAME, 1.0)
    microphone.packet(b"\xfc", 1.0)
    both = watch.line("a", 2.0)

    microphone.packet(b"\xfc", 3.9)
    sound = watch.line("a", 4.0)

    assert (both.picture, both.sound) == (True, True)
    assert (sound.picture, sound.sound) == (False, True)


async def test_who_sends_0_is_loudest_and_who_sends_127_is_silent() -> None:
    lesson = Lesson()
    for peer, level in (("silent", 127), ("loud", 0), ("speaking", 30), ("voice bit", 0x80 | 127)):
        sender = Sender(lesson, lesson.join(peer, Direction.SEND), peer, Source.MICROPHONE, opus())
        for index in range(50):
            sender.packet(b"\xfc", 1.0 + index / 50, level=level)

    assert Watch(lesson).speakers(2.0) == [["loud", "speaking"]]


async def test_a_muted_microphone_is_no_speaker() -> None:
    lesson = Lesson()
    sender = Sender(lesson, lesson.join("a", Direction.SEND), "a", Source.MICROPHONE, opus())
    watch = Watch(lesson)
    for index in range(50):
        sender.packet(b"\xfc", 1.0 + index / 50, level=10)
    speaking = watch.speakers(2.0)

    lesson.room.producer("a", sender.producer).pause(2.1)
    muted = watch.speakers(2.25)

    assert (speaking, muted) == ([["a"]], [[]])


async def test_a_round_stops_after_a_few_and_who_leaves_meanwhile_is_not_told_of() -> None:
    lesson = Lesson()
    everybody = [f"p{number}" for number in range(2 * A_FEW + 1)]
    for peer in everybody:
        lesson.join(peer, Direction.SEND)
    at = iter(range(100))

    steps = Rounds(lesson.room, lesson.events.append).steps(lambda: float(next(at)))
    next(steps)
    lesson.room.close_peer("p3")
    stops = 1 + sum(1 for _ in steps)

    (told,) = lesson.told(Quality)
    assert [line.peer for line in told.lines] == [peer for peer in everybody if peer != "p3"]
    assert stops == 3 + 2 + 2, "levels, reports, lines"
