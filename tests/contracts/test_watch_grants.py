"""What grants and publications promise, on both databases."""

import asyncio

import pytest

from classroom.accounts.principal import Principal
from classroom.audit.record import Actor, ActorKind
from classroom.failures import Refused, Unavailable
from classroom.permissions import Action, Role, sight
from classroom.recording.granting import DAY, Decision, GrantState, WatchGrant
from classroom.recording.publication import PublicationState, PublishedTo
from classroom.recording.watching import Opened, Sees, may_decide, watching
from classroom.register.people import Grant
from classroom.register.scope import EVERYTHING, Sight
from classroom.safety.access import CLAUSES
from classroom.safety.clause import Verdict, judge
from classroom.safety.evidence import Evidence, ServerEvidence, WatchEvidence
from classroom.store.keys import EVERY_TIME, Once
from classroom.store.publications import Publications
from classroom.store.recording_grants import Deciding, GrantList, RecordingGrants
from classroom.store.recording_lists import RecordingQuery
from classroom.store.recording_views import RecordingViews
from classroom.store.recordings import DatabaseRecordings
from classroom.store.transactions import Database, Transaction
from classroom.store.watch_evidence import watched
from tests.contracts.test_recordings import NORTH, SOUTH, ZONE, Rows, actions

PURPOSE = "下学期音乐课的教研备课参考"
YES = Decision(approve=True)
(M36,) = CLAUSES
SHE = Actor(kind=ActorKind.PERSON, id="she")
CLERK = Actor(kind=ActorKind.PERSON, id="clerk")


@pytest.fixture
def rows(database: Database) -> Rows:
    return Rows(database)


@pytest.fixture
def grants(database: Database) -> RecordingGrants:
    return RecordingGrants(database, ZONE)


async def ask(
    grants: RecordingGrants, id: str, person: str = "she", once: Once = EVERY_TIME
) -> WatchGrant:
    return await grants.ask(id, PURPOSE, 7, person=person, by=SHE, once=once)


def who(role: Role, scope: str, id: str = "he") -> Principal:
    actor = Actor(kind=ActorKind.PERSON, id=id)
    return Principal(actor=actor, person=id, verified=True, grants=(Grant(role, scope),))


async def test_lists_hold_exactly_what_the_rule_lets_one_decide(
    rows: Rows, grants: RecordingGrants
) -> None:
    lessons = [
        await rows.sealed(*scopes) for scopes in ((NORTH,), (NORTH, SOUTH), (NORTH, NORTH), ())
    ]
    for id in (*lessons, "nowhere"):
        await ask(grants, id)
    known = {each.id: each for each in await rows.rows.known(lessons)}
    decided = 0

    for role in Role:
        for scope in (NORTH, SOUTH, "/p/north/", "/p/", "/"):
            he = who(role, scope)
            deciding = Deciding(
                person="he",
                schools=sight(he.grants, Action.DECIDE_WATCHING),
                regions=sight(he.grants, Action.DECIDE_SHARED_WATCHING),
            )
            found, _ = await grants.page(GrantList.WAITING, deciding, after="", limit=50)
            may = {id for id, each in known.items() if may_decide(he, each)}
            assert {each.recording for each in found} == may, (role, scope)
            decided += len(may)

    assert decided > 10
    own, _ = await grants.page(GrantList.OWN, Deciding(person="she"), after="", limit=50)
    assert len(own) == len(lessons) + 1


async def test_two_who_decide_at_once_do_not_both_decide(
    rows: Rows, grants: RecordingGrants
) -> None:
    id = await rows.sealed(NORTH)
    asked = await ask(grants, id)
    no = Decision(approve=False, reason="与工作无关")

    async def decide(decision: Decision, by: str) -> str:
        try:
            kept = await grants.decide(asked, decision, by, Actor(kind=ActorKind.PERSON, id=by))
        except Refused as refused:
            return refused.code
        return kept.state(rows.now).value

    outcomes = await asyncio.gather(decide(YES, "clerk"), decide(no, "other"))

    assert outcomes.count("grant_decided") == 1
    assert await actions(rows.database, id) == ["seal_recording", "ask_to_watch", "decide_watching"]
    assert (await grants.get(asked.id)).state(rows.now).value in outcomes


