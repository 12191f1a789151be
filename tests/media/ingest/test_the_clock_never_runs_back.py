import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.ingest.pacing import HEAD_START, LEAD, MOST_WAITING, SLIP, BackOff, Schedule, Timeline


def rounded(taken: tuple[float, object] | None) -> tuple[float, object] | None:
    return None if taken is None else (round(taken[0], 6), taken[1])


def test_a_film_that_begins_again_goes_on_where_it_ended() -> None:
    timeline = Timeline()
    placed = []

    for _ in range(3):
        timeline.begin_take(source_start=10.0)
        for number in range(50):
            placed.append(timeline.place("video", 10.0 + number * 0.04, 0.04))

    assert placed == pytest.approx([number * 0.04 for number in range(150)])


def test_sound_and_picture_keep_their_distance_over_a_loop() -> None:
    timeline = Timeline()
    differences = []

    for _ in range(2):
        timeline.begin_take(source_start=0.0)
        for number in range(1, 50):
            video = timeline.place("video", number * 0.04, 0.04)
            differences.append(timeline.place("audio", number * 0.04 + 0.01, 0.02) - video)

    assert differences == pytest.approx([0.01] * len(differences))


def test_a_source_that_comes_back_is_placed_where_the_clock_is_now() -> None:
    timeline = Timeline()
    timeline.begin_take()
    timeline.place("video", 500.0, 0.04)

    timeline.begin_take(at=7.5)

    assert timeline.place("video", 3.0, 0.04) == pytest.approx(7.5)


def test_a_jump_in_the_sources_timestamps_is_closed() -> None:
    timeline = Timeline()
    timeline.begin_take()
    timeline.place("video", 0.0, 0.04)

    after = timeline.place("video", 95_443.0, 0.04)

    assert after == pytest.approx(0.04)


@given(st.lists(st.tuples(st.sampled_from("av"), st.floats(-1e6, 1e6), st.floats(-1, 1e4))))
def test_no_timestamps_make_a_track_go_back(pieces: list[tuple[str, float, float]]) -> None:
    timeline = Timeline()
    timeline.begin_take()
    last: dict[str, float] = {}

    for track, time, duration in pieces:
        placed = timeline.place(track, time, duration)

        assert placed > last.get(track, -1.0)
        last[track] = placed


def test_pieces_leave_in_the_order_of_their_time_and_not_before_it() -> None:
    schedule: Schedule[str] = Schedule(live=False)
    schedule.put(0.0, "first", now=100.0)
    schedule.put(0.2, "third", now=100.0)
    schedule.put(0.1, "second", now=100.0)

    assert schedule.take(now=100.0) is None
    assert schedule.wait(now=100.0) == pytest.approx(HEAD_START)
    start = 100.0 + HEAD_START
    assert rounded(schedule.take(now=start + 0.01)) == (round(start, 6), "first")
    assert schedule.take(now=start + 0.05) is None
    assert rounded(schedule.take(now=start + 0.3)) == (round(start + 0.1, 6), "second")
    assert rounded(schedule.take(now=start + 0.3)) == (round(start + 0.2, 6), "third")


def test_reading_ahead_has_a_bound_in_time_and_in_number() -> None:
    schedule: Schedule[int] = Schedule(live=False)
    schedule.put(0.0, 0, now=0.0)

    assert schedule.room(LEAD - 0.5, now=0.0)
    assert not schedule.room(LEAD + 1, now=0.0)
    for number in range(1, MOST_WAITING):
        schedule.put(0.001 * number, number, now=0.0)
    assert not schedule.room(0.0, now=0.0)


def test_after_a_long_delay_the_clock_is_set_back_instead_of_a_burst() -> None:
    schedule: Schedule[int] = Schedule(live=False)
    for number in range(4):
        schedule.put(float(number), number, now=0.0)

    taken = schedule.take(now=60.0)

    assert taken == (60.0, 0)
    assert schedule.take(now=60.0) is None
    assert rounded(schedule.take(now=61.0)) == (round(61.0, 6), 1)


def test_a_live_source_is_not_held_back() -> None:
    schedule: Schedule[str] = Schedule(live=True)

    schedule.put(5.0, "now", now=100.0)
    schedule.put(5.5, "early", now=100.1)

    assert schedule.take(now=100.1) is not None
    assert schedule.take(now=100.1) == (100.1, "early")


def test_a_live_clock_goes_by_what_came_quickest() -> None:
    schedule: Schedule[str] = Schedule(live=True)

    schedule.put(0.0, "held up on the way for 1.5 s", now=101.5)
    schedule.put(1.0, "as well", now=101.5)
    schedule.put(1.5, "at once", now=101.5)

    assert schedule.elapsed(now=101.5) == 1.5  # so that a loss begins no earlier than it did
    assert [schedule.take(now=101.5) for _ in range(2)][-1] == (101.0, "as well")


def test_lateness_ends_by_itself() -> None:
    schedule: Schedule[int] = Schedule(live=False)
    schedule.put(0.0, 0, now=0.0)

    assert schedule.late(0.0, now=HEAD_START + 1.0) == pytest.approx(1.0)
    assert schedule.late(0.0, now=HEAD_START + SLIP + 1) == 0.0


def test_pauses_double_to_a_bound_and_are_never_the_same_for_all() -> None:
    back_off = BackOff(random.Random(1))

    pauses = [back_off.pause() for _ in range(12)]

    for number, pause in enumerate(pauses):
        full = min(30.0, 2.0**number)
        assert full / 2 <= pause <= full
    back_off.reset()
    assert back_off.pause() <= 1.0
