from contextlib import suppress
from typing import Any

import aiortc.rtp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom.failures import BadMessage
from media import rtcp
from media.transport_feedback import TransportFeedback

U8, U16, U32 = st.integers(0, 255), st.integers(0, 0xFFFF), st.integers(0, 2**32 - 1)
BLOCKS = st.lists(
    st.builds(rtcp.ReportBlock, U32, U8, st.integers(-(2**23), 2**23 - 1), U32, U32, U32, U32),
    max_size=4,
)


@given(ssrc=U32, ntp=st.integers(0, 2**64 - 1), number=U32, blocks=BLOCKS)
def test_reports_are_read_as_written(
    ssrc: int, ntp: int, number: int, blocks: list[rtcp.ReportBlock]
) -> None:
    report = rtcp.SenderReport(ssrc, ntp, number, number, number, tuple(blocks))
    compound = rtcp.sender_report(report) + rtcp.receiver_report(ssrc, blocks)

    assert list(rtcp.parse(compound)) == [report, rtcp.ReceiverReport(ssrc, tuple(blocks))]


@given(st.lists(st.tuples(U32, st.binary(max_size=255)), max_size=5), st.lists(U32, max_size=31))
def test_names_and_goodbyes_are_read_as_written(
    cnames: list[tuple[int, bytes]], ssrcs: list[int]
) -> None:
    compound = rtcp.source_description(cnames) + rtcp.goodbye(ssrcs)

    assert list(rtcp.parse(compound)) == [
        rtcp.SourceDescription(tuple(cnames)),
        rtcp.Goodbye(tuple(ssrcs)),
    ]


@given(U32, U32, st.lists(U16, min_size=1, max_size=200, unique=True))
def test_every_lost_packet_is_named_once(sender: int, media: int, sequences: list[int]) -> None:
    (nack,) = rtcp.parse(rtcp.nack(sender, media, sequences))

    assert isinstance(nack, rtcp.Nack)
    assert (nack.sender_ssrc, nack.media_ssrc) == (sender, media)
    assert sorted(nack.sequences) == sorted(sequences)


def test_seventeen_lost_packets_in_a_row_take_four_bytes_across_the_wrap() -> None:
    lost = [(65530 + step) & 0xFFFF for step in range(17)]

    compound = rtcp.nack(1, 2, lost)

    assert len(compound) == 16
    (nack,) = rtcp.parse(compound)
    assert isinstance(nack, rtcp.Nack)
    assert list(nack.sequences) == lost


@given(U32, U32, st.lists(st.tuples(U32, U8), max_size=10))
def test_keyframe_requests_are_read_as_written(
    sender: int, media: int, entries: list[tuple[int, int]]
) -> None:
    compound = rtcp.picture_loss_indication(sender, media)
    compound += rtcp.full_intra_request(sender, entries)

    assert list(rtcp.parse(compound)) == [
        rtcp.PictureLossIndication(sender, media),
        rtcp.FullIntraRequest(sender, tuple(entries)),
    ]


@given(U32, st.integers(0, 2**60), st.lists(U32, max_size=20))
def test_a_bitrate_keeps_its_upper_bits(sender: int, bitrate: int, ssrcs: list[int]) -> None:
    (remb,) = rtcp.parse(rtcp.receiver_estimated_max_bitrate(sender, bitrate, ssrcs))

    assert isinstance(remb, rtcp.ReceiverEstimatedMaxBitrate)
    assert remb.ssrcs == tuple(ssrcs)
    assert remb.bitrate <= bitrate <= remb.bitrate * (1 + 2**-17) + 1


@st.composite
def feedbacks(draw: st.DrawFn) -> TransportFeedback:
    tick = draw(U32)
    arrivals: list[int | None] = []
    steps = st.none() | st.integers(0, 300) | st.integers(-30000, 30000) | st.just(4)
    for step in draw(st.lists(steps, min_size=1, max_size=100)):
        if step is None:
            arrivals.append(None)
        else:
            # The first is where the reference time is taken from.
            tick = (tick + step) & 0xFFFFFFFF
            arrivals.append(tick)
    return TransportFeedback(draw(U32), draw(U32), draw(U16), draw(U8), tuple(arrivals))


@given(feedbacks())
def test_transport_feedback_is_read_as_written(feedback: TransportFeedback) -> None:
    assert list(rtcp.parse(rtcp.transport_feedback(feedback))) == [feedback]


