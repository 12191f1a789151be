"""A receiver that loses much is sent less picture, one step at a time, and climbs back."""

from itertools import pairwise

from media.downstream.loss_guard import CALM, FIRST_CALM, NO_PICTURE, SETTLE, TOP, LossGuard


def reports(guard: LossGuard, loss: float, start: float, seconds: int) -> list[tuple[float, int]]:
    """Report once a second; return when the limit moved and to what."""
    moves = []
    for second in range(seconds):
        if guard.reported([loss], start + second):
            moves.append((start + second, guard.limit))
    return moves


def test_a_little_loss_changes_nothing() -> None:
    guard = LossGuard()

    assert reports(guard, 0.05, 0.0, 60) == []
    assert guard.limit == TOP


def test_one_bad_report_is_not_a_thin_line() -> None:
    guard = LossGuard()

    assert not guard.reported([0.2], 0.0)
    assert guard.limit == TOP


def test_much_loss_takes_layer_after_layer_and_then_all_picture() -> None:
    guard = LossGuard()

    moves = reports(guard, 0.4, 0.0, 30)

    assert [limit for _, limit in moves] == [1, 0, NO_PICTURE]
    assert all(b - a >= SETTLE for (a, _), (b, _) in pairwise(moves))


def test_calm_brings_the_picture_back_step_by_step() -> None:
    guard = LossGuard()
    reports(guard, 0.4, 0.0, 30)

    moves = reports(guard, 0.0, 30.0, 60)

    assert [limit for _, limit in moves] == [0, 1, TOP]
    assert moves[0][0] - 30.0 >= FIRST_CALM


def until(guard: LossGuard, limit: int, loss: float, start: float) -> float:
    """Report once a second until that is the limit; return when it was."""
    now = start
    while guard.limit != limit:
        guard.reported([loss], now)
        now += 1.0
    return now


def test_a_step_up_that_was_too_much_is_tried_later_next_time() -> None:
    guard = LossGuard()
    down = until(guard, 1, 0.1, 0.0)
    up = until(guard, TOP, 0.0, down)

    down_again = until(guard, 1, 0.1, up)
    up_again = until(guard, TOP, 0.0, down_again)

    assert up_again - down_again > up - down


def test_loss_between_calm_and_too_much_keeps_what_is() -> None:
    guard = LossGuard()
    reports(guard, 0.4, 0.0, 4)
    limit = guard.limit
    reports(guard, CALM * 2, 4.0, 5)

    assert reports(guard, CALM * 2, 20.0, 60) == []
    assert guard.limit <= limit
