"""A path over which nothing comes any more is told of within three seconds, and when it is back."""

from classroom.media_messages import Direction, MediaEvent, PeerHeard, PeerSilent, Source
from media import rtcp
from media.rounds import TICK_SECONDS, Rounds
from tests.media.wires import Lesson, Sender, Wire, h264


class Line:
    """A page's path, and the clockwork of its room."""

    def __init__(self, direction: Direction) -> None:
        self.lesson = Lesson()
        self.wire: Wire = self.lesson.join("a", direction)
        self.now = 100.0
        self._rounds = Rounds(self.lesson.room, self.lesson.events.append)

    def pass_time(self, seconds: float, *, packets: bool = False, checks: float = 0.0) -> None:
        """Let time pass in which packets come all the time, or consent checks every so often."""
        until = self.now + seconds
        while self.now < until:
            self.now += TICK_SECONDS
            if packets:
                self.wire.packets_in += 1
            if packets or (checks and self.now % checks < TICK_SECONDS):
                self.wire.heard_at = self.now
            self._rounds.tick(self.now)

    def told(self, kind: type[MediaEvent]) -> list[MediaEvent]:
        return [each for each in self.lesson.events if isinstance(each, kind)]


async def test_a_path_that_was_busy_is_silent_within_three_seconds() -> None:
    line = Line(Direction.RECV)
    line.pass_time(10, packets=True)
    assert not line.told(PeerSilent)

    line.pass_time(2.5)

    (silent,) = line.lesson.told(PeerSilent)
    assert (silent.peer, silent.direction) == ("a", Direction.RECV)
    assert 2.0 < silent.seconds <= 2.5


async def test_a_path_that_only_had_consent_checks_may_lose_one() -> None:
    line = Line(Direction.RECV)
    line.pass_time(20, checks=2.5)

    line.pass_time(4)
    assert not line.told(PeerSilent)
    line.pass_time(4)

    assert line.told(PeerSilent)


async def test_silence_is_told_again_now_and_then_and_so_is_its_end() -> None:
    line = Line(Direction.SEND)
    line.pass_time(10, packets=True)
    line.pass_time(15)

    line.pass_time(2, packets=True)

    assert 2 <= len(line.told(PeerSilent)) <= 4
    assert len(line.told(PeerHeard)) == 1


async def test_a_path_that_is_not_up_yet_is_not_silent() -> None:
    line = Line(Direction.SEND)

    line.pass_time(30)

    assert not line.told(PeerSilent)


async def test_something_goes_down_every_path_twice_a_second_though_nothing_flows() -> None:
    for direction in Direction:
        line = Line(direction)
        for _ in range(20):
            line.pass_time(1, packets=True)
            assert len(line.wire.said(rtcp.ReceiverReport)) >= 2
            line.wire.rtcp.clear()


async def test_where_media_flows_nothing_is_said_for_its_own_sake() -> None:
    line = Line(Direction.RECV)
    for _ in range(40):
        line.pass_time(TICK_SECONDS, packets=True)
        line.wire.bytes_out += 1000

    assert len(line.wire.said(rtcp.ReceiverReport)) <= 11  # the reports of each second


async def test_a_silent_peer_has_no_line() -> None:
    line = Line(Direction.SEND)
    sender = Sender(line.lesson, line.wire, "a", Source.CAMERA, h264())
    assert sender
    line.pass_time(10, packets=True)
    line.pass_time(5)

    assert line.lesson.room.peer("a").silent
