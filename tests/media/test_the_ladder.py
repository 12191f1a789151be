"""Which level a receiver is sent: down at once, up one step at a time, and it does not swing."""

import random
from collections.abc import Callable
from itertools import pairwise

from classroom.media_messages import Level, LevelReason
from media.downstream.ladder import (
    BLIND_CALM,
    FIRST_CALM,
    FORGIVEN,
    HEADROOM,
    MARGIN,
    SETTLE,
    START,
    Ladder,
)

COSTS = (60_000, 84_000, 260_000, 620_000, 1_660_000)
WIDE = 10_000_000
Moves = list[tuple[float, Level]]


class Receiver:
    """A ladder with a clock: four looks a second, a loss report each second."""

    def __init__(self) -> None:
        self.ladder = Ladder()
        self.now = 100.0
        self.moves: Moves = []

    def goes_on(
        self,
        seconds: float,
        estimate: int | Callable[[float], int | None] | None = None,
        loss: float = 0.0,
    ) -> Moves:
        """Let time pass; return when the level changed in it, and to what."""
        begin = len(self.moves)
        for step in range(int(seconds * 4)):
            if step % 4 == 0:
                self.ladder.lost([loss])
            before = self.ladder.level
            figure = estimate(self.now) if callable(estimate) else estimate
            self.ladder.look(COSTS, figure, self.now)
            if self.ladder.level is not before:
                self.moves.append((self.now, self.ladder.level))
            self.now += 0.25
        return self.moves[begin:]

    @property
    def stands(self) -> tuple[Level, LevelReason]:
        return self.ladder.level, self.ladder.reason


def test_a_line_that_takes_everything_in_is_sent_everything() -> None:
    one = Receiver()

    assert one.goes_on(60, WIDE, loss=0.015) == []
    assert one.stands == (Level.HIGH, LevelReason.FULL)


def test_a_thin_line_is_sent_what_fits_with_room_to_spare_and_in_one_step() -> None:
    for estimate, level in (
        (1_000_000, Level.MEDIUM),
        (300_000, Level.LOW),
        (120_000, Level.SLIDES),
        (70_000, Level.SOUND),
        (20_000, Level.SOUND),  # sound is never given up
    ):
        one = Receiver()
        moves = one.goes_on(START + 1, estimate)

        assert [to for _, to in moves] == [level]
        assert one.stands == (level, LevelReason.LINE)
        assert level is Level.SOUND or COSTS[level] <= estimate * HEADROOM


def test_what_an_estimate_says_while_it_is_finding_out_is_not_believed() -> None:
    one = Receiver()

    assert one.goes_on(START, 100_000) == []
    assert one.goes_on(30, WIDE) == []


def test_an_estimate_that_is_low_because_little_was_sent_takes_nothing_away() -> None:
    ladder = Ladder()
    for quarter in range(40):
        ladder.look(COSTS, 300_000, 100 + quarter / 4, bound=False)
    before = ladder.level

    ladder.look(COSTS, 300_000, 111, bound=True)  # now it was too much

    assert (before, ladder.level) == (Level.HIGH, Level.LOW)


def test_but_it_is_when_packets_are_lost_too() -> None:
    one = Receiver()

    assert [to for _, to in one.goes_on(1, 300_000, loss=0.1)] == [Level.LOW]


def test_a_line_that_grows_is_climbed_one_step_at_a_time() -> None:
    one = Receiver()
    one.goes_on(START + 1, 70_000)

    moves = one.goes_on(60, WIDE)

    assert [to for _, to in moves] == [Level.SLIDES, Level.LOW, Level.MEDIUM, Level.HIGH]
    assert all(b - a >= FIRST_CALM for (a, _), (b, _) in pairwise(moves))
    assert one.ladder.reason is LevelReason.FULL


def test_a_level_that_would_just_fit_is_not_climbed_to() -> None:
    one = Receiver()
    one.goes_on(START + 1, 300_000)

    assert one.goes_on(120, round(COSTS[Level.MEDIUM] / HEADROOM) + 1) == []
    assert one.ladder.wanted(COSTS) == round(COSTS[Level.MEDIUM] * MARGIN / HEADROOM)


def test_each_step_up_that_fails_is_tried_later_the_next_time() -> None:
    one = Receiver()
    one.goes_on(START + 1, 300_000)

    def falls_when_used(now: float) -> int:
        return 400_000 if one.ladder.level >= Level.MEDIUM else 900_000

    ups = [now for now, to in one.goes_on(600, falls_when_used) if to is Level.MEDIUM]
    waits = [b - a for a, b in pairwise(ups)]

    assert waits[0] < waits[1] < waits[2]
    assert len(ups) <= 11


