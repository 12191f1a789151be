import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom.failures import BadMessage
from media.srtp import MAX_PACKET
from media.tcp_framing import Deframer, frame


@given(st.lists(st.binary(max_size=300), max_size=10), st.lists(st.integers(1, 400), max_size=20))
def test_datagrams_come_out_as_they_went_in_however_the_stream_is_cut(
    datagrams: list[bytes], cuts: list[int]
) -> None:
    stream = b"".join(map(frame, datagrams))
    deframer = Deframer()
    received: list[bytes] = []
    for cut in cuts:
        received += deframer.feed(stream[:cut])
        stream = stream[cut:]
    received += deframer.feed(stream)

    assert received == datagrams
    assert not deframer._buffer


def test_a_frame_longer_than_any_packet_is_refused_before_it_is_kept() -> None:
    deframer = Deframer()
    good = frame(b"good")

    datagrams = deframer.feed(good + (MAX_PACKET + 1).to_bytes(2) + bytes(100))

    assert next(datagrams) == b"good"
    with pytest.raises(BadMessage, match="frame"):
        next(datagrams)


def test_what_is_kept_is_at_most_one_unfinished_frame() -> None:
    deframer = Deframer()

    assert list(deframer.feed(MAX_PACKET.to_bytes(2) + bytes(MAX_PACKET - 1))) == []
    assert len(deframer._buffer) == MAX_PACKET + 1
    assert list(deframer.feed(b"\0")) == [bytes(MAX_PACKET)]
    assert not deframer._buffer
