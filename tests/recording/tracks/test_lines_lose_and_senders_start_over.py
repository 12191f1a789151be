"""What comes in disorder, late, twice, not at all, or from a sender that is another one now."""

from dataclasses import replace
from itertools import pairwise
from typing import Protocol

import pytest

from recording.tracks.formats import VideoFormat, Vp8Format
from recording.tracks.h264 import H264Track
from recording.tracks.open import track_for
from recording.tracks.opus import OpusTrack
from recording.tracks.order import MOST_LATE
from recording.tracks.samples import Sample
from recording.tracks.vp8 import Vp8Track
from tests.recording.material import FRAME, PACKET, Sent, fed, h264, moved, opus, sent, vp8


class Encoded(Protocol):
    """The payloads of so many pictures of a size."""

    def __call__(
        self, pictures: int = 75, width: int = 320, height: int = 180
    ) -> tuple[tuple[bytes, ...], ...]: ...


PICTURES: list[tuple[str, Encoded]] = [("video/H264", h264), ("video/VP8", vp8)]


def data(samples: list[Sample]) -> list[bytes]:
    return [sample.data for sample in samples]


def of_picture(packets: list[Sent], number: int) -> list[Sent]:
    """Return the packets of picture `number`."""
    return [one for one in packets if one.timestamp == 9000 + number * FRAME]


@pytest.mark.parametrize(("codec", "frames"), PICTURES)
def test_disorder_and_doubles_change_nothing(codec: str, frames: Encoded) -> None:
    packets = sent(frames(), FRAME, sequence=65_500)
    straight, crooked = track_for(codec), track_for(codec)
    mixed = packets[:1]
    for at in range(1, len(packets), 7):
        mixed += [*reversed(packets[at : at + 7]), packets[at]]

    assert fed(crooked, mixed) == fed(straight, packets)
    assert crooked.lost == 0
    assert crooked.counts.late > 0


@pytest.mark.parametrize(("codec", "frames"), PICTURES)
def test_behind_a_torn_picture_nothing_is_kept_until_a_keyframe(
    codec: str, frames: Encoded
) -> None:
    packets = sent(frames(), FRAME)
    torn = of_picture(packets, 30)[-1]
    track = track_for(codec)

    before = fed(track, [one for one in packets if one.timestamp < torn.timestamp])
    needed = track.needs_keyframe
    rest = [one for one in packets if one.timestamp >= torn.timestamp and one is not torn]
    waiting = fed(track, [one for one in rest if one.timestamp < 9000 + 50 * FRAME])
    needed_then = track.needs_keyframe
    after = fed(track, [one for one in rest if one.timestamp >= 9000 + 50 * FRAME])

    assert len(before) == 30
    assert (needed, needed_then, track.needs_keyframe) == (False, True, False)
    assert waiting == []
    assert len(after) == 25
    assert (after[0].keyframe, after[0].lost_before, after[0].begins) == (True, 1, None)
    assert after[0].ticks - before[0].ticks == 50 * FRAME
    assert (track.lost, track.counts.dropped >= 19) == (1, True)


@pytest.mark.parametrize(("codec", "frames"), PICTURES)
def test_a_keyframe_with_a_hole_anywhere_is_no_keyframe(codec: str, frames: Encoded) -> None:
    packets = sent(frames(50), FRAME)
    for hole in of_picture(packets, 25):
        track = track_for(codec)

        samples = fed(track, [one for one in packets if one is not hole]) + track.finish()

        assert len(samples) == 25, f"packet {hole.sequence}"
        assert track.needs_keyframe


