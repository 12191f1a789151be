"""Lines in numbers: thin, lossy, shaking, cut, and what is thought of them."""

from collections.abc import Callable

from media.congestion.rate import LEAST
from tests.media.congestion.line import Drive, Line

SOUND = 44_000.0


def follows(estimate: float | None, now: float) -> float:
    """A picture that always takes nine tenths of what there is, as far as it can."""
    return 60_000 if estimate is None else min(3e6, max(0.0, 0.9 * estimate - SOUND))


def always(rate: float) -> Callable[[float | None, float], float]:
    return lambda estimate, now: rate


def test_a_thin_line_is_found_and_its_queue_kept_short() -> None:
    drive = Drive(Line(lambda now: 300_000), follows)
    drive.run(15)
    drive.queued = 0.0

    drive.run(45)

    least, most = drive.spread(since=15)
    values = [value for at, value in drive.history if at > 15 and value is not None]
    assert abs(sum(values) / len(values) - 300_000) < 45_000
    assert 240_000 < least < most < 360_000
    assert drive.queued < 0.15


def test_five_in_a_hundred_lost_do_not_make_a_line_thin() -> None:
    drive = Drive(Line(lambda now: 1_000_000, loss=0.05), follows)
    drive.useful = 2e6
    drive.run(20)

    drive.run(40)

    least, most = drive.spread(since=20)
    assert least > 700_000
    assert most < 1_250_000


def test_a_line_that_always_loses_a_tenth_is_used_all_the_same() -> None:
    drive = Drive(Line(lambda now: 5_000_000, loss=0.10), always(500_000))
    drive.useful = 2e6

    drive.run(25)

    assert drive.estimate > 1_500_000


def test_a_line_without_a_queue_is_told_by_its_losses() -> None:
    drive = Drive(Line(lambda now: 500_000, queue_seconds=0.015), follows)
    drive.run(20)

    drive.run(30)

    least, most = drive.spread(since=20)
    assert least > 250_000
    assert most < 750_000


def test_what_is_sent_in_spite_of_it_does_not_pull_the_estimate_below_what_comes() -> None:
    drive = Drive(Line(lambda now: 300_000), always(1_500_000))

    drive.run(20)

    assert 200_000 < drive.estimate < 330_000


def test_a_line_that_grows_thin_is_noticed_at_once_and_is_found_again() -> None:
    drive = Drive(Line(lambda now: 300_000 if 20 < now < 40 else 2_500_000), follows)
    drive.useful = 2.2e6
    drive.run(20)
    assert drive.estimate > 1_800_000

    drive.run(3)
    assert drive.estimate < 400_000
    drive.run(37)

    assert drive.estimate > 1_800_000


def test_who_is_sent_little_keeps_what_was_known_and_does_not_dream_of_more() -> None:
    drive = Drive(Line(lambda now: 5_000_000), always(400_000))
    drive.useful = 2_000_000
    drive.run(10)
    known = drive.estimate
    assert known > 1_500_000
    drive.useful = 0.0
    drive.wanted = always(0)

    drive.run(60)

    assert drive.estimate == known


def test_nothing_is_proved_without_being_sent() -> None:
    drive = Drive(Line(lambda now: 5_000_000), always(200_000))

    drive.run(60)

    assert drive.estimate < 450_000
    assert drive.probes == 0


def test_shaking_is_not_a_queue() -> None:
    drive = Drive(Line(lambda now: 5_000_000, jitter=0.15), always(300_000))

    drive.run(60)

    assert drive.spread(since=10)[0] > 300_000


def test_probes_find_the_end_of_the_line_and_then_grow_rare() -> None:
    drive = Drive(Line(lambda now: 1_000_000), always(150_000))
    drive.useful = 3e6
    drive.run(30)
    found, probes = drive.estimate, drive.probes
    drive.queued = 0.0

    drive.run(60)

    assert 850_000 < found < 1_050_000
    assert drive.probes - probes <= 5
    assert drive.queued < 0.15, "a probe delays sound by a moment"
    assert drive.spread(since=30)[0] > 850_000, "a probe that fails costs nothing"


def test_a_cut_line_is_taken_for_cut_and_comes_back() -> None:
    drive = Drive(Line(lambda now: 2_000_000 if not 20 < now < 50 else 0), follows)
    drive.useful = 1.8e6
    drive.run(20)
    before = drive.estimate

    drive.run(30)
    assert drive.estimate <= max(LEAST, before / 100)
    drive.run(20)

    assert drive.estimate > 1_000_000


def test_a_pause_is_not_taken_for_a_cut_though_its_last_packet_is_lost() -> None:
    line = Line(lambda now: 2_000_000)
    drive = Drive(line, follows)
    drive.useful = 1.8e6
    drive.run(20)
    before = drive.estimate
    line.loss = 1.0
    drive.send(110)
    line.loss = 0.0
    drive.silent = True

    drive.run(60)
    assert drive.estimate >= before
    drive.silent = False
    line.delay = 0.5  # so far away that it is a while until anything is told of what is sent now
    drive.run(3)

    assert drive.spread(since=20)[0] > before / 2


def test_the_same_line_gives_the_same_estimate() -> None:
    first, second = (Drive(Line(lambda now: 700_000, loss=0.03), follows) for _ in range(2))

    first.run(10)
    second.run(10)

    assert first.history == second.history
