"""The recording that each school has, and one request for every operation on it."""

from tests.recording.recordings import recorded
from tests.web.api.asked import Asked
from tests.web.api.county import County


def about_recordings(reason: str) -> list[Asked]:
    """Return a request for each operation on the recording of a school's lesson."""
    one, theirs = "recordings/{id}", "recordings/{live}"
    why, hold = {"reason": reason}, {"reason": reason, "until": "2099-01-01"}
    return [
        Asked("GET", "recordings", "recordings?within={s}"),
        Asked("GET", "recordings/usage", "recordings/usage?within={s}"),
        Asked("GET", one, theirs),
        Asked("GET", f"{one}/index", f"{theirs}/index", action="watch_recording"),
        Asked("GET", f"{one}/files/{{file}}", f"{theirs}/files/1-1.mp4"),
        Asked(
            "GET", f"{one}/tracks/{{number}}/playlist.m3u8", f"{theirs}/tracks/1/playlist.m3u8"
        ),
        Asked("GET", f"{one}/manifest", f"{theirs}/manifest"),
        Asked("GET", f"{one}/seal", f"{theirs}/seal"),
        Asked("GET", f"{one}/views", f"{theirs}/views"),
        Asked("PATCH", one, theirs, {"keeping": "research"}, "keep_recording"),
        Asked("POST", f"{one}/hold", f"{theirs}/hold", hold, "hold_data"),
        Asked("DELETE", f"{one}/hold", f"{theirs}/hold", action="hold_data"),
        Asked(
            "POST", f"{one}/tracks/{{number}}/erasure", f"{theirs}/tracks/3/erasure", why,
            "erase_track",
        ),
        Asked("DELETE", one, theirs, why, "delete_recording"),
    ]  # fmt: skip


async def record(county: County, lesson: str, at: float) -> None:
    """Let a lesson have been recorded."""
    await county.recordings.rows.begun(lesson, at)
    recorded(county.recordings_in / lesson, lesson)
    await county.recordings.rows.ended(lesson, at)
    await county.recordings.closer.look()
