import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.frame_number import BITS, blocks_of, read_frame_number
from demo.looped_film import LoopedFilm
from media.ingest.h264 import ParameterSets, has_b_slices, is_idr
from media.ingest.messages import Track
from tools.live_server import ROOT

FILMS = {
    "lesson.mp4": (25, 6_000_000),
    "classroom_a.mp4": (15, 700_000),
    "classroom_b.mp4": (15, 700_000),
}


@pytest.mark.parametrize("name", FILMS)
def test_a_film_is_constrained_baseline_with_a_keyframe_each_second(name: str) -> None:
    fps, size = FILMS[name]
    path = ROOT / "demo" / name
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        parameter_sets = ParameterSets(stream.codec_context.extradata)
        units = [
            parameter_sets.split(bytes(packet)) for packet in container.demux(stream) if packet.size
        ]

    assert path.stat().st_size <= size
    assert parameter_sets.sequence is not None
    assert parameter_sets.sequence.profile_level_id[:4] == "42c0"
    assert [number for number, unit in enumerate(units) if is_idr(unit)] == [
        *range(0, len(units), fps)
    ]
    assert not any(has_b_slices(unit) for unit in units)


@pytest.mark.parametrize("name", FILMS)
def test_sound_and_picture_of_a_film_end_together(name: str) -> None:
    film = LoopedFilm(ROOT / "demo" / name)

    last = {moment.track: moment.time for moment in film.moments}

    assert film.seconds - last[Track.AUDIO] < 0.1
    assert film.seconds - last[Track.VIDEO] < 0.1


def test_every_picture_of_the_lesson_says_its_number_even_when_small() -> None:
    with av.open(str(ROOT / "demo" / "lesson.mp4")) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        for number, picture in enumerate(container.decode(stream)):
            if number % 25 in (0, 13, 24):
                small = picture.reformat(320, 180, "gray").to_ndarray()
                full = picture.to_ndarray()[: picture.height]
                assert read_frame_number(small) == number
                assert read_frame_number(full) == number
            if number > 1500:
                break


@given(st.integers(0, 2**BITS - 1), st.integers(2, 23))
def test_one_wrong_block_is_noticed(number: int, block: int) -> None:
    blocks = blocks_of(number)
    blocks[block] = not blocks[block]
    picture = np.full((720, 1280), 128, np.uint8)
    for index, white in enumerate(blocks):
        picture[16:32, 16 + 32 * index : 48 + 32 * index] = 235 if white else 16

    assert read_frame_number(picture) is None


def test_a_picture_without_a_strip_has_no_number() -> None:
    assert read_frame_number(np.full((180, 320), 90, np.uint8)) is None
    assert read_frame_number(np.zeros((1, 1), np.uint8)) is None