async def test_nothing_is_granted_without_its_record(
    rows: Rows, grants: RecordingGrants, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await ask(grants, await rows.sealed(NORTH))

    async def fails(_self: Transaction, _note: object) -> None:
        raise Unavailable("store_down")

    with monkeypatch.context() as broken:
        broken.setattr(Transaction, "note", fails)
        with pytest.raises(Unavailable):
            await grants.decide(asked, YES, "clerk", CLERK)
        with pytest.raises(Unavailable):
            await ask(grants, "other", person="he")

    assert (await grants.get(asked.id)).state(rows.now) is GrantState.ASKED
    assert await grants.page(GrantList.OWN, Deciding(person="he"), after="", limit=5) == ([], None)


async def test_asking_again_under_one_key_asks_once(rows: Rows, grants: RecordingGrants) -> None:
    id = await rows.sealed(NORTH)
    once = Once("person she", "key", "request")

    first, again = await ask(grants, id, once=once), await ask(grants, id, once=once)

    assert first == again
    with pytest.raises(Refused, match="grant_open"):
        await ask(grants, id)
    rows.now += 30 * DAY  # nobody decided
    assert (await ask(grants, id)).id != first.id


async def test_one_asks_so_often_a_day(rows: Rows, grants: RecordingGrants) -> None:
    for number in range(30):
        asked = await ask(grants, f"l{number}")
        await grants.end(asked, "she", SHE)

    with pytest.raises(Refused, match="too_many_open"):
        await ask(grants, "another")
    rows.now += DAY
    await ask(grants, "another")


async def test_what_is_open_follows_the_clock(rows: Rows, grants: RecordingGrants) -> None:
    id = await rows.sealed(NORTH, SOUTH)
    (recording,) = await rows.rows.known([id])
    kept = Publications(rows.database, pupils=False)
    she, far = who(Role.RESEARCHER, NORTH, "she"), who(Role.RESEARCHER, "/p/x/", "far")

    async def sees(one: Principal) -> Sees:
        opened: Opened = await kept.opened(id, one.person)
        (scopes,) = ([grant.scope for grant in one.grants],)
        listed, _ = await rows.lists.published(RecordingQuery(), scopes)
        may = watching(one, recording, opened, rows.now)
        assert (may.under == "publication") is bool(listed)
        return may.sees

    assert await sees(she) is Sees.NOTHING
    await kept.review(recording, "i", CLERK)
    assert await sees(she) is Sees.NOTHING
    until = rows.now + DAY
    await kept.publish(recording, PublishedTo.SCHOOLS, until, pupils=True, person="c", by=CLERK)
    assert (await sees(she), await sees(far)) == (Sees.WITHOUT_PUPILS, Sees.NOTHING)
    await kept.publish(recording, PublishedTo.EVERYBODY, until, pupils=False, person="c", by=CLERK)
    assert await sees(far) is Sees.WITHOUT_PUPILS
    await kept.withdraw(recording, "d", CLERK)
    await kept.withdraw(recording, "d", CLERK)
    assert await sees(she) is Sees.NOTHING
    await kept.publish(recording, PublishedTo.EVERYBODY, until, pupils=False, person="c", by=CLERK)
    granted = await grants.decide(await ask(grants, id, person="far"), YES, "clerk", CLERK)
    rows.now = until
    assert (await kept.get(id)).state(rows.now) is PublicationState.EXPIRED
    assert (await sees(she), granted.until is not None) == (Sees.NOTHING, True)
    opened = await kept.opened(id, "far")
    assert watching(far, recording, opened, rows.now).under == granted.id
    assert await actions(rows.database, id) == [
        "seal_recording", "review_recording", "publish_recording", "publish_recording",
        "withdraw_publication", "publish_recording", "ask_to_watch", "decide_watching",
    ]  # fmt: skip


async def test_what_was_opened_goes_with_the_recording(rows: Rows, grants: RecordingGrants) -> None:
    id = await rows.sealed(NORTH)
    (recording,) = await rows.rows.known([id])
    kept = Publications(rows.database, pupils=False)
    await kept.review(recording, "i", CLERK)
    asked = await ask(grants, id)
    say: DatabaseRecordings = rows.rows

    await say.delete(id, "保存期满", CLERK)

    assert (await kept.get(id)).state(rows.now) is PublicationState.PRIVATE
    with pytest.raises(Refused, match="not_found"):
        await grants.decide(asked, YES, "clerk", CLERK)


async def test_evidence_has_who_approved_and_finds_looks_without_a_grant(
    rows: Rows, grants: RecordingGrants
) -> None:
    id = await rows.sealed(NORTH)
    (recording,) = await rows.rows.known([id])
    granted = await grants.decide(await ask(grants, id), YES, "clerk", CLERK)
    looks = RecordingViews(rows.database)
    await looks.note(recording, "she", SHE, granted.id)
    await looks.note(recording, "clerk", CLERK)
    await looks.note(recording, "far", SHE, "publication")

    async with rows.database.reading() as connection:
        good = await watched(connection, EVERYTHING)
        elsewhere = await watched(connection, Sight((SOUTH,)))
    found = judge(M36, Evidence(server=ServerEvidence(watched=good)))

    assert (found.state, len(good.decisions), len(good.looks)) == (Verdict.PASS, 1, 2)
    assert (good.own, good.unapproved) == (0, 0)
    assert elsewhere == WatchEvidence()

    await looks.note(recording, "he", SHE, granted.id)  # it is not his
    async with rows.database.reading() as connection:
        bad = await watched(connection, EVERYTHING)
    assert (bad.unapproved, judge(M36, Evidence(server=ServerEvidence(watched=bad))).state) == (
        1,
        Verdict.FAIL,
    )
