"""Who sees what of a recording: every role, of every place, in every state of being open."""

import itertools

import msgspec
import pytest

from classroom.accounts.principal import Principal
from classroom.audit.record import Actor, ActorKind
from classroom.failures import BadMessage, Refused
from classroom.permissions import Role
from classroom.recording.granting import DAY, Decision, GrantState, WatchGrant, decided, ended
from classroom.recording.publication import (
    Place,
    Publication,
    PublishedTo,
    check_publish,
    check_review,
    everybody_agreed,
)
from classroom.recording.recording import Figures, Recording
from classroom.recording.values import Keeping, RecordingState
from classroom.recording.watching import (
    BY_PUBLICATION,
    CLOSED,
    Opened,
    Sees,
    may_decide,
    may_publish,
    may_review,
    watching,
)
from classroom.register.people import Grant

NOW = 1_000_000.0
COUNTY, A, B, FAR = "/p/n/", "/p/n/a/", "/p/n/b/", "/p/s/c/"
PLACES = {"delivers": A, "receives": B, "county": COUNTY, "elsewhere": FAR}
SHARED = Recording(
    id="l1", scope=A, title="音乐", subject="music", starts_at=0.0, began_at=0.0, ended_at=60.0,
    state=RecordingState.SEALED, keeping=Keeping.LESSON, figures=Figures(), shelf="", why="",
    delete_after=None, deleted_at=None, gone_at=None, schools=(A, B), lecturer="teacher",
)  # fmt: skip
ONE_SCHOOL = msgspec.structs.replace(SHARED, schools=(A,))
BY_LINKS = msgspec.structs.replace(SHARED, scope="/", schools=(), lecturer=None)

ASKED = WatchGrant(
    id="g1",
    recording="l1",
    person="she",
    purpose="下学期音乐课的教研备课",
    days=7,
    made_at=NOW - DAY,
)
GRANTED = msgspec.structs.replace(
    ASKED, decided_at=NOW - 60, decided_by="clerk", approved=True, until=NOW + DAY
)
OPEN = Publication(
    reviewed_at=1.0, reviewed_by="i", published_at=2.0, published_by="c",
    audience=PublishedTo.EVERYBODY, until=NOW + DAY,
)  # fmt: skip
TO_SCHOOLS = msgspec.structs.replace(OPEN, audience=PublishedTo.SCHOOLS)
WITH_PUPILS = msgspec.structs.replace(OPEN, pupils=True)
change = msgspec.structs.replace

STATES = {
    "private": CLOSED,
    "reviewed": Opened(publication=Publication(reviewed_at=1.0)),
    "to schools": Opened(publication=TO_SCHOOLS),
    "to everybody": Opened(publication=OPEN),
    "expired": Opened(publication=change(OPEN, until=NOW)),
    "withdrawn": Opened(publication=change(OPEN, withdrawn_at=NOW - 1)),
    "with pupils, consents whole": Opened(publication=WITH_PUPILS, pupils=True),
    "with pupils, a consent withdrawn": Opened(publication=WITH_PUPILS, pupils=False),
    "pupils allowed, and not wished": Opened(publication=OPEN, pupils=True),
    "asked": Opened(grants=(ASKED,)),
    "granted": Opened(grants=(GRANTED,)),
    "granted to somebody else": Opened(grants=(change(GRANTED, person="he"),)),
    "granted of another lesson": Opened(grants=(change(GRANTED, recording="l2"),)),
    "grant refused": Opened(grants=(change(GRANTED, approved=False, until=None),)),
    "grant expired": Opened(grants=(change(GRANTED, until=NOW),)),
    "grant revoked": Opened(grants=(change(GRANTED, ended_at=NOW - 1, ended_by="clerk"),)),
    "grant given back": Opened(grants=(change(GRANTED, ended_at=NOW - 1, ended_by="she"),)),
}
# What each state gives to whoever has no office here, in a school that took part, and elsewhere.
N, P, ALL = Sees.NOTHING, Sees.WITHOUT_PUPILS, Sees.ALL
GIVES = dict.fromkeys(STATES, (N, N)) | {
    "to schools": (P, N),
    "to everybody": (P, P),
    "with pupils, consents whole": (ALL, ALL),
    "with pupils, a consent withdrawn": (P, P),
    "pupils allowed, and not wished": (P, P),
    "granted": (ALL, ALL),
}


def she(role: Role, scope: str, **more: object) -> Principal:
    actor = Actor(kind=ActorKind.PERSON, id="she")
    who = Principal(actor=actor, person="she", verified=True, grants=(Grant(role, scope),))
    return change(who, **more)


@pytest.mark.parametrize("state", STATES)
def test_each_role_of_each_place_sees_what_is_theirs(state: str) -> None:
    wrong = []
    for role, (place, scope) in itertools.product(Role, PLACES.items()):
        office = role is Role.INSPECTOR or role is Role.SCHOOL_ADMIN
        near = place != "elsewhere"
        expected = GIVES[state][0 if place in ("delivers", "receives") else 1]
        if office and near:
            expected = ALL
        may = watching(she(role, scope), SHARED, STATES[state], NOW)
        if may.sees is not expected:
            wrong.append((role, place, may.sees, expected))
        under = {"granted": "g1"}.get(state, BY_PUBLICATION) if expected is not N else ""
        assert may.under == ("" if office and near else under)

    assert wrong == []


