"""What is put together about a lesson that was shut down, and what is not."""

import io
import json
import zipfile
from typing import Any

import sqlalchemy as sa

from classroom.incidents.archive import digest
from classroom.store.tables import audit
from tests.web.api.county import CENTRE, County
from tests.web.api.shut_lesson import (
    ASSISTANT,
    DAY,
    HALL,
    MINUTE,
    NINE,
    ROOM,
    RUDE,
    TEACHER,
    Clock,
    incident,
    shut,
    still,
    teach,
)


async def package(county: County, id: str, who: str = "clerk") -> dict[str, Any]:
    told = await county.ask(who, "GET", f"incidents/{id}")
    assert told.status == 200, told.body
    return dict(told.body["package"])


async def trail(county: County, lesson: str) -> list[tuple[str, str, dict[str, Any]]]:
    column = audit.records.c
    query = sa.select(column.action, column.result, column.detail).where(column.object == lesson)
    async with county.database.reading() as connection:
        rows = (await connection.execute(query.order_by(column.number))).all()
    return [(row.action, row.result, json.loads(row.detail or "{}")) for row in rows]


async def test_it_says_who_was_there_by_what_and_from_where(county: County, clock: Clock) -> None:
    told = await package(county, await incident(county, clock))

    assert [(a["id"], a["name"], a["delivers"]) for a in told["accounts"]] == [
        (TEACHER, "李老师", True),
        (ASSISTANT, "王老师", False),
    ]
    assert [(c["action"], c["id"], c["address"], c["seat"]) for c in told["came"]] == [
        ("sign_in", TEACHER, "10.1.0.7", ""),
        ("admit", TEACHER, "10.1.0.7", ROOM),
        ("sign_in", ASSISTANT, "10.1.0.8", ""),
        ("admit", ASSISTANT, "10.1.0.8", HALL),
    ]


async def test_it_tells_what_happened_in_words_and_as_it_is_kept(
    county: County, clock: Clock
) -> None:
    told = await package(county, await incident(county, clock))

    last = told["moments"][-1]
    assert last["what"]["zh"].startswith("课堂阶段：结束")
    assert last["event"]["reason"] == "shut_down"
    assert told["is_whole"]


async def test_what_was_deleted_and_reported_is_in_it(county: County, clock: Clock) -> None:
    (remark,) = (await package(county, await incident(county, clock)))["remarks"]

    assert (remark["by"], remark["text"]) == (HALL, RUDE)
    assert remark["deleted_at"] == NINE + 5 * MINUTE
    assert remark["reports"]


async def test_no_child_and_no_real_name_is_in_it(county: County, clock: Clock) -> None:
    id = await incident(county, clock)

    file = await county.incidents.folder.package(id)

    with zipfile.ZipFile(io.BytesIO(file)) as zip:
        text = "".join(zip.read(name).decode() for name in zip.namelist())
    assert "李老师" in text
    for kept_back in (f"{CENTRE}-pupil", "小centre", "李centre", "王centre"):
        assert kept_back not in text


async def test_what_somebody_typed_is_text_on_its_page(county: County, clock: Clock) -> None:
    file = await county.incidents.folder.package(await incident(county, clock))

    with zipfile.ZipFile(io.BytesIO(file)) as zip:
        page = zip.read("incident.html").decode()
    assert "&lt;script&gt;" in page
    assert "<script>" not in page


async def test_its_pictures_are_those_that_were_last_seen(
    county: County, clock: Clock, picture: bytes
) -> None:
    id = await incident(county, clock, still(picture), still(b"noise", ROOM))

    told = await package(county, id)
    shown = await county.ask("clerk", "GET", f"incidents/{id}/pictures/1")

    assert told["pictures"] == [
        {
            "file": "stills/1.jpg", "classroom": HALL, "source": "camera",
            "at": NINE + 5 * MINUTE - 2,
        }
    ]  # fmt: skip
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["Cache-Control"] == "no-store"
    assert shown.body[:3] == b"\xff\xd8\xff"
    for nothing in ("2", "0", "x", "1e3", "99999"):
        assert (
            await county.ask("clerk", "GET", f"incidents/{id}/pictures/{nothing}")
        ).status == 404


