from pathlib import Path

import av
import pytest
from aiortc.codecs.h264 import h264_depayload
from hypothesis import given
from hypothesis import strategies as st

from media.ingest.h264 import (
    MAX_PAYLOAD,
    PPS,
    SPS,
    ParameterSets,
    has_b_slices,
    is_idr,
    nal_type,
    packetise,
    split_annex_b,
    split_avcc,
)
from media.ingest.sps import read_sps
from tests.media.ingest.films import BASELINE, WITH_B_FRAMES, access_units, make_film

SPS_NAL = bytes([0x67, 0x42, 0xC0, 0x1F, 0xDA])
PPS_NAL = bytes([0x68, 0xCE, 0x3C, 0x80])


def slice_of(size: int, kind: int = 1) -> bytes:
    return bytes([0x60 | kind]) + bytes((index % 251) + 1 for index in range(size - 1))


@pytest.mark.parametrize(
    ("sizes", "payload_types"),
    [
        ([10], [1]),
        ([MAX_PAYLOAD], [1]),
        ([MAX_PAYLOAD + 1], [28, 28]),
        ([10, 3000, 10], [1, 28, 28, 28, 1]),
        ([], []),
    ],
)
def test_a_unit_that_fits_goes_alone_and_a_longer_one_in_fragments(
    sizes: list[int], payload_types: list[int]
) -> None:
    payloads = packetise([slice_of(size) for size in sizes])

    assert [payload[0] & 0x1F for payload in payloads] == payload_types
    assert all(len(payload) <= MAX_PAYLOAD for payload in payloads)


def test_fragments_say_which_is_first_and_which_is_last() -> None:
    payloads = packetise([slice_of(3000, kind=5)])

    assert [payload[1] >> 5 for payload in payloads] == [0b100, 0b000, 0b010]
    assert {payload[1] & 0x1F for payload in payloads} == {5}


def test_parameter_sets_travel_together_in_one_packet() -> None:
    payloads = packetise([SPS_NAL, PPS_NAL, slice_of(50, kind=5)])

    assert payloads[0] == (bytes([0x60 | 24]) + b"\x00\x05" + SPS_NAL + b"\x00\x04" + PPS_NAL)
    assert [payload[0] & 0x1F for payload in payloads] == [24, 5]


@given(st.lists(st.tuples(st.sampled_from([1, 5, 6, 7, 8]), st.integers(4, 5000)), max_size=8))
def test_what_is_packed_is_unpacked_by_another_implementation(
    shapes: list[tuple[int, int]],
) -> None:
    nals = [slice_of(min(size, 900) if kind in (7, 8) else size, kind) for kind, size in shapes]

    payloads = packetise(nals)

    unpacked = b"".join(h264_depayload(payload) for payload in payloads)
    assert unpacked == b"".join(b"\x00\x00\x00\x01" + nal for nal in nals)
    assert all(len(payload) <= MAX_PAYLOAD for payload in payloads)


@given(st.binary(max_size=300), st.sampled_from([1, 2, 4]))
def test_hostile_bytes_are_split_without_an_error(data: bytes, length_size: int) -> None:
    for nal in [*split_annex_b(data), *split_avcc(data, length_size)]:
        assert nal
        has_b_slices([nal])
        read_sps(nal)
    ParameterSets(data).split(data)
    ParameterSets(b"\x01" + data).split(data)


@pytest.mark.parametrize("container", ["mp4", "ts"], ids=["avcC", "Annex B"])
def test_every_idr_is_preceded_by_its_parameter_sets(tmp_path: Path, container: str) -> None:
    film = make_film(tmp_path / f"film.{container}", options=BASELINE, gop=10, audio=None)
    extradata, units = access_units(film)
    parameter_sets = ParameterSets(extradata)

    split = [parameter_sets.split(unit) for unit in units]

    starts = [[nal_type(nal) for nal in nals][:2] for nals in split if is_idr(nals)]
    assert len(starts) == 5
    assert all(kinds == [SPS, PPS] for kinds in starts)


def test_a_film_decodes_to_the_same_pictures_after_packing_and_unpacking(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", options=BASELINE, size=(640, 360), audio=None)
    extradata, units = access_units(film)
    parameter_sets = ParameterSets(extradata)
    decoder = av.CodecContext.create("h264", "r")

    pictures = []
    for unit in units:
        payloads = packetise(parameter_sets.split(unit))
        again = b"".join(h264_depayload(payload) for payload in payloads)
        pictures += [picture.to_ndarray() for picture in decoder.decode(av.Packet(again))]
    pictures += [picture.to_ndarray() for picture in decoder.decode(None)]

    with av.open(str(film)) as container:
        originals = [picture.to_ndarray() for picture in container.decode(video=0)]
    assert len(pictures) == len(originals) == 50
    assert all((a == b).all() for a, b in zip(pictures, originals, strict=True))


@pytest.mark.parametrize(
    ("options", "expected"), [(BASELINE, False), (WITH_B_FRAMES, True)], ids=["baseline", "high"]
)
def test_b_slices_are_seen_in_the_bytes(
    tmp_path: Path, options: dict[str, str], expected: bool
) -> None:
    film = make_film(tmp_path / "film.mp4", options=options, audio=None)
    extradata, units = access_units(film)
    parameter_sets = ParameterSets(extradata)

    assert any(has_b_slices(parameter_sets.split(unit)) for unit in units) is expected


@pytest.mark.parametrize(
    ("options", "profile", "progressive", "plain"),
    [
        (BASELINE, 66, True, True),
        ({"profile": "main"}, 77, True, True),
        ({"profile": "high", "x264-params": "tff=1"}, 100, False, True),
    ],
)
def test_the_sequence_parameters_are_read(
    tmp_path: Path, options: dict[str, str], profile: int, progressive: bool, plain: bool
) -> None:
    film = make_film(tmp_path / "film.mp4", options=options, size=(640, 352), audio=None)

    sequence = ParameterSets(access_units(film)[0]).sequence

    assert sequence is not None
    assert (sequence.profile, sequence.progressive, sequence.plain_colour) == (
        profile,
        progressive,
        plain,
    )
    assert (sequence.width, sequence.height) == (640, 352)