def test_a_track_without_keyframes_keeps_nothing_and_goes_on_asking() -> None:
    track = H264Track()
    packets = sent(h264(), FRAME)
    deltas = [one for one in packets if 25 < (one.timestamp - 9000) // FRAME < 50]

    for second in range(20):
        assert fed(track, moved(deltas, second * len(deltas), second * 90_000)) == []

    assert (track.needs_keyframe, track.format) == (True, None)
    assert (track.counts.dropped, track.counts.restarts) == (20 * 24, 0)


def test_of_sound_only_what_is_missing_is_missing() -> None:
    track = OpusTrack()
    packets = sent(opus(), PACKET, 65_530, 2**32 - 2000)

    samples = fed(track, packets[:50] + packets[53:]) + track.finish()

    assert data(samples) == [frame[0] for frame in opus()[:50] + opus()[53:]]
    assert [sample.lost_before for sample in samples[49:52]] == [0, 3, 0]
    assert samples[50].ticks - samples[49].ticks == 4 * PACKET
    assert (track.lost, track.needs_keyframe) == (3, False)


def test_a_late_retransmission_is_waited_for_but_not_for_ever() -> None:
    packets = sent(opus(), PACKET)
    patient, tired = OpusTrack(), OpusTrack()

    in_time = fed(patient, [*packets[:5], *packets[6:20], packets[5], *packets[20:]])
    too_late = fed(tired, [*packets[:5], *packets[6:60], packets[5], *packets[60:]])

    assert (len(in_time), patient.lost) == (150, 0)
    assert (len(too_late), tired.lost, tired.counts.late) == (149, 1, 1)


@pytest.mark.parametrize(
    "changed",
    [
        {"ssrc": 2000},
        {"sequence": 30_000},
        {"timestamp": 60 * 90_000},
        {"timestamp": -60 * 90_000 % 2**32},
    ],
    ids=["another SSRC", "leaping numbers", "a leap ahead", "a leap back"],
)
def test_a_sender_that_starts_over_begins_a_part_with_a_keyframe(changed: dict[str, int]) -> None:
    packets = sent(h264(50), FRAME)
    track = H264Track()
    first = fed(track, [one for one in packets if one.timestamp < 9000 + 40 * FRAME])
    again = [
        replace(
            one,
            sequence=one.sequence + len(first_of(packets, 40)) + changed.get("sequence", 0),
            timestamp=(one.timestamp + 40 * FRAME + changed.get("timestamp", 0)) % 2**32,
            ssrc=changed.get("ssrc", one.ssrc),
        )
        for one in packets
    ]

    second = fed(track, of_delta_then_key(again))

    assert (len(first), len(second)) == (40, 25)
    assert [sample.restarted for sample in second[:2]] == [True, False]
    assert second[0].keyframe
    assert second[0].begins == track.format
    assert second[0].ticks > first[-1].ticks
    assert [b.ticks - a.ticks for a, b in pairwise(second)] == [FRAME] * 24


def first_of(packets: list[Sent], pictures: int) -> list[Sent]:
    return [one for one in packets if one.timestamp < 9000 + pictures * FRAME]


def of_delta_then_key(packets: list[Sent]) -> list[Sent]:
    """Begin in the middle of a second: the next keyframe is the first that counts."""
    begin = packets[0].timestamp + 20 * FRAME
    numbers = [one for one in packets if (one.timestamp - begin) % 2**32 < 2**31]
    shift = numbers[0].sequence - packets[0].sequence
    return [replace(one, sequence=one.sequence - shift) for one in numbers]


def test_a_single_stray_packet_disturbs_nobody() -> None:
    packets = sent(opus(), PACKET)
    track = OpusTrack()
    strays = [replace(packets[0], ssrc=7), replace(packets[0], sequence=40_000)]

    samples = fed(track, [*packets[:50], strays[0], *packets[50:90], strays[1], *packets[90:]])

    assert len(samples) == 150
    assert (track.counts.restarts, track.counts.late) == (0, 2)


def test_a_sender_that_counts_a_little_back_is_believed_in_the_end() -> None:
    packets = sent(opus(), PACKET, sequence=1000)
    track = OpusTrack()
    fed(track, packets)

    again = fed(track, moved(packets, -200, 150 * PACKET))

    assert len(again) == 150 - MOST_LATE + 1
    assert again[0].restarted
    assert track.counts.restarts == 1


def test_sound_whose_clock_leaps_goes_on_in_another_part() -> None:
    packets = sent(opus(100), PACKET)
    track = OpusTrack()

    samples = fed(track, packets[:50] + moved(packets[50:], timestamp=3600 * 48_000))

    assert [at for at, sample in enumerate(samples) if sample.begins] == [0, 50]
    assert samples[50].restarted
    assert samples[50].ticks - samples[49].ticks == 3600 * 48_000 + PACKET
    assert track.ticks_at(packets[99].timestamp + 3600 * 48_000) == samples[99].ticks


@pytest.mark.parametrize(("codec", "frames"), PICTURES)
def test_another_size_is_another_format_and_begins_with_its_keyframe(
    codec: str, frames: Encoded
) -> None:
    small = sent(frames(25), FRAME)
    large = sent(frames(25, 640, 360), FRAME, small[-1].sequence + 1, 9000 + 25 * FRAME)
    track = track_for(codec)

    samples = fed(track, small + large)

    parts = [(at, sample.begins) for at, sample in enumerate(samples) if sample.begins]
    assert [at for at, _ in parts] == [0, 25]
    formats = [begins for _, begins in parts if isinstance(begins, VideoFormat | Vp8Format)]
    assert [(one.width, one.height) for one in formats] == [(320, 180), (640, 360)]
    assert not samples[25].restarted


def test_parameter_sets_that_change_without_a_keyframe_cost_the_pictures_behind() -> None:
    packets = sent(h264(), FRAME)
    at = of_picture(packets, 10)[0]
    changed = replace(at, payload=b"\x68\xce\x3c\x80", marker=False)
    rest = [one for one in packets if one.sequence >= at.sequence]
    track = H264Track()

    samples = fed(track, [*packets[: packets.index(at)], changed, *moved(rest, 1)])

    assert len(samples) == 10 + 50
    assert samples[10].keyframe


def test_the_same_format_stays_the_same_object() -> None:
    track = Vp8Track()
    packets = sent(vp8(), FRAME)

    fed(track, packets[:100])
    begun = track.format
    fed(track, packets[100:])

    assert track.format is begun
