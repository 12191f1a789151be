from pathlib import Path

import pytest

from classroom.media_messages import IngestState
from media.ingest.h264 import has_b_slices, split_annex_b
from media.ingest.messages import Keyframe, Stop, Track, VideoCodec
from media.ingest.opus import packet_seconds
from tests.media.ingest.films import BASELINE, WITH_B_FRAMES, access_units, make_film
from tests.media.ingest.ingest_process import (
    assert_gapless,
    decoded_pictures,
    depacketised,
    header,
    ingest,
    timestamp_steps,
)


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    return make_film(tmp_path / "lesson.mp4", options=BASELINE)


async def test_a_fit_film_is_sent_untouched_to_its_end(lesson: Path) -> None:
    async with ingest(lesson) as process:
        code = await process.until_end()

    assert code == 0
    assert process.states == [IngestState.STARTING, IngestState.PLAYING, IngestState.ENDED]
    assert [(h.video, h.audio) for h in process.hellos] == [(VideoCodec.H264, True)]
    sent = [list(split_annex_b(unit)) for unit in depacketised(process.packets(Track.VIDEO))]
    _, originals = access_units(lesson)
    assert len(sent) == len(originals) == 50
    # every coded slice is in the film's file as it is
    assert all(nals[-1] in original for nals, original in zip(sent, originals, strict=True))


async def test_packets_are_whole_rtp_on_one_clock(lesson: Path) -> None:
    async with ingest(lesson) as process:
        await process.until_end()

    for track, payload_type, rate, step in (
        (Track.VIDEO, 102, 90_000, 3600),
        (Track.AUDIO, 100, 48_000, 960),
    ):
        packets = process.packets(track)
        headers = [header(packet.rtp) for packet in packets]
        assert {packet.rtp[0] for packet in packets} == {0x80}
        assert {h[1] for h in headers} == {payload_type}
        assert len({h[4] for h in headers}) == 1
        assert_gapless(packets)
        assert set(timestamp_steps(packets)[1:]) == {step}
        elapsed = (headers[-1][3] - headers[0][3]) & 0xFFFFFFFF
        assert packets[-1].ntp - packets[0].ntp == pytest.approx(elapsed / rate, abs=0.02)
    first_picture = process.packets(Track.VIDEO)[0].ntp
    assert process.packets(Track.AUDIO)[0].ntp == pytest.approx(first_picture, abs=0.05)


async def test_a_tone_is_told_with_its_loudness(lesson: Path) -> None:
    async with ingest(lesson) as process:
        await process.until_end()

    levels = [packet.level for packet in process.packets(Track.AUDIO)]
    assert levels[50] == pytest.approx(13, abs=2)  # a sine of 0.3 is 13 dB below full scale
    assert {packet.level for packet in process.packets(Track.VIDEO)} == {None}


async def test_a_looping_film_goes_on_without_a_seam(tmp_path: Path) -> None:
    film = make_film(tmp_path / "short.mp4", seconds=0.6, options=BASELINE, gop=15)

    async with ingest(film, loop=True) as process:
        await process.until(lambda: len(depacketised(process.packets(Track.VIDEO))) >= 40)

    video = process.packets(Track.VIDEO)
    assert_gapless(video)
    assert_gapless(process.packets(Track.AUDIO))
    assert max(timestamp_steps(video)) <= 3600 + 90_000 * 0.05  # Opus may sound past the picture
    assert max(timestamp_steps(process.packets(Track.AUDIO))) <= 960 + 48_000 * 0.05
    assert len(decoded_pictures(depacketised(video))) >= 39
    assert IngestState.ENDED not in process.states


@pytest.mark.parametrize(
    ("video", "options", "name"),
    [
        ("libx264", WITH_B_FRAMES, "b_frames.mp4"),
        ("libx264", {"profile": "main", "x264-params": "tff=1:bframes=0"}, "interlaced.mp4"),
        ("mpeg4", {}, "mpeg4.mp4"),
        ("libvpx", {"deadline": "realtime", "cpu-used": "8"}, "vp8.webm"),
        ("mjpeg", {}, "mjpeg.avi"),
    ],
)
async def test_what_browsers_would_not_take_is_transcoded(
    tmp_path: Path, video: str, options: dict[str, str], name: str
) -> None:
    sound = "mp3" if name.endswith(".avi") else "libopus"
    film = make_film(tmp_path / name, video=video, options=options, audio=sound, seconds=1.2)

    async with ingest(film) as process:
        await process.until_end()

    assert process.states[-1] is IngestState.ENDED
    assert process.hellos[0].profile_level_id == "42e01f"
    units = depacketised(process.packets(Track.VIDEO))
    assert not any(has_b_slices(list(split_annex_b(unit))) for unit in units)
    pictures = decoded_pictures(units)
    assert len(pictures) == pytest.approx(30, abs=3)
    assert (pictures[0].width, pictures[0].height) == (320, 180)


