"""Keyframes and picture numbers, read from payloads whole, cut off and hostile."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.payload import h264, vp8
from tests.media.wires import vp8_frame


@pytest.mark.parametrize(
    ("payload", "first_of_frame", "begins"),
    [
        (b"\x67\x42\xe0", False, True),  # SPS alone
        (b"\x68\xce\x3c", True, False),  # PPS alone
        (b"\x65\x88", True, True),  # IDR, nothing before it
        (b"\x65\x88", False, False),  # IDR after something of its frame, or after a loss
        (b"\x61\x88", True, False),
        (b"\x78\x00\x02\x67\x42\x00\x02\x68\xce", False, True),  # STAP-A SPS, PPS
        (b"\x78\x00\x02\x09\x10\x00\x02\x67\x42", False, True),  # STAP-A with AUD first
        (b"\x78\x00\x02\x06\x42\x00\x02\x61\xce", True, False),
        (b"\x7c\x85\x88", True, True),  # FU-A, start of an IDR
        (b"\x7c\x85\x88", False, False),
        (b"\x7c\x05\x88", True, False),  # its middle
        (b"\x7c\x81\x88", True, False),  # start of another slice
        (b"\x78\xff\xff", True, False),
        (b"\x67", True, False),
        (b"", True, False),
    ],
)
def test_h264_keyframes_begin_with_their_parameter_sets(
    payload: bytes, first_of_frame: bool, begins: bool
) -> None:
    assert h264.begins_keyframe(payload, first_of_frame) is begins


@pytest.mark.parametrize(
    ("payload", "begins"),
    [
        (b"\x10\x10\x00", True),
        (b"\x10\x11\x00", False),  # P bit: not a keyframe
        (b"\x00\x10\x00", False),  # not the start of a partition
        (b"\x11\x10\x00", False),  # second partition
        (b"\x90\x80\x05\x10", True),
        (b"\x90\x80\x85\x10\x10", True),
        (b"\x90\xf0\x85\x10\x07\x20\x10", True),
        (b"\x90\xf0\x85\x10\x07\x20\x11", False),
        (b"\x90\x80\x85\x10", False),  # cut off
        (b"\x90", False),
        (b"", False),
    ],
)
def test_vp8_keyframes_are_their_first_packet(payload: bytes, begins: bool) -> None:
    assert vp8.begins_keyframe(payload) is begins


@pytest.mark.parametrize(
    ("payload", "numbers"),
    [
        (vp8_frame(300, 7), (300, 15, 7)),
        (vp8_frame(100, 7, bits=7), (100, 7, 7)),
        (b"\x90\x80\x05\x11", (5, 7, -1)),
        (b"\x90\x40\x05\x11", (-1, 0, 5)),
        (b"\x10\x11\x00\x00", (-1, 0, -1)),
    ],
)
def test_vp8_picture_numbers_are_read(payload: bytes, numbers: tuple[int, int, int]) -> None:
    assert vp8.picture_numbers(payload) == numbers


@pytest.mark.parametrize("bits", [7, 15])
def test_vp8_picture_numbers_are_written_in_fifteen_bits(bits: int) -> None:
    again = vp8.renumbered(vp8_frame(100, 7, key=True, bits=bits), 33000, 256 + 9)

    assert vp8.picture_numbers(again) == (33000 - 32768, 15, 9)
    assert again[5:] == vp8_frame(100, 7, key=True)[5:]
    assert vp8.begins_keyframe(again)


def test_vp8_without_numbers_is_left_alone() -> None:
    assert vp8.renumbered(b"\x10\x11\x00\x00", 5, 5) == b"\x10\x11\x00\x00"


@given(st.binary(max_size=40), st.booleans())
def test_no_bytes_do_harm(payload: bytes, first: bool) -> None:
    h264.begins_keyframe(payload, first)
    vp8.begins_keyframe(payload)
    picture, _, tl0 = vp8.picture_numbers(payload)
    vp8.renumbered(payload, picture + 1, tl0 + 1)
