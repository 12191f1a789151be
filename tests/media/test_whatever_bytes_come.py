"""Whatever reads strangers' bytes, given good messages that were changed: the corpus of the fuzzer.

Each target says itself what must not come of its bytes (bench/fuzz_targets.py): anything that is
raised but BadMessage and Refused, more out than in, a state that grows.
"""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.fuzz_rules import CORPUS
from bench.fuzz_targets import TARGETS, take
from classroom.failures import BadMessage
from media import rtcp
from media.transport_feedback import MAX_PACKETS, TransportFeedback

CASES = [(name, path) for name in TARGETS for path in sorted((CORPUS / name).iterdir())]
Change = Callable[[bytearray], None]


@pytest.mark.parametrize(("target", "path"), CASES, ids=lambda value: getattr(value, "name", value))
def test_the_corpus_does_no_harm(target: str, path: object) -> None:
    take(target, (CORPUS / target / str(path)).read_bytes())


def flipped(at: int, bit: int) -> Change:
    def change(data: bytearray) -> None:
        if data:
            data[at % len(data)] ^= 1 << bit

    return change


def written(at: int, value: bytes) -> Change:
    def change(data: bytearray) -> None:
        at_most = at % (len(data) + 1)
        data[at_most : at_most + len(value)] = value

    return change


def inserted(at: int, value: bytes) -> Change:
    def change(data: bytearray) -> None:
        data[at % (len(data) + 1) : at % (len(data) + 1)] = value

    return change


def cut(at: int, length: int) -> Change:
    def change(data: bytearray) -> None:
        del data[at % (len(data) + 1) : at % (len(data) + 1) + length]

    return change


def repeated(at: int, length: int) -> Change:
    def change(data: bytearray) -> None:
        start = at % (len(data) + 1)
        data[start:start] = data[start : start + length] * 3

    return change


AT = st.integers(0, 400)
# Lengths and counts are where parsers break: their limits are written more often than chance would.
VALUES = st.binary(min_size=1, max_size=8) | st.sampled_from(
    [b"\0", b"\xff", b"\0\0", b"\xff\xff", b"\x1f\xff", b"\x20\0", b"\x7f\xff", b"\xff\xff\xff\xff"]
)
CHANGES = st.lists(
    st.builds(flipped, AT, st.integers(0, 7))
    | st.builds(written, AT, VALUES)
    | st.builds(inserted, AT, VALUES)
    | st.builds(cut, AT, st.integers(1, 40))
    | st.builds(repeated, AT, st.integers(1, 40)),
    min_size=1,
    max_size=6,
)


@pytest.mark.parametrize("target", TARGETS)
def test_changed_messages_do_no_harm(target: str) -> None:
    good = [path.read_bytes() for path in sorted((CORPUS / target).iterdir())]

    @settings(max_examples=150)
    @given(st.sampled_from(good), CHANGES)
    def reads(message: bytes, changes: list[Change]) -> None:
        data = bytearray(message)
        for change in changes:
            change(data)
        take(target, bytes(data))

    reads()


def test_a_datagram_full_of_feedback_is_work_for_one_feedback() -> None:
    run = bytes.fromhex("8fcd0005") + bytes(10) + b"\x1f\xff" + bytes(4) + b"\x1f\xff\0\0"

    packets = rtcp.parse(run * 80)
    first = next(packets)
    with pytest.raises(BadMessage, match="in one compound"):
        next(packets)

    assert isinstance(first, TransportFeedback)
    assert len(first.arrivals) <= MAX_PACKETS
