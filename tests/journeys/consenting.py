"""Guardians are told and asked, and what was recorded of whom: from when a classroom came on stage
until it left, and nothing of a class in which one guardian did not agree.
"""

from collections.abc import Iterable
from typing import Any

from classroom.register.consent import NoticeText
from tests.journeys.classroom_page import ClassroomPage
from tests.journeys.clerk import Clerk

TEXT = dict.fromkeys(NoticeText.__struct_fields__, "本校三课堂如何处理您孩子的信息。")
BEFORE, LATE, AFTER = 0.3, 12.0, 3.0
"""Seconds: what a clock may be wrong by; a keyframe's way on a busy machine; a request's way."""


async def guardians_are_asked(clerk: Clerk, county: str, refused: str) -> None:
    """Publish a notice, and record that all agree but the one of the pupil of this name."""
    notice = await clerk.make("notices", region=county, zh=TEXT, en=TEXT)
    pupils = (await clerk.ask("GET", "/pupils?limit=50"))["items"]
    items = [
        {
            "pupil": pupil["id"],
            "said": "refused" if pupil["name"] == refused else "given",
            "relation": "grandparent",
            "notice": notice["id"],
        }
        for pupil in pupils
    ]
    assert refused in {pupil["name"] for pupil in pupils}
    await clerk.make("consents", items=items)


async def another_is_on_stage(
    teacher: ClassroomPage, watcher: ClassroomPage, classroom: str
) -> None:
    """Call on a classroom, which `watcher` then sees and hears."""
    await teacher.by("talk-open").click()  # it is open, and covers the list
    of_it = teacher.page.locator(f"[data-classroom='{classroom}']")
    await teacher.by("call-on").and_(of_it).click()
    await watcher.sees_moving(classroom=classroom)
    await watcher.hears(classroom=classroom)


async def it_was_recorded_while_on_stage(reader: Clerk, lesson: str, seat: str) -> None:
    """Compare the manifest's times of both tracks with those of the lesson's own events."""
    index = await reader.ask("GET", f"/recordings/{lesson}/index")
    told = await reader.ask("GET", f"/recordings/{lesson}/timeline")
    came, left = _on_stage(told["moments"], seat)
    tracks = {each["source"]: each for each in index["tracks"] if each["seat"] == seat}
    assert tracks.keys() == {"camera", "microphone"}
    for source, track in tracks.items():
        began, ended = _span(track)
        assert came - BEFORE <= began <= came + LATE, (source, began - came)
        assert left - LATE <= ended <= left + AFTER, (source, ended - left)


def _on_stage(moments: Iterable[dict[str, Any]], seat: str) -> tuple[float, float]:
    """Return when a classroom came on stage, and when it left."""
    changes = [each for each in moments if each["kind"] == "stage"]
    on = [each["at"] / 1000 for each in changes if seat in each["data"]["stage"]]
    off = [each["at"] / 1000 for each in changes if seat not in each["data"]["stage"]]
    return on[0], next(at for at in off if at > on[0])


def _span(track: dict[str, Any]) -> tuple[float, float]:
    """Return from when to when something of it was captured."""
    times = [
        (part["wall"] + wall / 1000, part["wall"] + (wall + duration) / 1000)
        for part in track["parts"]
        for _, _, wall, duration, _ in part["segments"]
    ]
    return min(began for began, _ in times), max(ended for _, ended in times)
