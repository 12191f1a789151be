"""An auditor looks things up, verifies and takes a copy; nobody else does, or changes it."""

import asyncio

import msgspec
import pytest
import sqlalchemy as sa

from classroom.audit import export as exports
from classroom.audit.record import Actor, ActorKind, Note
from classroom.audit.seals import DAY
from classroom.audit.walk import Break
from classroom.permissions import TABLE, Action, Role
from classroom.store.audit_keeping import sign_heads
from classroom.store.audit_key import Keys
from classroom.store.tables import audit
from classroom.store.tables.columns import next_after
from tests.web.api.county import CENTRE, IN, NORTH, Answer, County, person

AUDITORS = {
    "auditor": person("auditor", (Role.AUDITOR, "/")),
    "north": person("north-auditor", (Role.AUDITOR, IN[NORTH])),
    "school": person("school-auditor", (Role.AUDITOR, IN[CENTRE])),
}
CLERK = Actor(kind=ActorKind.PERSON, id="clerk", session="s1", address="192.0.2.7")


@pytest.fixture
async def watched(county: County) -> County:
    county.who |= AUDITORS
    return county


async def do(county: County, who: str = "clerk") -> None:
    values = {"school": CENTRE, "name": "音乐教室"}
    assert (await county.ask(who, "POST", "classrooms", values)).status == 201


async def finished(county: County, who: str, job: Answer) -> Answer:
    assert job.status == 202, job.body
    while True:
        seen = await county.ask(who, "GET", job.headers["Location"])
        if seen.body["state"] in ("done", "failed"):
            return seen
        await asyncio.sleep(0.02)


async def test_what_a_clerk_did_is_found_by_each_of_its_sides(watched: County) -> None:
    await do(watched)

    for search in (
        "actor=clerk",
        "action=write_classrooms&kind=classrooms&actor=clerk",
        f"within={CENTRE}&actor=clerk",
        "since=1&until=32503680000&result=ok&actor=clerk",
    ):
        found = await watched.ask("auditor", "GET", f"audit?{search}")
        assert found.status == 200, found.body
        [item] = found.body["items"]
        assert item["note"]["kind"] == "classrooms"
        assert found.body["labels"]["clerk"] == "clerk"
        assert found.body["labels"][item["note"]["object"]] == "音乐教室"
    assert (await watched.ask("auditor", "GET", "audit?actor=clerk&until=5")).body["items"] == []


async def test_pages_meet_every_record_once(watched: County) -> None:
    met: list[int] = []
    after = ""
    while after is not None:
        page = await watched.ask("auditor", "GET", f"audit?limit=7&after={after}")
        met += [item["number"] for item in page.body["items"]]
        after = page.body["after"]

    assert met == list(range(met[0], 0, -1))
    assert (await watched.ask("auditor", "GET", "audit?after=x")).code == "bad_page"
    assert (await watched.ask("auditor", "GET", "audit?actr=x")).code == "bad_query"


async def test_an_auditor_sees_what_lies_in_their_scope(watched: County) -> None:
    north = await watched.ask("north", "GET", "audit?limit=200")
    school = await watched.ask("school", "GET", "audit?limit=200")

    for answer, scope in ((north, IN[NORTH]), (school, IN[CENTRE])):
        scopes = [item["note"]["scope"] for item in answer.body["items"]]
        assert scopes
        assert all(scope <= each < next_after(scope) for each in scopes)
    assert (await watched.ask("school", "GET", "audit?within=far")).code == "not_found"


@pytest.mark.parametrize("who", ["operator", "county", "clerk"])
async def test_no_administrator_reads_the_trail(watched: County, who: str) -> None:
    for method, path in [
        ("GET", "audit"),
        ("GET", "audit/state"),
        ("GET", "audit/heads"),
        ("GET", "audit/export"),
        ("POST", "audit/verifications"),
    ]:
        assert (await watched.ask(who, method, path)).code == "not_allowed"


def test_an_auditor_writes_nothing_and_nobody_but_an_auditor_reads_the_trail() -> None:
    may = {action for action, row in TABLE.items() if Role.AUDITOR in row}

    assert not [action for action in may if not action.startswith(("read_", "export_"))]
    for action in (Action.READ_AUDIT, Action.EXPORT_AUDIT):
        assert set(TABLE[action]) == {Role.AUDITOR}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST"])
