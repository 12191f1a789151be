"""The bench of bad lines counts what a page played, and its line does what it says."""

from dataclasses import replace

import pytest

from bench.netem_figures import Look, concealed, freezes, shares, sounds_again
from bench.netem_line import Line, Way

DATAGRAM = bytes([0x45, *8 * b"\0", 17, *10 * b"\0"]) + bytes(980)
SEGMENT = bytes([0x45, *8 * b"\0", 6, *10 * b"\0"]) + bytes(980)


def look(
    at: float,
    *,
    level: int = 3,
    frames: float = 0,
    samples: float = 0,
    guessed: float = 0,
    silent: float = 0,
    connection: int = 0,
) -> Look:
    sound = [samples, guessed, silent, samples - guessed]
    pictures = {f"{connection}/2": [frames, 0, 0]}
    return Look(at, level, {f"{connection}/1": sound}, pictures, "udp")


def test_time_is_shared_out_among_levels_and_not_before_the_page_was_told_of_one() -> None:
    looks = [look(0, level=-1), look(1, level=4), look(3, level=1), look(9, level=1)]

    assert shares([looks]) == [0, 0.75, 0, 0, 0.25]


def test_sound_made_up_is_told_from_silence_made_up_over_connections_made_anew() -> None:
    before = [
        look(0, samples=1000, guessed=500, silent=500),
        look(1, samples=1600, guessed=580, silent=540),
        look(2, samples=400, guessed=20, silent=20, connection=1),
    ]
    after = [
        look(40, samples=9000, guessed=9000, connection=1),
        look(41, samples=10_000, guessed=9000, connection=1),
    ]

    assert concealed([before]) == (0.04, 0.06)
    assert concealed([before, after]) == (0.02, 0.03)


def test_a_picture_that_is_not_meant_to_move_is_not_frozen() -> None:
    stills = [look(at, level=1, frames=5) for at in range(10)]
    comes_late = [look(10, level=2, frames=5), look(13, level=2, frames=6)]

    assert freezes([stills], 2) == (0, 0)
    assert freezes([stills + comes_late], 2) == (1, 3)


def test_a_freeze_that_ends_with_stills_or_with_the_watching_counts_until_there() -> None:
    moving = [look(0, frames=1), look(1, frames=2)]

    assert freezes([[*moving, look(2, frames=2), look(4, level=1, frames=2)]], 2) == (1, 3)
    assert freezes([[*moving, look(6, frames=2)]], 2) == (1, 5)
    assert freezes([moving, [look(9, frames=2), look(10, frames=2)]], 2) == (0, 1)


def test_sound_is_back_when_it_is_played_and_not_guessed() -> None:
    looks = [
        look(0, samples=100),
        look(1, samples=200, guessed=100, silent=100),
        look(2, samples=300, guessed=180, silent=100),
        look(3, samples=400, guessed=200, silent=100),
    ]

    assert sounds_again(looks, 0.5) == 2.5
    assert sounds_again(looks[:3], 0.5) is None


def test_packets_wait_their_turn_and_are_lost_when_too_many_wait() -> None:
    way = Way(Line(rate=80_000, delay=0.01, buffer=1.0), seed=1)

    through = [way.carry(DATAGRAM, 0.0) for _ in range(12)]

    assert through[:2] == pytest.approx([0.11, 0.21])
    assert through[9] == pytest.approx(1.01)
    assert through[10:] == [None, None]
    assert way.carry(DATAGRAM, 0.5) == pytest.approx(1.11)
    assert (way.passed, way.lost) == (11, 2)


def test_jitter_lets_packets_overtake_and_chance_takes_its_share() -> None:
    way = Way(Line(jitter=0.15, loss=0.1), seed=1)

    through = [way.carry(DATAGRAM, n / 100) for n in range(1000)]

    late = [at for at in through if at is not None]
    assert late != sorted(late)
    assert 0.07 < way.lost / 1000 < 0.13


def test_a_wall_lets_no_datagram_through_and_a_cut_line_nothing() -> None:
    way = Way(Line(udp=False), seed=1)

    assert way.carry(DATAGRAM, 0.0) is None
    assert way.carry(SEGMENT, 0.0) is not None
    way.line = replace(way.line, cut=True)
    assert way.carry(SEGMENT, 0.0) is None