async def test_a_large_fast_film_is_made_small_and_slower(tmp_path: Path) -> None:
    film = make_film(
        tmp_path / "large.mp4", size=(1600, 1200), fps=50, seconds=0.6, options=BASELINE, audio=None
    )

    async with ingest(film) as process:
        await process.until_end()

    assert not process.hellos[0].audio
    assert min(timestamp_steps(process.packets(Track.VIDEO))) >= 3600 - 1
    picture = decoded_pictures(depacketised(process.packets(Track.VIDEO)))[0]
    assert (picture.width, picture.height) == (960, 720)


async def test_a_film_that_turns_unfit_half_way_is_transcoded_from_there(tmp_path: Path) -> None:
    film = make_film(tmp_path / "rare.mp4", options=BASELINE, gop=200, seconds=7.0, audio=None)

    async with ingest(film) as process:
        await process.until_end()

    assert [hello.profile_level_id for hello in process.hellos] == ["42c00c", "42e01f"]
    video = process.packets(Track.VIDEO)
    assert_gapless(video)
    assert set(timestamp_steps(video)) == {3600}  # no picture is missing or comes twice
    assert len(decoded_pictures(depacketised(video))) == 175


@pytest.mark.parametrize(
    ("name", "audio", "channels"),
    [
        ("aac.mp4", "aac", "stereo"),
        ("pcm.avi", "pcm_s16le", "mono"),
        ("surround.mkv", "aac", "5.1"),
        ("long_opus.mkv", "libopus", "mono"),
    ],
)
async def test_sound_of_every_kind_becomes_opus(
    tmp_path: Path, name: str, audio: str, channels: str
) -> None:
    options = {"frame_duration": "120"} if name.startswith("long") else {}
    film = make_film(
        tmp_path / name, video=None, audio=audio, channels=channels, audio_options=options
    )

    async with ingest(film) as process:
        await process.until_end()

    assert (process.hellos[0].video, process.hellos[0].audio) == (None, True)
    packets = process.packets(Track.AUDIO)
    assert {packet_seconds(packet.rtp[12:]) for packet in packets} == {0.020}
    assert len(packets) == pytest.approx(100, abs=6)
    assert set(timestamp_steps(packets)) == {960}
    assert packets[50].level is not None
    assert packets[50].level < 30


async def test_stereo_opus_passes_as_it_is(tmp_path: Path) -> None:
    film = make_film(tmp_path / "stereo.mkv", video=None, channels="stereo")

    async with ingest(film) as process:
        await process.until_end()

    assert {packet.rtp[12] & 0b100 for packet in process.packets(Track.AUDIO)} == {0b100}


async def test_a_keyframe_is_made_when_somebody_needs_one(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", options=WITH_B_FRAMES, audio=None)

    async with ingest(film, loop=True) as process:
        await process.until(lambda: len(process.packets(Track.VIDEO)) > 5)
        await process.say(Keyframe())
        before = len(process.packets(Track.VIDEO))

        def parameter_sets_came() -> bool:
            return any(p.rtp[12] & 0x1F == 24 for p in process.packets(Track.VIDEO)[before:])

        await process.until(parameter_sets_came)
        position = next(
            index
            for index, packet in enumerate(process.packets(Track.VIDEO)[before:])
            if packet.rtp[12] & 0x1F == 24
        )

    # two seconds of pictures would pass without the request (a keyframe is due every 50 pictures),
    # and reading is ahead of playing by up to three
    assert position < 150


async def test_stop_ends_it_in_good_order(lesson: Path) -> None:
    async with ingest(lesson, loop=True) as process:
        await process.until_state(IngestState.PLAYING)
        await process.say(Stop())

        assert await process.until_end() == 0

    assert process.states[-1] is IngestState.ENDED


async def test_it_ends_when_the_worker_is_gone(lesson: Path) -> None:
    async with ingest(lesson, loop=True) as process:
        await process.until_state(IngestState.PLAYING)

        process.hang_up()

        assert await process.process.wait() == 0
