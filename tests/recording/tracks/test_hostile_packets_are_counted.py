"""Any bytes at all: nothing raises, what came is counted, and what leaves can be written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recording.containers.open import writer_for
from recording.tracks.open import track_for
from recording.tracks.opus import packet_ticks
from recording.tracks.samples import Sample
from recording.tracks.sps import read_sps
from tests.recording.material import FRAME, Sent, fed, h264, opus, sent, vp8

SPS = b"\x67\x42\xc0\x1f\xd9\x00\x50\x05\xbb\x01\x10"
H264 = [b"\x7c\x85", b"\x7c\x45", b"\x7c\x05", b"\x78", b"\x78\x00\x02\x67\x42", SPS, b"\x68\xce"]
VP8 = [b"\x90\x80\x80\x01\x10\x02\x00\x9d\x01\x2a", b"\x10\x01"]
HEADS = st.sampled_from([b"", b"\x65\x88", b"\x61", b"\xff\xff", *H264, *VP8])
PAYLOADS = st.builds(lambda head, rest: head + rest, HEADS, st.binary(max_size=30))
PACKETS = st.builds(
    Sent,
    st.integers(0, 40) | st.integers(0, 0xFFFF),
    st.integers(0, 5).map(lambda n: n * FRAME) | st.integers(0, 0xFFFFFFFF),
    PAYLOADS,
    st.booleans(),
    st.sampled_from([1000, 1000, 1000, 7]),
).map(Sent.packed)
ANYTHING = st.lists(st.binary(max_size=40) | PACKETS, max_size=40)


@pytest.mark.parametrize("codec", ["video/H264", "video/VP8", "audio/opus"])
@given(packets=ANYTHING)
def test_whatever_comes_ticks_go_forward_and_can_be_written(
    codec: str, packets: list[bytes]
) -> None:
    track = track_for(codec)
    samples: list[Sample] = [one for packet in packets for one in track.feed(packet)]
    samples += track.finish()

    assert track.counts.packets == len(packets)
    ticks = [sample.ticks for sample in samples]
    assert ticks == sorted(set(ticks))
    assert all(sample.keyframe for sample in samples if sample.begins)
    if samples:
        assert samples[0].begins
        assert track.format is not None
        writer = writer_for(track.format)
        assert writer.init()
        assert writer.segment(samples, 1)


@pytest.mark.parametrize(
    ("codec", "payload"),
    [
        ("video/H264", b"\x7c\x85"),  # a fragment of nothing
        ("video/H264", b"\x7c\x05\x88\x88"),  # the middle of a unit
        ("video/H264", b"\x7c\x85\x88\x88"),  # its beginning only
        ("video/H264", b"\x78\x00\xff\x67"),  # an aggregate that is cut off
        ("video/H264", b"\x7d\x85\x88"),  # FU-B, which mode 1 does not have
        ("video/H264", b"\x67"),  # a parameter set of nothing
        ("video/VP8", b"\x90\x80\x80"),  # a descriptor that is cut off
        ("video/VP8", b"\x10\x10\x02\x00\x00\x00\x00\x00\x00\x00\x00"),  # no start code
        ("video/VP8", b"\x10\x10\x02\x00\x9d\x01\x2a\x00\x00\x00\x00"),  # no size
    ],
)
def test_a_malformed_picture_costs_the_pictures_up_to_the_next_keyframe(
    codec: str, payload: bytes
) -> None:
    packets = sent((h264 if "H264" in codec else vp8)(50), FRAME)
    at = next(i for i, one in enumerate(packets) if one.timestamp == 9000 + 10 * FRAME)
    last = next(i for i in range(at, len(packets)) if packets[i].marker)
    bad = [Sent(one.sequence, one.timestamp, b"", one.marker) for one in packets[at : last + 1]]
    bad[0] = Sent(packets[at].sequence, packets[at].timestamp, payload, len(bad) == 1)
    track = track_for(codec)

    samples = fed(track, packets[:at] + bad + packets[last + 1 :])

    assert len(samples) == 10 + 25
    assert track.counts.malformed == 1
    assert samples[10].keyframe


def test_what_is_no_rtp_or_no_opus_is_counted_and_the_next_packet_heard() -> None:
    track = track_for("audio/opus")
    good = sent(opus(), 960)
    bad = [b"", b"\x80", b"\x00" * 40, b"\x9f" + b"\x80" * 30, b"\xa0" + b"\0" * 20]
    heard = fed(track, good[:2]) + [one for packet in bad for one in track.feed(packet)]
    heard += fed(track, [Sent(3, 9000 + 2 * 960, b"\xff\x3f", True), *good[3:]])

    assert len(heard) == len(good) - 1
    assert track.counts.malformed == len(bad) + 1


@given(st.binary(max_size=60))
def test_any_parameter_set_is_read_or_refused(nal: bytes) -> None:
    found = read_sps(b"\x67" + nal)

    assert found is None or 0 < min(found.width, found.height) <= 16_384
    assert packet_ticks(nal) is None or 0 < (packet_ticks(nal) or 0) <= 5760


def test_nothing_is_recorded_of_another_codec() -> None:
    with pytest.raises(ValueError, match="video/AV1"):
        track_for("video/AV1")