@pytest.mark.parametrize("state", STATES)
def test_nobody_of_whom_it_is_not_certain_sees_anything(state: str) -> None:
    inspector = she(Role.INSPECTOR, COUNTY)
    token = Principal(
        actor=Actor(kind=ActorKind.TOKEN, id="t"), verified=True, grants=inspector.grants
    )

    for who in (change(inspector, verified=False), change(inspector, half=True), token):
        assert watching(who, SHARED, STATES[state], NOW).sees is N


@pytest.mark.parametrize(
    ("role", "scope", "shared", "one_school", "by_links"),
    [
        (Role.SCHOOL_ADMIN, A, True, True, False),
        (Role.SCHOOL_ADMIN, B, True, False, False),
        (Role.SCHOOL_ADMIN, FAR, False, False, False),
        (Role.SYSTEM_ADMIN, COUNTY, True, False, False),
        (Role.SYSTEM_ADMIN, A, False, False, False),  # not of all schools that took part
        (Role.SYSTEM_ADMIN, "/", True, False, True),
        (Role.INSPECTOR, COUNTY, False, False, False),
        (Role.AUDITOR, "/", False, False, False),
        (Role.LECTURER, A, False, False, False),
    ],
)
def test_who_decides_who_else_watches(
    role: Role, scope: str, *, shared: bool, one_school: bool, by_links: bool
) -> None:
    who = she(role, scope)

    assert may_decide(who, SHARED) is shared
    assert may_decide(who, ONE_SCHOOL) is one_school
    assert may_decide(who, BY_LINKS) is by_links
    assert not may_decide(change(who, verified=False), SHARED)


def test_who_answers_for_a_recording() -> None:
    of = {role: [p for p in PLACES if may_review(she(role, PLACES[p]), SHARED)] for role in Role}
    assert {role: places for role, places in of.items() if places} == {
        Role.INSPECTOR: ["delivers", "receives", "county"],
        Role.SCHOOL_ADMIN: ["delivers", "receives", "county"],
    }
    assert may_publish(she(Role.SCHOOL_ADMIN, A), SHARED)
    assert not may_publish(she(Role.SCHOOL_ADMIN, B), SHARED)
    with pytest.raises(Refused, match="took_part"):
        check_review(SHARED, "teacher")
    check_review(SHARED, "inspector")


@pytest.mark.parametrize(
    ("recording", "found", "until", "code"),
    [
        (SHARED, Publication(), NOW + 1, "not_reviewed"),
        (SHARED, OPEN, NOW, "bad_request"),
        (SHARED, OPEN, NOW + 367 * DAY, "bad_request"),
        (change(SHARED, keeping=Keeping.INCIDENT), OPEN, NOW + 1, "not_allowed"),
        (change(SHARED, state=RecordingState.DELETED), OPEN, NOW + 1, "recording_gone"),
        (change(SHARED, state=RecordingState.RECORDING), OPEN, NOW + 1, "recording_live"),
        (change(SHARED, state=RecordingState.FAILED), OPEN, NOW + 1, "recording_damaged"),
    ],
)
def test_what_is_not_published(
    recording: Recording, found: Publication, until: float, code: str
) -> None:
    with pytest.raises((Refused, BadMessage), match=code):
        check_publish(recording, found, until, NOW)
    check_publish(SHARED, change(OPEN, withdrawn_at=1.0), NOW + 1, NOW)  # it may be opened again


@pytest.mark.parametrize(
    ("places", "agreed"),
    [
        ([Place(True, ""), Place(False, "1")], True),
        ([Place(True, "1"), Place(False, "2")], True),
        ([Place(True, "3"), Place(False, "2")], False),
        ([Place(True, ""), Place(False, "1"), Place(False, "3")], False),
        ([Place(True, ""), Place(False, "")], False),  # who sat there is not known
        ([], False),  # the timetable does not know the lesson
    ],
)
def test_pupils_are_published_only_if_every_guardian_agreed(
    places: list[Place], *, agreed: bool
) -> None:
    assert everybody_agreed(places, {"1", "2"}) is agreed


def test_somebody_else_decides_and_it_ends_by_itself() -> None:
    with pytest.raises(Refused, match="not_oneself"):
        decided(ASKED, Decision(approve=True), "she", NOW)
    with pytest.raises(Refused, match="reason_needed"):
        decided(ASKED, Decision(approve=False, reason="  不 "), "clerk", NOW)
    late = ASKED.made_at + 30 * DAY
    with pytest.raises(Refused, match="grant_decided"):
        decided(ASKED, Decision(approve=True), "clerk", late)

    granted = decided(ASKED, Decision(approve=True), "clerk", NOW)
    shorter = decided(ASKED, Decision(approve=True, days=2), "clerk", NOW)
    refused = decided(ASKED, Decision(approve=False, reason="与工作无关"), "clerk", NOW)

    assert (granted.until, shorter.until) == (NOW + 7 * DAY, NOW + 2 * DAY)
    assert granted.state(NOW + 7 * DAY - 1) is GrantState.GRANTED
    assert granted.state(NOW + 7 * DAY) is GrantState.EXPIRED
    assert refused.state(NOW) is GrantState.REFUSED
    assert ended(granted, "clerk", NOW + 1).state(NOW + 1) is GrantState.REVOKED
    assert ended(ASKED, "she", NOW).state(NOW) is GrantState.WITHDRAWN
    for over, who in ((refused, "she"), (granted, "she"), (ASKED, "clerk")):
        with pytest.raises(Refused, match="grant_decided"):
            ended(over, who, NOW if over is ASKED else NOW + 8 * DAY)
