"""A page is told which layers of its picture anybody receives, and nobody else is."""

from classroom import media_messages as m
from tests.signaling.server import school


async def test_the_sender_is_told_and_again_when_its_connection_comes_back() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        camera = await page.produce("camera")
        peer = classes.media_peer(page)
        low = {"type": "layers_wanted", "producer": camera, "layer": 0}

        classes.media.happen(m.LayersWanted(room=classes.room, peer=peer, producer=camera, layer=0))
        await page.until(lambda: low in page.passing)
        again = await classes.page("r1", page.session)

        await again.until(lambda: low in again.passing)
        assert low not in lecturer.passing


async def test_of_a_track_from_before_the_worker_died_nothing_is_told() -> None:
    async with school() as classes:
        _, page = await classes.lesson("r1")
        camera = await page.produce("camera")
        peer = classes.media_peer(page)
        before = m.LayersWanted(room=classes.room, peer=peer, producer=camera, layer=0)

        classes.media.happen(m.RoomLost(room=classes.room))
        await page.until(lambda: page.epochs[-1:] == ["epoch2"])
        classes.media.happen(before)
        camera = await page.produce("camera")
        now = m.LayersWanted(room=classes.room, peer=peer, producer=camera, layer=1)
        classes.media.happen(now)

        high = {"type": "layers_wanted", "producer": camera, "layer": 1}
        await page.until(lambda: high in page.passing)
        assert [told for told in page.passing if told["type"] == "layers_wanted"] == [high]
