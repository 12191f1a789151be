"""Every role asks for everything, of its own school, the one next door and another county's.

What is expected is computed from the table of permissions and the scopes, never written down: a new
kind, role or action is walked from the day it exists.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from classroom.accounts.principal import Principal
from classroom.accounts.tokens import TokenGrant
from classroom.audit.record import Actor, ActorKind
from classroom.permissions import TABLE, Action, Reach, Role
from classroom.register.kinds import KINDS
from classroom.register.scope import contains
from tests.web.api.county import (
    CENTRE,
    COUNTY_OF,
    FAR,
    IN,
    NORTH,
    OF_A_SCHOOL,
    PROVINCE,
    SOUTH,
    VILLAGE,
    Answer,
    County,
    person,
    term_of,
    values_of,
)

ALL_ACTIONS = frozenset(Action)
GRANTED_IN = {"school": IN[CENTRE], "county": IN[NORTH]}


class Object(NamedTuple):
    """Something that is asked for."""

    kind: str
    id: str
    scope: str
    values: dict[str, Any]


def objects() -> Iterator[Object]:
    """Yield one thing of each kind of each place."""
    for county in (NORTH, SOUTH):
        values: dict[str, Any] = {"parent": PROVINCE, "name": county, "kind": "county"}
        code = "990101" if county == NORTH else "990102"
        yield Object("regions", county, IN[county], values | {"code": code})
        yield Object("terms", f"{county}-term", IN[county], term_of(county))
    for school, county in COUNTY_OF.items():
        values = {"region": county, "name": f"{school}小学", "kind": "centre", "code": school}
        yield Object("schools", school, IN[school], values)
        first = {kind: name for kind, name, _ in reversed(OF_A_SCHOOL)}
        for kind, name in first.items():
            yield Object(kind, f"{school}-{name}", IN[school], values_of(kind, school))


def may(granted: Principal, action: Action, scope: str) -> bool:
    """Say what the table says, without the code that asks it."""
    return any(
        TABLE[action].get(grant.role) is Reach.SCOPE
        and grant.names(action)
        and contains(grant.scope, scope)
        for grant in granted.grants
    )


def may_read(granted: Principal, thing: Object) -> bool:
    """Down: what lies in the scope; up: what a region around it says for all inside."""
    action = Action(f"read_{thing.kind}")
    return may(granted, action, thing.scope) or (
        KINDS[thing.kind].inherited
        and any(
            TABLE[action].get(grant.role) is Reach.SCOPE
            and grant.names(action)
            and contains(thing.scope, grant.scope)
            for grant in granted.grants
        )
    )


def outer_scope(thing: Object) -> str:
    """Return the scope of what a thing lies in: who makes one is asked for that."""
    if thing.kind in ("regions", "schools"):
        return thing.scope.removesuffix(f"{thing.id}/")
    return thing.scope


def has(granted: Principal, action: Action) -> bool:
    return any(
        TABLE[action].get(grant.role) is Reach.SCOPE and grant.names(action)
        for grant in granted.grants
    )


def everybody() -> dict[str, Principal]:
    """Return one of each role in a school and in a county, and those who come in otherwise."""
    people = {
        f"{role} of the {place}": person(f"{role}-{place}", (role, scope))
        for role in Role
        for place, scope in GRANTED_IN.items()
    }
    narrowed = TokenGrant(Role.SYSTEM_ADMIN, IN[NORTH], frozenset({Action.READ_PUPILS}))
    wide = TokenGrant(Role.SYSTEM_ADMIN, IN[CENTRE], ALL_ACTIONS)
    return people | {
        "token for pupils": _token("narrow", narrowed),
        "token for a school": _token("wide", wide),
        "device": Principal(
            actor=Actor(kind=ActorKind.DEVICE, id="device"), classroom="centre-room"
        ),
        "nobody": Principal(actor=Actor(kind=ActorKind.NOBODY)),
    }


def _token(id: str, grant: TokenGrant) -> Principal:
    actor = Actor(kind=ActorKind.TOKEN, id=id)
    return Principal(actor=actor, grants=(grant,), verified=True)


EVERYBODY = everybody()
UNDONE = "dry_run=true"  # a dry run asks for everything that a change asks for
WAS_READ = {"If-Match": '"1"'}


async def asked(county: County, who: str, thing: Object) -> Iterator[tuple[str, str, Answer]]:
    """Return what became of each of the six operations: its name, the expected, the answer."""
    granted = EVERYBODY[who]
    read, write = Action(f"read_{thing.kind}"), Action(f"write_{thing.kind}")
    all, one = thing.kind, f"{thing.kind}/{thing.id}"
    missing = "not_signed_in" if who == "nobody" else "not_allowed"

    def reads() -> str:
        if not has(granted, read):
            return missing
        return "ok" if may_read(granted, thing) else "not_found"

    def writes(scope: str) -> str:
        if not has(granted, write):
            return missing
        if may(granted, write, scope):
            return "ok"
        return "not_allowed" if may_read(granted, thing) else "not_found"

    def makes() -> str:
        if not has(granted, write):
            return missing
        return "ok" if may(granted, write, outer_scope(thing)) else "not_found"

    def restores() -> str:
        return "not_found" if has(granted, write) else missing  # nothing was taken away

    ask = county.ask
    return iter(
        [
            ("get", reads(), await ask(who, "GET", one)),
            ("make", makes(), await ask(who, "POST", f"{all}?{UNDONE}", thing.values)),
            (
                "replace",
                writes(thing.scope),
                await ask(who, "PUT", f"{one}?{UNDONE}", thing.values, headers=WAS_READ),
            ),
            (
                "remove",
                writes(thing.scope),
                await ask(who, "DELETE", f"{one}?{UNDONE}", headers=WAS_READ),
            ),
            ("restore", restores(), await ask(who, "POST", f"{one}/restore?{UNDONE}")),
        ]
    )


def outcome(answer: Answer) -> str:
    """Return "ok" for whatever only somebody who may is told."""
    if answer.status in (200, 201, 204):
        return "ok"
    if answer.code == "invalid" and {code for _, code in answer.problems} == {"not_found"}:
        return "not_found"  # something it refers to is not in sight
    return "ok" if answer.status in (409, 422) else answer.code


@pytest.mark.parametrize("who", EVERYBODY)
async def test_each_is_answered_as_the_table_says(full_county: County, who: str) -> None:
    full_county.who = EVERYBODY
    wrong = []

    for thing in objects():
        for operation, expected, answer in await asked(full_county, who, thing):
            if outcome(answer) != expected:
                wrong.append((operation, thing.kind, thing.id, expected, outcome(answer)))

    assert wrong == []


@pytest.mark.parametrize("who", EVERYBODY)
async def test_no_list_holds_what_is_not_theirs_to_see(full_county: County, who: str) -> None:
    full_county.who = EVERYBODY
    granted = EVERYBODY[who]
    known = {(thing.kind, thing.id): thing for thing in objects()}

    for kind in KINDS:
        page = await full_county.ask(who, "GET", f"{kind}?limit=200")
        if not has(granted, Action(f"read_{kind}")):
            assert page.code == ("not_signed_in" if who == "nobody" else "not_allowed")
            continue
        listed = {item["id"] for item in page.body["items"]}
        for (of, id), thing in known.items():
            assert of != kind or (id in listed) == may_read(granted, thing)


def ids(value: Any) -> Iterator[str]:
    """Yield every text in a body: keys, values, and the parts of scopes."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from ids(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from ids(inner)
    elif isinstance(value, str):
        yield from value.strip("/").split("/")