def test_a_noisy_estimate_does_not_make_it_swing() -> None:
    for seed in range(5):
        chance = random.Random(seed)
        drift = 0.0

        def noisy(now: float, chance: random.Random = chance) -> int:
            nonlocal drift
            drift = 0.95 * drift + 0.05 * chance.gauss(0, 1)
            wave = chance.gauss(0, 0.08) + drift
            return round(820_000 * min(1.6, max(0.4, 1 + wave)))

        one = Receiver()
        moves = one.goes_on(600, noisy, loss=0.005)

        assert len(moves) <= 24, (seed, moves)  # in ten minutes, about the edge between two levels
        late = [move for move in moves if move[0] > 400]
        assert len(late) <= 8, (seed, late)


def test_where_nobody_knows_the_line_losses_take_level_after_level() -> None:
    one = Receiver()

    moves = one.goes_on(30, None, loss=0.4)

    assert [to for _, to in moves] == [Level.MEDIUM, Level.LOW, Level.SLIDES, Level.SOUND]
    assert all(b - a >= SETTLE for (a, _), (b, _) in pairwise(moves))
    assert one.ladder.reason is LevelReason.LOSS


def test_and_calm_brings_them_back() -> None:
    one = Receiver()
    one.goes_on(30, None, loss=0.4)
    begin = one.now

    moves = one.goes_on(90, None)

    assert [to for _, to in moves] == [Level.SLIDES, Level.LOW, Level.MEDIUM, Level.HIGH]
    assert moves[0][0] - begin >= BLIND_CALM


def test_a_little_loss_and_one_bad_report_change_nothing() -> None:
    one = Receiver()

    assert one.goes_on(1, None, loss=0.2) == []
    assert one.goes_on(60, None, loss=0.05) == []


def test_loss_on_a_line_with_room_leaves_a_small_picture() -> None:
    one = Receiver()

    one.goes_on(60, WIDE, loss=0.15)

    assert one.stands == (Level.LOW, LevelReason.LOSS)


def test_a_line_with_room_that_always_loses_a_little_is_climbed() -> None:
    one = Receiver()
    one.goes_on(START + 1, 300_000, loss=0.05)

    one.goes_on(30, WIDE, loss=0.05)

    assert one.stands == (Level.HIGH, LevelReason.FULL)


def test_a_pin_holds_at_once_and_letting_go_brings_back_what_was() -> None:
    one = Receiver()
    one.goes_on(10, WIDE)

    one.ladder.pin = Level.SLIDES
    one.goes_on(1, WIDE)
    pinned = one.stands
    one.goes_on(200, WIDE)
    still = one.stands
    one.ladder.pin = None
    one.goes_on(1, WIDE)

    assert pinned == still == (Level.SLIDES, LevelReason.PINNED)
    assert one.stands == (Level.HIGH, LevelReason.FULL)


def test_a_pin_is_a_ceiling_and_a_thin_line_is_sent_less_all_the_same() -> None:
    one = Receiver()
    one.ladder.pin = Level.MEDIUM

    one.goes_on(START + 1, 300_000)
    under = one.stands
    one.ladder.pin = None
    one.goes_on(30, 300_000)

    assert under == one.stands == (Level.LOW, LevelReason.LINE)


def test_levels_that_cost_the_same_are_climbed_together() -> None:
    ladder = Ladder()
    alike = (60_000, 84_000, 300_000, 300_000, 300_000)
    for quarter in range(16):
        ladder.look(alike, 100_000, 100 + quarter / 4)
    assert ladder.level is Level.SLIDES

    steps = {}
    for quarter in range(40):
        ladder.look(alike, WIDE, 110 + quarter / 4)
        steps[ladder.level] = True

    assert list(steps) == [Level.SLIDES, Level.HIGH]


def test_what_failed_long_ago_is_forgiven() -> None:
    one = Receiver()
    one.goes_on(START + 1, 300_000)
    one.goes_on(FIRST_CALM + 1, WIDE)
    one.goes_on(3, 300_000)  # too much after all: it waits longer now
    begin = one.now
    first = next(now for now, _ in one.goes_on(60, WIDE)) - begin
    one.goes_on(FORGIVEN + 1, WIDE)
    one.goes_on(3, 300_000)
    begin = one.now
    again = next(now for now, _ in one.goes_on(60, WIDE)) - begin

    assert again < first
