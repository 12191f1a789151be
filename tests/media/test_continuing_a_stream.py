"""One line of numbers made of pieces: what is added in each, and that nothing jumps."""

from dataclasses import dataclass, field

import pytest

from media.downstream.continuation import Continuation
from media.upstream.history import PacketHistory


@dataclass(eq=False)
class Stream:
    """Stands for a producer's stream: only how far it is."""

    highest: int = 0
    history: PacketHistory | None = field(default=None)


def line_after(number: int, timestamp: int, picture: int = -1, tl0: int = -1) -> Continuation:
    """Return a line whose one span ended with these numbers, at time 10."""
    line = Continuation(90000)
    line.begin(Stream(), number, timestamp, picture, tl0, 10.0)
    line.end(number, timestamp, picture, tl0, 10.0)
    return line


def test_the_first_span_adds_nothing() -> None:
    span = Continuation(90000).begin(Stream(), 70000, 5, 9, 9, 0.0)

    assert (span.seq_shift, span.ts_shift, span.picture_shift, span.tl0_shift) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("last", "first", "sent_as"),
    [(70000, 200000, 70001), (0xFFFF, 5, 0x10000), (0x1FFFF, 0x10000, 0x20000)],
)
def test_numbers_run_on_across_spans_and_the_wrap(last: int, first: int, sent_as: int) -> None:
    line = line_after(last, 0)

    span = line.begin(Stream(), first, 0, -1, -1, 10.04)

    assert first + span.seq_shift == sent_as


@pytest.mark.parametrize(
    ("last", "timestamp", "after", "expected", "sent_as"),
    [
        # by arrival, where the clocks are not known
        (1000, 777777, 0.04, None, 1000 + 3600),
        # by the clocks, where they are
        (1000, 777777, 0.04, 1000 + 3000, 1000 + 3000),
        # across the wrap
        (0xFFFFFFFF, 5, 0.04, None, 3599),
        (0xFFFFFF00, 5, 0.04, 0xFFFFFF00 + 3000, 0xFFFFFF00 + 3000 & 0xFFFFFFFF),
        # never backwards, nor standing still
        (1000, 777777, 0.04, 1000, 1001),
        (1000, 777777, 0.04, 900, 1001),
        (1000, 777777, 0.0, None, 1001),
        # a clock that lies is not followed
        (1000, 777777, 0.04, 1000 + 90000 * 3600, 1000 + 3600),
        (1000, 777777, 0.04, 1000 - 90000 * 3600, 1000 + 3600),
    ],
)
def test_timestamps_follow_the_clock(
    last: int, timestamp: int, after: float, expected: int | None, sent_as: int
) -> None:
    line = line_after(70000, last)

    span = line.begin(Stream(), 500, timestamp, -1, -1, 10.0 + after, expected)

    assert timestamp + span.ts_shift & 0xFFFFFFFF == sent_as


def test_the_same_source_keeps_its_clock_over_a_pause() -> None:
    source = Stream()
    line = Continuation(90000)
    line.begin(source, 70000, 1000, -1, -1, 10.0)
    line.end(70010, 4000, -1, -1, 10.1)

    span = line.begin(source, 70500, 900_000, -1, -1, 19.5)

    assert span.ts_shift == 0
    assert 70500 + span.seq_shift == 70011


@pytest.mark.parametrize(
    ("last", "first", "sent_as"),
    [(100, 5, 101), (0x7FFF, 5, 0), (100, 0x7FFF, 101)],
)
def test_picture_ids_run_on(last: int, first: int, sent_as: int) -> None:
    line = line_after(70000, 0, picture=last, tl0=255)

    span = line.begin(Stream(), 5, 0, first, 7, 10.04)

    assert first + span.picture_shift & 0x7FFF == sent_as
    assert 7 + span.tl0_shift & 0xFF == 0


def test_a_number_leads_back_to_the_packet_it_was() -> None:
    low, high = Stream(), Stream()
    line = Continuation(90000)
    line.begin(low, 70000, 0, -1, -1, 10.0)
    line.end(70009, 0, -1, -1, 10.1)
    line.begin(high, 300, 0, -1, -1, 10.2)
    high.highest = 310

    found = [line.find(n & 0xFFFF) for n in (69999, 70000, 70009, 70010, 70020, 70021)]

    assert [(f[0].source, f[1]) if f else None for f in found] == [
        None,
        (low, 70000),
        (low, 70009),
        (high, 300),
        (high, 310),
        None,
    ]


def test_a_span_of_which_nothing_went_out_leaves_no_trace() -> None:
    line = line_after(70000, 1000)
    refused = Stream(500)
    line.begin(refused, 500, 0, -1, -1, 10.04)
    line.end(499, 0, -1, -1, 10.04)

    span = line.begin(Stream(), 900, 0, -1, -1, 10.08)

    assert 900 + span.seq_shift == 70001
    assert line.find(70000 & 0xFFFF) is not None