@pytest.mark.parametrize("who", EVERYBODY)
async def test_no_answer_ever_holds_an_id_of_a_school_out_of_sight(
    full_county: County, who: str
) -> None:
    full_county.who = EVERYBODY
    grants = EVERYBODY[who].grants
    theirs = tuple(
        place
        for place in (FAR, SOUTH, VILLAGE)
        if not any(contains(grant.scope, IN[place]) for grant in grants)
    )
    paths = [f"{kind}{query}" for kind in KINDS for query in ("", "?limit=200", "?removed=true")]
    paths += [f"{kind}?within={place}" for kind in KINDS for place in (*theirs, NORTH, PROVINCE)]
    paths += [f"{thing.kind}/{thing.id}" for thing in objects()]
    paths += [f"pupils?school_class={school}-class" for school in COUNTY_OF]
    paths += ["tokens", f"people?search={FAR}", "schools?search=" + VILLAGE]

    for path in paths:
        answer = await full_county.ask(who, "GET", path)

        assert answer.status < 500
        seen = {text for text in ids(answer.body) if text.startswith(theirs)}
        assert not seen, path


async def test_a_school_sees_the_pairing_it_takes_part_in_and_changes_nothing(
    county: County,
) -> None:
    shared = values_of("pairings", CENTRE) | {
        "name": "两校音乐",
        "receivers": [{"classroom": "village-hall", "assistant": "village-assistant"}],
    }
    await county.add("pairings", "shared", shared)
    await county.add("slots", "shared-slot", {"pairing": "shared", "weekday": 4, "period": 3})

    read = await county.ask("neighbour", "GET", "pairings/shared")
    slots = await county.ask("neighbour", "GET", "slots?pairing=shared")
    changed = await county.ask(
        "neighbour", "PUT", "slots/shared-slot",
        {"pairing": "shared", "weekday": 5, "period": 3}, headers=WAS_READ,
    )  # fmt: skip
    added = await county.ask(
        "neighbour", "POST", "slots", {"pairing": "shared", "weekday": 1, "period": 3}
    )

    assert read.status == 200
    assert [slot["id"] for slot in slots.body["items"]] == ["shared-slot"]
    assert changed.code == "not_allowed"
    assert added.code == "not_found"
    assert (await county.ask("stranger", "GET", "pairings/shared")).code == "not_found"


async def test_a_reference_out_of_sight_is_as_if_it_were_not_there(county: County) -> None:
    values = values_of("pairings", CENTRE) | {"name": "新结对"}

    theirs = await county.ask("county", "POST", "pairings", values | {"lecturer": "far-teacher"})
    nobodys = await county.ask("county", "POST", "pairings", values | {"lecturer": "no-teacher"})

    assert (theirs.status, theirs.body) == (nobodys.status, nobodys.body)
    assert theirs.problems == [("lecturer", "not_found")]


async def test_a_thing_cannot_be_moved_to_another_school(county: County) -> None:
    values = values_of("classrooms", CENTRE)

    next_door = await county.ask(
        "county", "PUT", "classrooms/centre-room", values | {"school": VILLAGE}, headers=WAS_READ
    )
    far = await county.ask(
        "clerk", "PUT", "classrooms/centre-room", values | {"school": VILLAGE}, headers=WAS_READ
    )

    assert next_door.code == "cannot_move"
    assert far.code in ("not_found", "invalid")
