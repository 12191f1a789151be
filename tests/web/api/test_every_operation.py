"""Every operation is tried with what belongs to others; every one that writes leaves its line."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from classroom.register.kinds import KINDS
from classroom.store.tables import audit, metadata
from classroom.store.transactions import Database
from tests.web.api.county import (
    CENTRE,
    COUNTY_OF,
    FAR,
    NORTH,
    VILLAGE,
    Answer,
    County,
    term_of,
    values_of,
)
from tests.web.api.holdings import ASKED, AUGUST, Holdings, owner
from tests.web.signin.test_every_step_leaves_its_line import STEPS
from tests.web.signin.test_whose_account_is_sanctioned import LEFT_LINES
from web import limits
from web.api.operations import Operation
from web.api.table import nowhere, operations
from web.devices.opening import described
from web.lines.opening import described as about_lines
from web.signin.operations import nobody
from web.signin.operations import operations as signing_in

ALL: list[Operation] = [
    *operations(nowhere()),
    *signing_in(nobody()),
    *described(),
    *about_lines(),
    *limits.operations(limits.unknown()),
]
BY_KIND = {
    (each.method, each.path) for each in ALL if each.about in KINDS and each.name[0] in "lmgr"
}
# Names by which a request says whose things it is about.
SCOPED = {
    "within", "region", "school", "into", "classroom", "person", "school_class", "pupil", "object",
    "items", "place",
}  # fmt: skip

# What names something in its request and is tried nowhere in this file, and why that is well.
NOT_OF_A_PLACE = {
    ("GET", "/api/v1/calendars/{token}.ics"): "whoever has the token has the key",
    ("GET", "/api/v1/devices/waiting/{code}"): "what shows a code is of no place yet",
    ("POST", "/api/v1/line-tests"): "a worker is needed: tests/web/lines",
    ("GET", "/api/v1/templates/{kind}"): "an empty table is anybody's",
    (
        "DELETE",
        "/api/v1/account/sessions/{id}",
    ): "one's own: tests/web/signin/test_ones_own_account.py",
    ("DELETE", "/api/v1/account/changes/{field}"): "a field of one's own account",
    (
        "POST",
        "/api/v1/account/standing/warnings/{id}",
    ): "one's own: tests/web/signin/test_whose_account_is_sanctioned.py",
    (
        "DELETE",
        "/api/v1/account/standing/kept-out/{id}",
    ): "one's own: tests/web/signin/test_whose_account_is_sanctioned.py",
    (
        "POST",
        "/api/v1/recordings/{id}/grants",
    ): "asking is the same for every id: tests/web/recordings/test_who_else_may_watch.py",
    **{
        ("POST", f"/api/v1/inspections/{{id}}/{step}"): "of those two: tests/web/review"
        for step in ("answer", "close")
    },
    **{
        (method, f"/api/v1/recordings/{{id}}/exports{part}"): (
            "a process goes on with it, and it is one's own: tests/web/recordings"
        )
        for method, part in (
            ("POST", ""),
            ("GET", "/{export}"),
            ("DELETE", "/{export}"),
            ("GET", "/{export}/file"),
        )
    },
    **{
        (method, f"/api/v1/question-sets/{{id}}{part}"): "one's own: tests/web/questions"
        for method, part in (("GET", ""), ("PUT", ""), ("DELETE", ""), ("GET", "/table"))
    },
}

# A new thing of each kind, of the centre's.
NEW: dict[str, dict[str, Any]] = {
    "regions": {"parent": NORTH, "name": "新区", "kind": "county", "code": "990109"},
    "schools": {"region": NORTH, "name": "新小学", "kind": "village", "code": "new"},
    "classrooms": {"school": CENTRE, "name": "音乐教室"},
    "people": {"school": CENTRE, "number": "t9", "real_name": "赵一", "display_name": "赵老师"},
    "classes": {"school": CENTRE, "name": "二班", "grade": 3, "year": 2026},
    "pupils": {"school_class": "centre-class", "name": "小禾", "number": "009"},
    "terms": term_of(NORTH) | {"name": "春季学期", "first_day": "2027-03-01",
                               "last_day": "2027-07-01"},
    "calendar_days": {"school": CENTRE, "day": "2026-12-31", "kind": "holiday", "name": "元旦"},
    "bell_schedules": {
        "school": CENTRE, "name": "夏令时", "periods": [{"start": "08:00", "end": "08:40"}],
        "first_day": "2027-05-01", "last_day": "2027-06-01",
    },
    "pairings": values_of("pairings", CENTRE) | {"name": "四年级音乐"},
    "slots": {"pairing": "centre-pairing", "weekday": 3, "period": 2},
    "slot_exceptions": {"slot": "centre-slot", "day": "2026-10-13", "change": "cancelled"},
}  # fmt: skip
# Writes that leave no line of their own when they are asked for, and why that is well.
NO_LINE = {
    ("POST", "/api/v1/imports"): "a file is read and compared; keeping it leaves the line",
    ("DELETE", "/api/v1/imports/{id}"): "what was looked at is forgotten; nothing was kept",
    ("POST", "/api/v1/links"): "tells whether a link works",
    ("POST", "/api/v1/line-tests"): "figures of a line, which change nothing of anybody's",
    ("POST", "/api/v1/device/line-test"): "the same",
    ("POST", "/api/v1/device/challenge"): "a number to sign",
    ("POST", "/api/v1/device/room"): "reads what hangs on the wall",
    ("POST", "/api/v1/question-tables"): "a file is read; nothing is kept",
    ("PUT", "/api/v1/inspections/{id}"): "one's own draft; filing it leaves the line",
}
# Writes whose lines others look at: they take a browser's session, a link or a device's key.
ELSEWHERE = {
    "tests.web.signin.test_every_step_leaves_its_line": set(STEPS),
    "tests.web.signin.test_whose_account_is_sanctioned": LEFT_LINES,
    "tests.web.recordings.test_who_else_may_watch": {("POST", "/api/v1/recordings/{id}/grants")},
    "tests.contracts.test_devices": {("POST", "/api/v1/device/enrolments")},
    "tests.web.review.test_a_sheet_is_filed": {
        ("POST", "/api/v1/inspections/{id}/answer"),
        ("POST", "/api/v1/inspections/{id}/close"),
    },
    "tests.web.recordings.test_films_are_exported": {
        ("POST", "/api/v1/recordings/{id}/exports"),
        ("DELETE", "/api/v1/recordings/{id}/exports/{export}"),
    },
    "tests.web.questions.test_a_teacher_prepares_questions": {
        ("POST", "/api/v1/question-sets"),
        ("PUT", "/api/v1/question-sets/{id}"),
        ("DELETE", "/api/v1/question-sets/{id}"),
    },
}


@pytest.fixture
async def holdings(tmp_path: Path) -> AsyncIterator[Holdings]:
    url = f"sqlite+aiosqlite:///{tmp_path}/county.db"
    async with Database.open(url, lambda: AUGUST) as database:
        county = County(database, tmp_path)
        await county.fill()
        async with county.running():
            made = Holdings(county)
            for school in COUNTY_OF:
                await made.fill(school)
            yield made


def names_of(operation: Operation) -> set[str]:
    """Return by which names a request of it says what it is about."""
    names = set(operation.parameters)
    if operation.query is not None:
        names |= {field.name for field in msgspec.structs.fields(operation.query)} & SCOPED
    if operation.body is not None:
        (_, parts) = msgspec.json.schema_components([operation.body])
        names |= {name for part in parts.values() for name in part.get("properties", ())} & SCOPED
    return names


def test_whatever_names_something_is_tried_with_what_belongs_to_others() -> None:
    tried = {each.operation for each in ASKED} | BY_KIND | set(NOT_OF_A_PLACE)

    missing = [
        (each.method, each.path)
        for each in ALL
        if names_of(each) and (each.method, each.path) not in tried
    ]

    assert missing == []


def test_whatever_writes_is_looked_at_for_its_line() -> None:
    looked_at = {each.operation for each in ASKED if each.action} | BY_KIND | set(NO_LINE)
    looked_at |= set().union(*ELSEWHERE.values())

    missing = [
        (each.method, each.path)
        for each in ALL
        if each.method != "GET" and (each.method, each.path) not in looked_at
    ]

    assert missing == []


def is_nothing(answer: Answer) -> bool:
    """Tell whether a list has nothing in it."""
    return answer.status == 200 and answer.body.get("items") == []


async def everything(county: County) -> dict[str, Any]:
    """Return all that is kept, but for the trail, which tells of those who looked."""
    async with county.database.reading() as connection:
        return {
            table.name: (await connection.execute(sa.select(table))).all()
            for table in metadata.sorted_tables
            if not table.name.startswith("audit")
        }


async def test_nobody_reaches_what_belongs_to_others(holdings: Holdings) -> None:
    before = await everything(holdings.county)
    reached = []

    for who, school in [
        (f"all-of-{NORTH}", FAR),  # another county's
        (f"all-of-{CENTRE}", VILLAGE),  # another school's of the same county
        (f"all-of-{CENTRE}", FAR),
    ]:
        shared = COUNTY_OF[school] == NORTH
        for asked in ASKED:
            if (asked.shared and shared) or not asked.is_of_a_place:
                continue
            answer = await holdings.ask(who, asked, school)
            refused = answer.status in (403, 404) or "not_found" in str(answer.body)
            if not refused and not is_nothing(answer):
                reached.append((who, school, asked.method, asked.ask, answer.status))

    assert reached == []
    assert await everything(holdings.county) == before


async def lines(county: County, after: int) -> list[tuple[str, str]]:
    """Return actor and action of each line after a number."""
    query = (
        sa.select(audit.records.c.actor_id, audit.records.c.action)
        .where(audit.records.c.number > after)
        .order_by(audit.records.c.number)
    )
    async with county.database.reading() as connection:
        return [(row.actor_id, row.action) for row in await connection.execute(query)]


async def last(county: County) -> int:
    async with county.database.reading() as connection:
        return await connection.scalar(sa.select(sa.func.max(audit.records.c.number))) or 0


async def test_whatever_is_done_leaves_its_line(holdings: Holdings) -> None:
    who, county = owner(CENTRE), holdings.county
    wrong = []

    for asked in ASKED:
        before = await last(county)
        answer = await holdings.ask(who, asked, CENTRE)
        left = await lines(county, before)
        if answer.status >= 300 or (asked.action and (who, asked.action) not in left):
            wrong.append((asked.method, asked.ask, answer.status, answer.body, left))

    assert wrong == []


async def test_every_kind_leaves_a_line_for_every_write(holdings: Holdings) -> None:
    who, county = owner(CENTRE), holdings.county
    wrong: list[Any] = []

    async def write(method: str, path: str, values: Any = None, etag: str = "") -> Answer:
        before = await last(county)
        answer = await county.ask(who, method, path, values, headers={"If-Match": etag})
        if (who, f"write_{kind}") not in await lines(county, before):
            wrong.append((method, path, answer.status, answer.body))
        return answer

    for kind, values in NEW.items():
        made = await write("POST", kind, values)
        one = f"{kind}/{made.body.get('id')}"
        again = await write("PUT", one, values, made.headers.get("Etag", ""))
        await write("DELETE", one, None, again.headers.get("Etag", ""))
        await write("POST", f"{one}/restore")

    assert wrong == []
    assert set(NEW) == set(KINDS)


@pytest.mark.parametrize("what", ["sessions", "changes", "devices"])
async def test_lists_are_limited_to_a_place_and_to_a_word(holdings: Holdings, what: str) -> None:
    county = holdings.county

    async def ids(query: str) -> set[str]:
        answer = await county.ask(owner(CENTRE), "GET", f"{what}?{query}")
        return {item["id"].partition("-")[0] for item in answer.body["items"]}

    assert await ids("") == {CENTRE, VILLAGE}
    assert await ids(f"within={CENTRE}") == {CENTRE}
    assert await ids(f"search={CENTRE}") == {CENTRE}  # 李centre, and centre小学
    assert await ids(f"search={CENTRE}&within={VILLAGE}") == set()
    assert await ids("search=%25") == set()  # a word, not a pattern
