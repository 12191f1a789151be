from contextlib import suppress

import pytest
from aiortc.rtp import RtpPacket
from hypothesis import given
from hypothesis import strategies as st

from classroom.failures import BadMessage
from media import rtp

ELEMENTS = st.dictionaries(st.integers(1, 14), st.binary(min_size=1, max_size=16), max_size=5)
LONG_ELEMENTS = st.dictionaries(st.integers(1, 255), st.binary(max_size=255), max_size=4)


@given(
    extensions=ELEMENTS | LONG_ELEMENTS,
    payload=st.binary(max_size=100),
    csrcs=st.lists(st.integers(0, 2**32 - 1), max_size=15),
    padding=st.integers(0, 255),
    marker=st.booleans(),
)
def test_a_packet_is_read_as_it_was_built(
    extensions: dict[int, bytes], payload: bytes, csrcs: list[int], padding: int, marker: bool
) -> None:
    packet = rtp.build(
        payload_type=96,
        sequence=65535,
        timestamp=2**32 - 1,
        ssrc=1234567890,
        payload=payload,
        marker=marker,
        extensions=extensions,
        csrcs=csrcs,
        padding=padding,
    )

    view = rtp.view(packet, set(range(256)))

    assert packet[view.payload_start : view.payload_end] == payload
    assert (view.marker, view.payload_type, view.sequence) == (marker, 96, 65535)
    assert (view.timestamp, view.ssrc) == (2**32 - 1, 1234567890)
    assert view.extensions == extensions


def test_an_independent_implementation_reads_our_packet() -> None:
    packet = rtp.build(
        payload_type=100,
        sequence=7,
        timestamp=960,
        ssrc=9,
        payload=b"opus",
        marker=True,
        extensions={1: b"\x85"},
        csrcs=[1, 2],
        padding=3,
    )

    parsed = RtpPacket.parse(packet)

    assert (parsed.payload_type, parsed.sequence_number, parsed.timestamp) == (100, 7, 960)
    assert (parsed.payload, parsed.padding_size, parsed.csrc) == (b"opus", 3, [1, 2])


def test_only_the_extensions_asked_for_are_given() -> None:
    packet = rtp.build(
        payload_type=96,
        sequence=1,
        timestamp=1,
        ssrc=1,
        payload=b"",
        extensions={3: b"abc", 4: b"\x00\x01"},
    )

    assert rtp.view(packet, {4}).extensions == {4: b"\x00\x01"}
    assert rtp.view(packet).extensions == {}


@pytest.mark.parametrize(
    ("packet", "why"),
    [
        ("", "shorter than a header"),
        ("8060000100000000000000", "shorter than a header"),
        ("406000010000000000000001", "version"),
        ("8f6000010000000000000001", "longer than the packet"),
        ("906000010000000000000001", "no room"),
        ("906000010000000000000001bede0002" + "00" * 4, "longer than the packet"),
        ("906000010000000000000001bede00011f000000", "longer than its block"),
        ("906000010000000000000001100000010105aaaa", "longer than its block"),
        ("90600001000000000000000110000001000000ff", "longer than its block"),
        ("a06000010000000000000001000d", "longer than the packet"),
        ("a0600001000000000000000100", "padding of zero"),
    ],
)
def test_lengths_that_lie_are_refused(packet: str, why: str) -> None:
    with pytest.raises(BadMessage, match=why):
        rtp.view(bytes.fromhex(packet), set(range(256)))


@given(
    head=st.integers(0, 255).map(lambda low: 0x80 | low & 0x3F),
    profile=st.sampled_from([b"\xbe\xde", b"\x10\x00", b"\x10\x0f", b"\x12\x34"]),
    rest=st.binary(max_size=80),
)
def test_any_bytes_are_a_packet_or_a_bad_message(head: int, profile: bytes, rest: bytes) -> None:
    with suppress(BadMessage):
        view = rtp.view(bytes([head]) + bytes(11) + profile + rest, set(range(256)))
        assert 12 <= view.payload_start <= view.payload_end <= 14 + len(rest)
