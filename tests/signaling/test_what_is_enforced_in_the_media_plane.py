"""The server does not rely on pages to close what they may no longer see or send."""

import asyncio

import pytest

from classroom import media_messages as m
from classroom.failures import Unavailable
from tests.signaling.server import PageError, school


async def test_a_pause_silences_the_classrooms_in_the_media_plane() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        theirs, ours = await lecturer.produce("camera"), await page.produce("camera")

        await lecturer.ask("pause_lesson")
        paused = await classes.media.until(m.PauseProducer)
        assert isinstance(paused, m.PauseProducer)
        assert classes.media.paused == {theirs: False, ours: True}

        await lecturer.ask("resume_lesson")
        await classes.media.until(m.ResumeProducer)
        assert classes.media.paused == {theirs: False, ours: False}


async def test_what_is_sent_first_in_a_pause_begins_silent() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        await lecturer.ask("pause_lesson")

        ours = await page.produce("camera")

        assert classes.media.paused[ours] is True


async def test_who_is_taken_off_stage_is_cut_off_from_the_others() -> None:
    async with school() as classes:
        lecturer, first, second = await classes.lesson("r1", "r2")
        ours = await first.produce("camera")
        await lecturer.ask("call_on", classroom="r1")
        await second.until(lambda: ours in second.views)
        consumer = await second.consume(ours)

        await lecturer.ask("take_down", classroom="r1")

        closed = await classes.media.until(m.CloseConsumer)
        assert isinstance(closed, m.CloseConsumer)
        assert closed.consumer == consumer


async def test_a_larger_place_gets_a_higher_layer() -> None:
    async with school() as classes:
        lecturer, first, second = await classes.lesson("r1", "r2")
        await first.produce("camera")
        small = await second.produce("camera")
        await lecturer.until(lambda: lecturer.views.get(small) == ("strip", 0))
        consumer = await lecturer.consume(small)

        await lecturer.ask("enlarge", classroom="r2")
        await classes.media.until(m.PreferLayer)

        assert classes.media.layers[consumer] == 2


async def test_a_classroom_that_leaves_is_gone_from_the_media_plane() -> None:
    async with school() as classes:
        _, page = await classes.lesson("r1")
        await page.produce("camera")

        await page.ask("leave")

        closed = await classes.media.until(m.ClosePeer)
        assert isinstance(closed, m.ClosePeer)
        assert closed.peer.startswith("r1.")


async def test_the_room_is_freed_when_the_lesson_ends() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        await lecturer.produce("camera")

        await lecturer.ask("end_lesson")
        await page.until(lambda: page.phase == "ended" and page.views == {})

        await classes.media.until(m.CloseRoom)
        assert classes.media.rooms == set()


async def test_a_slow_worker_stalls_only_who_asked() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        classes.media.stall = asyncio.Event()
        waiting = asyncio.create_task(page.transport("send"))

        await lecturer.ask("pause_lesson")
        await page.ask("sync")

        assert page.phase == "paused"
        assert not waiting.done()
        classes.media.stall.set()
        assert (await waiting).startswith("transport")


async def test_a_worker_that_dies_is_told_and_its_room_opened_again() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        camera = await lecturer.produce("camera")
        await page.until(lambda: camera in page.views)

        classes.media.happen(m.RoomLost(room=classes.room))
        await page.until(lambda: page.epochs[-1:] == ["epoch2"])

        await page.until(lambda: page.views == {})
        again = await lecturer.produce("camera")
        await page.until(lambda: page.views == {again: ("main", 2)})


async def test_media_that_is_down_is_told_as_worth_another_try() -> None:
    async with school() as classes:
        _, page = await classes.lesson("r1")
        classes.media.failure = Unavailable("media_down")

        with pytest.raises(PageError) as error:
            await page.transport("send")

        assert (error.value.code, error.value.retryable) == ("media_down", True)


async def test_a_recording_box_is_started_and_its_tracks_are_seen() -> None:
    async with school(ingest="rtsp://192.0.2.1/main") as classes:
        started = await classes.media.until(m.StartIngest)
        assert isinstance(started, m.StartIngest)
        assert (started.peer, started.url) == ("d.ingest", "rtsp://192.0.2.1/main")
        page = await (await classes.page("r1")).enter()

        classes.media.happen(
            m.IngestChanged(room=classes.room, peer="d.ingest", state=m.IngestState.PLAYING)
        )
        classes.media.happen(
            m.ProducerOpened(
                room=classes.room, peer="d.ingest", producer="box", source=m.Source.CAMERA
            )
        )

        await page.until(lambda: page.views == {"box": ("main", 2)})
        assert page.phase == "live"
        assert page.presence("d") == "present"


async def test_a_recording_box_is_started_again_after_its_worker_died() -> None:
    async with school(ingest="rtsp://192.0.2.1/main") as classes:
        await classes.media.until(m.StartIngest)
        classes.media.forget()

        classes.media.happen(m.RoomLost(room=classes.room))

        await classes.media.until(m.StartIngest)


async def test_a_track_that_ends_in_the_media_plane_ends_in_the_lesson() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        send = await lecturer.transport("send")
        camera = await lecturer.produce("camera", send)
        microphone = await lecturer.produce("microphone", send)
        await page.until(lambda: set(page.views) == {camera, microphone})
        peer = next(r.peer for r in classes.media.asked if isinstance(r, m.Produce))

        classes.media.happen(m.ProducerClosed(room=classes.room, peer=peer, producer=microphone))
        await page.until(lambda: set(page.views) == {camera})
        classes.media.happen(
            m.PeerLost(room=classes.room, peer=peer, transport=send, direction=m.Direction.SEND)
        )

        await page.until(lambda: page.views == {})


async def test_lines_and_voices_reach_those_whom_they_concern() -> None:
    async with school() as classes:
        lecturer, first, second = await classes.lesson("r1", "r2")
        await first.transport("send")
        peer = next(r.peer for r in classes.media.asked if isinstance(r, m.CreateTransport))
        line = m.LineQuality(
            peer=peer,
            up_kbps=900,
            down_kbps=0,
            up_loss=0.05,
            down_loss=0,
            rtt_ms=40,
            jitter_ms=5,
            picture=True,
            sound=True,
            protocol="udp",
        )

        classes.media.happen(m.Quality(room=classes.room, lines=[line]))
        classes.media.happen(m.Speaking(room=classes.room, peers=[peer]))

        for page in (lecturer, second):
            await page.until(lambda page=page: len(page.passing) == 2)  # type: ignore[misc]
        lights = {x["classroom"]: x["light"] for x in lecturer.passing[0]["lines"]}
        assert lights == {"d": "lost", "r1": "fair", "r2": "lost"}
        assert lecturer.passing[1]["classrooms"] == ["r1"]
        assert {x["classroom"] for x in second.passing[0]["lines"]} == {"d", "r2"}
        assert second.passing[1]["classrooms"] == []