async def test_no_route_changes_or_removes_a_record(watched: County, method: str) -> None:
    for path in ("audit", "audit/1", "audit/heads", "audit/state"):
        answer = await watched.ask("auditor", method, path)

        assert answer.code in ("not_found", "no_such_method")


async def test_reading_the_trail_is_itself_recorded_once_for_a_while(watched: County) -> None:
    for _ in range(3):
        await watched.ask("auditor", "GET", "audit")
    await watched.ask("north", "GET", "audit")

    found = await watched.ask("auditor", "GET", "audit?action=read_audit")

    assert [item["actor"]["id"] for item in found.body["items"]] == ["north-auditor", "auditor"]


async def test_a_whole_trail_is_found_whole_and_the_state_says_so(watched: County) -> None:
    now = watched.database.now()
    assert await sign_heads(watched.kept.trail, watched.kept.key, now + DAY) is None
    before = await watched.ask("north", "GET", "audit/state")
    assert before.body["verified"] is None
    assert before.body["public_keys"] == [watched.kept.key.public]
    assert before.body["head"]["number"] == before.body["last"]

    job = await finished(
        watched, "north", await watched.ask("north", "POST", "audit/verifications")
    )

    found = {"first": 1, "last": before.body["last"], "broken": None}
    assert job.body["result"] == found
    state = await watched.ask("auditor", "GET", "audit/state")
    assert state.body["verified"].pop("at") >= now
    assert state.body["verified"] == found
    heads = await watched.ask("auditor", "GET", "audit/heads")
    assert heads.body["items"] == [before.body["head"]]


async def test_a_broken_trail_is_told_with_the_place(watched: County) -> None:
    async with watched.database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            await connection.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER USER")
        else:
            await connection.exec_driver_sql("DROP TRIGGER audit_same")
        third = sa.update(audit.records).where(audit.records.c.number == 3)
        await connection.execute(third.values(object="another"))

    job = await finished(
        watched, "auditor", await watched.ask("auditor", "POST", "audit/verifications")
    )

    assert job.body["result"]["broken"]["number"] == 3
    assert job.body["result"]["broken"]["fault"] == "altered"
    latest = await watched.ask("auditor", "GET", "audit?action=verify_audit")
    assert latest.body["items"][0]["note"]["result"] == "altered"


async def export(county: County, who: str, search: str = "") -> bytes:
    path = f"/api/v1/audit/export{search}"
    async with county.http.get(path, headers={"X-Who": who}) as response:
        assert response.status == 200
        assert response.content_type == "application/jsonl"
        return await response.read()


def read_back(content: bytes, keys: Keys) -> tuple[exports.Manifest, Break | None]:
    return exports.verify(
        lambda: content.splitlines(keepends=True),
        keys,
        believe=False,
        progress=lambda done, total: None,
    )


async def test_a_copy_of_the_whole_trail_verifies_by_itself(watched: County) -> None:
    content = await export(watched, "auditor")

    manifest, broken = read_back(content, watched.kept.key)

    assert broken is None
    assert manifest.whole
    last = msgspec.json.decode(content.splitlines()[-2])
    assert (last["note"]["action"], last["actor"]["id"]) == ("export_audit", "auditor")


async def test_a_copy_of_a_county_holds_nothing_of_another(watched: County) -> None:
    content = await export(watched, "north", f"?within={CENTRE}&kind=classrooms")

    manifest, broken = read_back(content, watched.kept.key)

    assert broken is None
    assert (manifest.whole, manifest.records) == (False, 2)
    assert content.count(IN[CENTRE].encode()) == 2


async def test_children_s_names_stay_out_of_it(watched: County) -> None:
    pupil = {"school_class": "centre-class", "name": "小禾苗", "number": "042"}
    assert (await watched.ask("clerk", "POST", "pupils", pupil)).status == 201

    assert "小禾苗".encode() not in await export(watched, "auditor")
    found = await watched.ask("auditor", "GET", "audit?kind=pupils&actor=clerk")
    [item] = found.body["items"]
    assert item["note"]["object"] not in found.body["labels"]


async def test_records_that_were_never_written_by_the_api_are_found_too(watched: County) -> None:
    async with watched.database.writing(CLERK) as transaction:
        await transaction.note(Note(action="sign_in", kind="sessions", result="wrong_password"))

    found = await watched.ask("auditor", "GET", "audit?result=wrong_password")

    assert [item["actor"]["address"] for item in found.body["items"]] == ["192.0.2.7"]
