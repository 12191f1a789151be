"""A level is pinned by a page, carried out by the media plane, and told to whoever should know."""

from typing import Any

from classroom import media_messages as m
from classroom.events import LevelNoted
from signaling.levels import SETTLED_SECONDS
from tests.signaling.server import School, TestPage, school


def line(peer: str, **figures: Any) -> m.LineQuality:
    usual: dict[str, Any] = {
        "peer": peer,
        "up_kbps": 900,
        "down_kbps": 60,
        "up_loss": 0,
        "down_loss": 0,
        "rtt_ms": 40,
        "jitter_ms": 5,
        "picture": True,
        "sound": True,
        "protocol": "udp",
        "level": m.Level.SLIDES,
    }
    return m.LineQuality(**(usual | figures))


def lines(page: TestPage) -> dict[str, dict[str, Any]]:
    told = [p["lines"] for p in page.passing if p["type"] == "lines"]
    return {each["classroom"]: each for each in told[-1]} if told else {}


def pins(classes: School) -> list[tuple[str, m.Level | None]]:
    return [
        (r.peer.split(".")[0], r.level) for r in classes.media.asked if isinstance(r, m.PinLevel)
    ]


async def test_a_pin_reaches_the_media_plane_and_every_page() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        await page.transport("recv")

        await page.ask("pin_level", level=1)
        await classes.media.until(m.PinLevel)

        assert pins(classes) == [("r1", m.Level.SLIDES)]
        state = lecturer.state
        assert state is not None
        await lecturer.until(lambda: {c["id"]: c["pinned"] for c in state["classrooms"]}["r1"] == 1)

        classes.media.forget()
        await lecturer.ask("release_level", classroom="r1")
        await classes.media.until(m.PinLevel)
        assert pins(classes) == [("r1", None)]


async def test_a_pin_is_there_again_after_a_reload_and_after_a_workers_death() -> None:
    async with school() as classes:
        _, page = await classes.lesson("r1")
        await page.transport("recv")
        await page.ask("pin_level", level=0)
        await classes.media.until(m.PinLevel)

        classes.media.forget()
        again = await (await classes.page("r1")).enter()
        await again.transport("recv")
        await classes.media.until(m.PinLevel)
        assert pins(classes) == [("r1", m.Level.SOUND)]

        classes.media.forget()
        classes.media.happen(m.RoomLost(room=classes.room))
        await again.until(lambda: again.epochs[-1:] == ["epoch2"])
        await again.transport("recv")
        await classes.media.until(m.PinLevel)
        assert pins(classes) == [("r1", m.Level.SOUND)]


async def test_a_level_is_told_at_once_and_why_and_what_it_has_used() -> None:
    async with school() as classes:
        lecturer, page, other = await classes.lesson("r1", "r2")
        await page.transport("recv")
        peer = next(r.peer for r in classes.media.asked if isinstance(r, m.CreateTransport))
        first = line(peer, level=m.Level.HIGH, bytes_down=1_000_000, bytes_up=500_000)
        classes.media.happen(m.Quality(room=classes.room, lines=[first]))
        await lecturer.until(lambda: lines(lecturer).get("r1", {}).get("level") == 4)
        assert lines(lecturer)["r1"]["reason"] == "full"

        classes.media.happen(
            m.LevelChanged(
                room=classes.room,
                peer=peer,
                level=m.Level.SLIDES,
                reason=m.LevelReason.LINE,
                estimate_kbps=140.0,
            )
        )

        await page.until(lambda: lines(page).get("r1", {}).get("level") == 1)
        mine = lines(page)["r1"]
        assert (mine["reason"], mine["estimate_kbps"]) == ("line", 140.0)
        assert (mine["bytes_down"], mine["bytes_up"]) == (1_000_000, 500_000)
        assert set(lines(other)) == {"d", "r2"}

        # A page that was loaded anew is another peer; the classroom has used both.
        classes.media.happen(
            m.Quality(room=classes.room, lines=[line(f"{peer}x", bytes_down=10, bytes_up=1)])
        )
        await page.until(lambda: lines(page)["r1"]["bytes_down"] == 1_000_010)


async def test_levels_that_last_are_kept_and_those_in_between_are_not() -> None:
    async with school() as classes:
        _, page = await classes.lesson("r1")
        await page.transport("recv")
        peer = next(r.peer for r in classes.media.asked if isinstance(r, m.CreateTransport))

        for level, seconds in ((4, 12), (2, 4), (3, 2), (1, 14), (0, 2), (1, 14)):
            for _ in range(seconds // 2):
                classes.media.happen(
                    m.Quality(room=classes.room, lines=[line(peer, level=m.Level(level))])
                )
                seen = len(page.passing)
                await page.until(lambda seen=seen: len(page.passing) > seen)  # type: ignore[misc]
                classes.clock.go(2.0)
        store = classes.server.store
        noted = [e for e in await store.events(classes.room) if isinstance(e, LevelNoted)]

        assert SETTLED_SECONDS == 10
        assert [e.level for e in noted] == [m.Level.HIGH, m.Level.SLIDES]
