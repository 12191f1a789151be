"""Peers' clocks run fast or slow against ours: what they captured together stays together."""

import itertools
import random

import pytest

from media.clocks import PeerClock

HOURS = 3600
ALIGNED = 0.040  # seconds
VISIBLE = 0.004  # seconds a second: nobody sees or hears a clock corrected so slowly


class Peer:
    """Reports once a second over a line with a delay of its own and queues that come and go."""

    def __init__(self, ppm: float, seed: int, ahead: float = 0.0) -> None:
        self.clock = PeerClock()
        self._rate = 1 + ppm / 1e6
        self._ahead = ahead
        self._dice = random.Random(seed)

    def ntp(self, truth: float) -> float:
        return truth * self._rate + self._ahead

    def reports(self, truth: float, queue: float = 0.0) -> None:
        delay = 0.008 + self._dice.expovariate(1 / 0.015) + queue
        self.clock.observe(self.ntp(truth), truth + delay)

    def error(self, truth: float) -> float:
        return self.clock.to_wall(self.ntp(truth)) - truth


@pytest.mark.parametrize("ppm", [-100, 100])
def test_two_peers_stay_aligned_for_six_hours_though_their_clocks_drift_apart(ppm: float) -> None:
    one, other = Peer(ppm, 1, ahead=1e9), Peer(-ppm, 2)
    errors: list[tuple[float, float]] = []

    for second in range(6 * HOURS):
        for peer in (one, other):
            peer.reports(second)
        errors.append((one.error(second), other.error(second)))

    settled = errors[60:]
    assert max(abs(a - b) for a, b in settled) < ALIGNED
    assert max(abs(error) for pair in settled for error in pair) < ALIGNED
    steps = [abs(b[0] - a[0]) for a, b in itertools.pairwise(errors[20:])]
    assert max(steps) < VISIBLE


def test_a_queue_on_the_line_is_not_taken_for_a_slow_clock() -> None:
    peer = Peer(20, 3)
    for second in range(300):
        peer.reports(second)
    before = peer.error(300)

    for second in range(300, 360):
        peer.reports(second, queue=0.8)

    assert abs(peer.error(360) - before) < 0.02


def test_a_first_report_that_came_late_is_made_good_and_a_clock_that_jumps_is_followed() -> None:
    peer = Peer(0, 4)
    peer.reports(0, queue=0.3)
    for second in range(1, 200):
        peer.reports(second)
    made_good = peer.error(199)

    jumped = 3600.0
    peer.clock.observe(peer.ntp(200) - jumped, 200.01)

    assert abs(made_good) < ALIGNED
    assert peer.clock.to_wall(peer.ntp(200) - jumped) == pytest.approx(200.01)


def test_a_peer_that_floods_reports_takes_no_more_memory() -> None:
    clock = PeerClock()

    for report in range(50_000):
        clock.observe(report / 400, report / 400 + report * 1e-6)

    assert len(clock._least) <= 62


@pytest.mark.parametrize("held_up", [0.06, 0.3])
def test_the_first_report_that_was_not_held_up_counts_at_once(held_up: float) -> None:
    peer = Peer(0, 5)
    peer.reports(0, queue=held_up)
    peer.reports(1, queue=held_up)

    peer.clock.observe(peer.ntp(2), 2.004)

    assert peer.error(2) == pytest.approx(0.004)


def test_a_packet_cannot_have_come_before_it_was_captured() -> None:
    peer = Peer(0, 6)
    peer.clock.observe(peer.ntp(0), 0.09)

    peer.clock.came(peer.ntp(0.5), 0.5 + 0.2)  # it came late itself: nothing follows
    late = peer.error(1)
    peer.clock.came(peer.ntp(0.52), 0.52 + 0.012)

    assert late == pytest.approx(0.09)
    assert peer.error(1) == pytest.approx(0.012)
    assert not peer.clock.settling(30)