def test_transport_feedback_is_as_the_draft_lays_it_out() -> None:
    # Base 5, four packets, reference 1 (64 ms), feedback 3; one vector chunk of two-bit symbols
    # (small, lost, large, small), then the deltas 0, 500 and 4 ticks, and three bytes of padding.
    feedback = TransportFeedback(1, 2, 5, 3, (256, None, 756, 760))

    assert rtcp.transport_feedback(feedback) == bytes.fromhex(
        "afcd0006 00000001 00000002 0005 0004 000001 03 d240 00 01f4 04 0002".replace(" ", "")
    )


def test_a_run_of_thousands_of_packets_is_refused() -> None:
    body = bytes.fromhex("00000001000000020000ffff000000001fff")

    with pytest.raises(BadMessage, match="65535 packets"):
        TransportFeedback.parse(body)


def test_arrivals_too_far_apart_to_say_are_our_own_mistake() -> None:
    with pytest.raises(ValueError, match="ticks between"):
        TransportFeedback(1, 2, 0, 0, (0, 40_000)).body()


def test_an_independent_implementation_reads_what_we_write() -> None:
    block = rtcp.ReportBlock(7, 128, -3, 70000, 5, 6, 7)
    compound = rtcp.sender_report(rtcp.SenderReport(1, 2**63, 3, 4, 5, (block,)))
    compound += rtcp.source_description([(1, b"classes")])
    compound += rtcp.nack(1, 2, [10, 11, 30])
    compound += rtcp.picture_loss_indication(1, 2)
    compound += rtcp.receiver_estimated_max_bitrate(1, 1_500_000, [9])

    packets: list[Any] = list(aiortc.rtp.RtcpPacket.parse(compound))
    report, names, nack, pli, remb = packets

    assert report.reports[0].packets_lost == -3
    assert [(chunk.ssrc, chunk.items) for chunk in names.chunks] == [(1, [(1, b"classes")])]
    assert nack.lost == [10, 11, 30]
    assert (pli.ssrc, pli.media_ssrc) == (1, 2)
    bitrate, ssrcs = aiortc.rtp.unpack_remb_fci(remb.fci)
    assert 1_499_990 <= bitrate <= 1_500_000
    assert ssrcs == [9]


def test_what_stands_before_a_fault_is_had_and_strangers_are_skipped() -> None:
    extended_report = bytes.fromhex("80cf000100000001")
    compound = rtcp.picture_loss_indication(1, 2) + extended_report
    compound += rtcp.picture_loss_indication(3, 4) + bytes.fromhex("81ce0009")

    packets = rtcp.parse(compound)
    had = [next(packets), next(packets)]
    with pytest.raises(BadMessage):
        next(packets)

    assert had == [rtcp.PictureLossIndication(1, 2), rtcp.PictureLossIndication(3, 4)]


@given(st.binary(max_size=300))
def test_any_bytes_are_packets_or_a_bad_message(data: bytes) -> None:
    read_or_refused(data)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 63),
            st.sampled_from([200, 201, 202, 203, 204, 205, 206, 207]),
            st.binary(max_size=80),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_bodies_behind_good_headers_are_read_or_refused(
    packets: list[tuple[int, int, bytes]],
) -> None:
    data = b"".join(
        bytes([0x80 | low, kind]) + (len(body) // 4).to_bytes(2) + body[: len(body) // 4 * 4]
        for low, kind, body in packets
    )
    read_or_refused(data)


@given(st.integers(0, 0xFFFF), st.binary(max_size=60))
def test_any_feedback_is_read_or_refused(count: int, rest: bytes) -> None:
    body = bytes(10) + count.to_bytes(2) + bytes(4) + rest
    with suppress(BadMessage):
        assert len(TransportFeedback.parse(body).arrivals) == count


def read_or_refused(data: bytes) -> None:
    with suppress(BadMessage):
        list(rtcp.parse(data))


@given(feedbacks(), st.integers(0, 3), st.lists(st.tuples(st.integers(0, 7), U8), max_size=2))
def test_feedback_that_comes_alone_is_the_same_as_in_a_compound(
    feedback: TransportFeedback, behind: int, changes: list[tuple[int, int]]
) -> None:
    compound = bytearray(
        rtcp.transport_feedback(feedback) + rtcp.goodbye([1] * behind)[: 4 * behind]
    )
    for at, value in changes:
        compound[at] = value

    alone = rtcp.feedback_alone(bytes(compound))

    if alone is not None:
        assert list(rtcp.parse(bytes(compound), unread=True)) == [rtcp.UnreadFeedback(alone)]
    elif not behind and not changes:
        raise AssertionError("not taken for feedback alone")
