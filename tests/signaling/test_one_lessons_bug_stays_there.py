"""An event that meets a bug in one lesson is logged, and the others hear theirs."""

from collections.abc import AsyncIterator, Iterable
from types import SimpleNamespace
from typing import Any, cast

import structlog

from classroom import media_messages as m
from classroom import recorder_messages as r
from signaling.news import follow_media, follow_recorder


class Plane:
    """Tells these and then no more."""

    def __init__(self, told: Iterable[object]) -> None:
        self._told = told

    async def events(self) -> AsyncIterator[Any]:
        for event in self._told:
            yield event


def lessons(heard: list[object]) -> Any:
    """Return two lessons, of which the first has a bug."""

    def broken(event: object) -> None:
        raise RuntimeError("a bug")

    return {
        id: SimpleNamespace(on_media=take, recording=SimpleNamespace(on_recorder=take))
        for id, take in (("a", broken), ("b", heard.append))
    }


async def test_of_the_media_plane() -> None:
    heard: list[object] = []
    told = [m.RoomLost(room=id) for id in ("a", "b")]

    with structlog.testing.capture_logs() as logged:
        await follow_media(cast(Any, Plane(told)), lessons(heard), None)

    assert heard == told[1:]
    assert [(line["event"], line["room"], line["kind"]) for line in logged] == [
        ("event_bug", "a", "RoomLost")
    ]


async def test_of_the_recorder() -> None:
    heard: list[object] = []
    told = [r.RecordingLost(lesson=id) for id in ("a", "b")]

    with structlog.testing.capture_logs() as logged:
        recording = cast(Any, SimpleNamespace(recorder=Plane(told)))
        await follow_recorder(recording, lessons(heard))

    assert heard == told[1:]
    assert [line["room"] for line in logged] == ["a"]