async def test_whoever_looks_is_on_record(county: County, clock: Clock, picture: bytes) -> None:
    id = await incident(county, clock, still(picture))
    lesson = (await county.ask("clerk", "GET", f"incidents/{id}")).body["incident"]["lesson"]

    await county.ask("clerk", "GET", f"incidents/{id}/pictures/1")

    looked = [detail for action, _, detail in await trail(county, lesson)
              if action == "read_incidents"]  # fmt: skip
    assert looked == [{"incident": id}, {"incident": id, "picture": 1}]


async def test_it_waits_for_its_pictures_for_a_while_and_no_longer(
    county: County, clock: Clock
) -> None:
    lesson, _ = await teach(county, clock)
    from classroom.commands import ShutDown
    from tests.web.api.shut_lesson import handle

    await handle(county, clock, lesson, ShutDown(by=ROOM))
    await county.incidents.look()
    (waits,) = (await county.ask("clerk", "GET", "incidents")).body["items"]
    clock.now += 16

    await county.incidents.look()

    (made,) = (await county.ask("clerk", "GET", "incidents")).body["items"]
    assert (waits["state"], made["state"], made["pictures"]) == ("wanted", "made", 0)


async def test_a_server_that_was_killed_in_between_makes_it_later(
    county: County, clock: Clock, picture: bytes
) -> None:
    lesson, _ = await teach(county, clock)
    await shut(county, clock, lesson, still(picture))
    clock.now += 30 * MINUTE  # nobody looked meanwhile

    await county.incidents.look()

    (made,) = (await county.ask("clerk", "GET", "incidents")).body["items"]
    assert (made["state"], made["pictures"]) == ("made", 1)
    assert [path.suffix for path in county.incidents_in.iterdir()] == [".zip"]
    assert digest(await county.incidents.folder.package(made["id"])) == made["sha256"]


async def test_pictures_that_nobody_wants_any_more_are_deleted(
    county: County, clock: Clock, picture: bytes
) -> None:
    await county.incidents.keep("elsewhere", [still(picture)])
    clock.now += 2 * 60 * MINUTE

    await county.incidents.look()

    assert list(county.incidents_in.iterdir()) == []


async def test_a_package_goes_when_its_time_is_over_and_not_before(
    county: County, clock: Clock
) -> None:
    id = await incident(county, clock)
    clock.now += 184 * DAY - MINUTE
    await county.incidents.look()
    before = (await county.ask("clerk", "GET", f"incidents/{id}")).body["incident"]
    clock.now += 2 * MINUTE

    await county.incidents.look()

    after = await county.ask("clerk", "GET", f"incidents/{id}")
    assert (before["state"], after.body["incident"]["state"]) == ("made", "gone")
    assert after.body["package"] is None
    assert list(county.incidents_in.iterdir()) == []
    assert (await trail(county, before["lesson"]))[-1][0] == "forget_incident"


async def test_its_files_are_their_owner_s_only(county: County, clock: Clock) -> None:
    await incident(county, clock)

    (file,) = county.incidents_in.iterdir()

    assert file.stat().st_mode & 0o777 == 0o600
    assert county.incidents_in.stat().st_mode & 0o777 == 0o700


async def test_a_manager_has_one_made_of_any_lesson_that_is_over(
    county: County, clock: Clock
) -> None:
    from classroom.commands import EndLesson
    from tests.web.api.shut_lesson import handle

    lesson, _ = await teach(county, clock)
    asked = {"reason": "家长反映课上有不当言论"}
    early = await county.ask("clerk", "POST", f"lessons/{lesson}/incidents", asked)
    await handle(county, clock, lesson, EndLesson(by=ROOM))

    made = await county.ask("clerk", "POST", f"lessons/{lesson}/incidents", asked)
    again = await county.ask("clerk", "POST", f"lessons/{lesson}/incidents", asked)
    await county.incidents.look()

    assert early.code == "lesson_not_over"
    assert again.body["id"] == made.body["id"]
    assert (made.status, made.body["state"], made.body["why"]) == (201, "wanted", "asked")
    assert (await package(county, made.body["id"]))["why"] == "asked"
    for who in ("neighbour", "stranger", "only_teaches"):
        refused = await county.ask(who, "POST", f"lessons/{lesson}/incidents", asked)
        assert refused.status in (403, 404)
