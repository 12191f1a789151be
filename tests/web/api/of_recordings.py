"""The recording that each school has, and one request for every operation on it."""

import msgspec
import sqlalchemy as sa

from classroom.files.values import FileKind, Files, SharedFile
from classroom.lesson import Lesson
from classroom.store.database import DatabaseStore
from classroom.store.tables.watching import grants
from tests.recording.recordings import recorded
from tests.web.api.asked import Asked
from tests.web.api.county import County

OPEN = {"audience": "schools", "until": 1_787_270_400.0}  # the day after what is recorded
SLIDES = "0" * 32  # the name of a file that was shown in each lesson


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
        Asked("GET", f"{one}/timeline", f"{theirs}/timeline"),
        Asked("GET", f"{one}/ink", f"{theirs}/ink"),
        Asked("GET", f"{one}/slides/{{file}}", f"{theirs}/slides/{SLIDES}"),
        Asked("GET", f"{one}/exports", f"{theirs}/exports"),
        Asked("GET", f"{one}/events.json", f"{theirs}/events.json"),
        Asked("GET", f"{one}/events.xlsx", f"{theirs}/events.xlsx"),
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
        Asked("GET", f"{one}/publication", f"{theirs}/publication"),
        Asked("POST", f"{one}/review", f"{theirs}/review", action="review_recording"),
        Asked("PUT", f"{one}/publication", f"{theirs}/publication", OPEN, "publish_recording"),
        Asked(
            "DELETE", f"{one}/publication", f"{theirs}/publication", action="withdraw_publication"
        ),
        Asked("GET", "recordings/grants", "recordings/grants?which=waiting"),
        Asked(
            "POST", "recordings/grants/{id}/decision", "recordings/grants/w{live}/decision",
            {"approve": True}, "decide_watching",
        ),
        Asked(
            "DELETE", "recordings/grants/{id}", "recordings/grants/w{live}", action="revoke_grant"
        ),
        Asked("DELETE", one, theirs, why, "delete_recording"),
    ]  # fmt: skip


async def record(county: County, lesson: str, at: float) -> None:
    """Let a lesson have been recorded, slides shown in it, and somebody ask to watch it."""
    await _show(county, lesson, at)
    await county.recordings.rows.begun(lesson, at)
    recorded(county.recordings_in / lesson, lesson)
    await county.recordings.rows.ended(lesson, at)
    await county.recordings.closer.look()
    asked = {
        "id": f"w{lesson}", "recording": lesson, "person": "somebody", "days": 7, "made_at": at,
        "purpose": "教研备课，参考课例",
    }  # fmt: skip
    async with county.database.engine.begin() as connection:
        await connection.execute(sa.insert(grants).values(asked))


async def _show(county: County, id: str, at: float) -> None:
    store = DatabaseStore(county.database.engine)
    lesson = await store.load(id)
    assert lesson is not None
    shown = SharedFile(
        number=0, id=SLIDES, name="a.pdf", kind=FileKind.PDF, size=1, pages=1, by="", at=at
    )
    files, version = Files(shared=(shown,), counted=1), lesson.record.version + 1
    record = msgspec.structs.replace(lesson.record, files=files, version=version)
    await store.save(Lesson(record), [])
    folder = county.files_in / id
    folder.mkdir(parents=True)
    (folder / SLIDES).write_bytes(b"%PDF-1.7")
