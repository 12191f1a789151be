import pytest

from classroom import media_messages as m
from tests.signaling.server import PageError, TestPage, Turned, school


async def test_a_page_is_given_a_snapshot_and_walks_in() -> None:
    async with school() as classes:
        page = await classes.page("r1")
        assert page.state is not None
        assert (page.state["you"], page.state["part"], page.phase) == ("r1", "receiving", "open")
        assert page.presence("r1") == "waiting"
        assert "end_lesson" not in page.state["may"]

        await page.enter()

        assert page.presence("r1") == "present"
        await page.until(lambda: page.state and page.state["media"]["epoch"] == "epoch1")


async def test_everybody_sees_who_comes_and_goes() -> None:
    async with school() as classes:
        lecturer = await (await classes.page("d")).enter()
        other = await classes.page("r1")
        await lecturer.until(lambda: lecturer.presence("r1") == "waiting")

        await other.ask("report_devices", camera="busy", microphone="ok", loudspeaker="off")
        await other.enter()
        await lecturer.until(lambda: lecturer.presence("r1") == "present")
        await other.ask("leave")

        await lecturer.until(lambda: lecturer.presence("r1") == "left")
        assert lecturer.state is not None
        assert lecturer.state["classrooms"][1]["camera"] == "busy"


async def test_sound_and_picture_are_routed_as_the_lesson_says() -> None:
    async with school() as classes:
        lecturer, first, second = await classes.lesson("r1", "r2")
        camera = await lecturer.produce("camera")
        await first.until(lambda: first.views == {camera: ("main", 2)})

        ours = await first.produce("camera")
        await lecturer.until(lambda: lecturer.views == {ours: ("main", 2)})
        await lecturer.ask("call_on", classroom="r1")
        await second.until(lambda: second.views == {camera: ("main", 2), ours: ("stage", 1)})
        consumer = await second.consume(ours)

        assert classes.media.layers[consumer] == 1
        await second.ask("resume_consumer", consumer=consumer)
        assert isinstance(classes.media.asked[-1], m.ResumeConsumer)


@pytest.mark.parametrize("transports", [["websocket"], ["polling"], ["polling", "websocket"]])
async def test_websockets_and_polling_both_do(transports: list[str]) -> None:
    async with school() as classes:
        page = TestPage(classes.server.plan.tokens["r1"])
        classes.pages.append(page)

        await page.connect(classes.server.url, transports)
        await page.enter()

        assert page.presence("r1") == "present"


async def test_who_has_no_link_is_turned_away_with_the_reason() -> None:
    async with school() as classes:
        stranger = TestPage("not-a-token-of-ours")

        with pytest.raises(Turned, match="link_unknown"):
            await stranger.connect(classes.server.url)


async def test_an_expired_link_and_an_ended_lesson_are_told_apart() -> None:
    async with school() as classes:
        (lecturer,) = await classes.lesson()
        await lecturer.ask("end_lesson")
        with pytest.raises(Turned, match="lesson_over"):
            await classes.page("r1")

        classes.clock.go(121 * 86400.0)
        with pytest.raises(Turned, match="link_expired"):
            await classes.page("r1")


async def test_a_full_lesson_says_so() -> None:
    async with school(cap=1) as classes:
        await classes.lesson("r1")
        late = await classes.page("r2")

        with pytest.raises(PageError, match="lesson_full"):
            await late.enter()


async def test_the_table_of_permissions_holds_on_the_server() -> None:
    async with school() as classes:
        _, page = await classes.lesson("r1")

        for request in ("end_lesson", "forbid_all", "unlock"):
            with pytest.raises(PageError, match="not_allowed"):
                await page.ask(request)


async def test_nothing_is_sent_or_received_before_entering() -> None:
    async with school() as classes:
        lecturer, _ = await classes.lesson("r1")
        camera = await lecturer.produce("camera")
        waiting = await classes.page("r2")
        send = await waiting.transport("send")

        for attempt in (waiting.produce("camera", send), waiting.consume(camera)):
            with pytest.raises(PageError, match="not_entered"):
                await attempt


async def test_a_page_receives_only_what_is_in_its_views() -> None:
    async with school() as classes:
        _, first, second = await classes.lesson("r1", "r2")
        hidden = await first.produce("camera")

        with pytest.raises(PageError, match="not_in_view"):
            await second.consume(hidden)


async def test_a_page_touches_only_what_is_its_own() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        camera = await lecturer.produce("camera")
        theirs = await lecturer.transport("send")

        with pytest.raises(PageError, match="unknown_transport"):
            await page.produce("camera", theirs)
        with pytest.raises(PageError, match="unknown_producer"):
            await page.ask("pause_producer", producer=camera)
        await page.ask("close_producer", producer=camera)

        assert classes.media.paused == {camera: False}
        await page.until(lambda: page.views == {camera: ("main", 2)})


async def test_a_producer_that_the_page_switches_off_is_paused_in_the_media_plane() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        camera = await lecturer.produce("camera")

        await lecturer.ask("pause_producer", producer=camera)
        await page.until(
            lambda: page.state and [s["paused"] for s in page.state["streams"]] == [True]
        )
        await classes.media.until(m.PauseProducer)
        await lecturer.ask("close_producer", producer=camera)
        await page.until(lambda: page.views == {})

        closed = await classes.media.until(m.CloseProducer)
        assert isinstance(closed, m.CloseProducer)
        assert closed.producer == camera
