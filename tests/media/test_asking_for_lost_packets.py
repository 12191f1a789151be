"""When a packet that did not come is asked for, how often, and when that is given up."""

from media.upstream.nack import MAX_MISSING, MAX_TRIES, REORDER_SECONDS, NackGenerator


def test_a_packet_that_is_only_late_is_not_asked_for() -> None:
    nack = NackGenerator()
    nack.gap(10, 12, now=0.0)
    nack.came(10)

    assert nack.due(REORDER_SECONDS / 2) == ([], False)
    assert nack.due(REORDER_SECONDS) == ([11], False)


def test_it_is_asked_for_again_after_a_round_trip() -> None:
    nack = NackGenerator()
    nack.round_trip = 0.2
    nack.gap(10, 11, now=0.0)

    asked = [nack.due(at)[0] for at in (0.02, 0.1, 0.2, 0.25, 0.4, 0.5)]

    assert asked == [[10], [], [], [10], [], [10]]


def test_in_the_end_it_is_given_up_and_a_keyframe_wanted() -> None:
    nack = NackGenerator()
    nack.round_trip = 0.03
    nack.gap(10, 11, now=0.0)

    results = [nack.due(0.02 + 0.04 * i) for i in range(MAX_TRIES + 1)]

    assert [hopeless for _, hopeless in results] == [False] * MAX_TRIES + [True]
    assert len(nack) == 0
    assert nack.next_time() is None


def test_too_many_missing_at_once_are_not_asked_for_at_all() -> None:
    nack = NackGenerator()

    assert nack.gap(0, MAX_MISSING, now=0.0)
    assert not nack.gap(MAX_MISSING, MAX_MISSING + 1, now=0.0)
    assert len(nack) == 0


def test_what_is_missing_before_a_keyframe_is_forgotten() -> None:
    nack = NackGenerator()
    nack.gap(10, 20, now=0.0)

    nack.keyframe_from(18)

    assert nack.due(1.0)[0] == [18, 19]
