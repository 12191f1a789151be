"""How somebody gets an account: by a one-time link, as the first administrator or as anybody else.

Rule: there is no default password anywhere. A link works once, and the account it makes is signed
in at once, as far as a password alone carries.
"""

from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

import msgspec
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.accounts import logins, one_time
from classroom.accounts import passwords as password_rules
from classroom.accounts.account import Account
from classroom.accounts.one_time import OneTimeLink, Purpose
from classroom.audit.record import Actor, ActorKind, Note
from classroom.failures import Refused
from classroom.links import hash_token
from classroom.permissions import Role
from classroom.register.checks import Invalid, build
from classroom.register.people import PEOPLE, Grant, Person, VerifiedBy
from classroom.register.places import REGIONS, Region, RegionKind
from classroom.register.resource import Problem
from classroom.register.scope import EVERYTHING, ROOT
from classroom.store import accounts, attempts, sessions
from classroom.store import one_time as links
from classroom.store.registry import DatabaseWriting
from classroom.store.transactions import Database, Transaction
from web import bodies
from web.api.operations import BASE, Operation
from web.guard import ADDRESS
from web.routes import Access, Rate
from web.signin.desk import Desk
from web.signin.entering import Entering, SignedIn, Typed

T = TypeVar("T")
_LEVELS = list(RegionKind)
_CODE_DIGITS = {RegionKind.PROVINCE: 2, RegionKind.CITY: 4, RegionKind.COUNTY: 6}


class _Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    token: Typed


class LinkAsked(_Body, frozen=True):
    """Whether a link still works."""

    purpose: Purpose


class LinkTold(msgspec.Struct, frozen=True, kw_only=True):
    """That it does, and for whom."""

    until: float
    name: str = ""  # display name
    login: str = ""  # the one they have already


class NewRegion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A region of the tree that is set up."""

    kind: RegionKind
    name: Typed
    code: Typed


class Setup(_Body, frozen=True):
    """The first region, from the top down, and the first administrator."""

    regions: Annotated[tuple[NewRegion, ...], msgspec.Meta(min_length=1, max_length=3)]
    real_name: Typed
    display_name: Typed
    number: Typed
    login: Typed
    password: Typed


class Activation(_Body, frozen=True):
    """What a person chooses."""

    login: Typed
    password: Typed


async def offer_setup(database: Database) -> str | None:
    """Return the token of a new set-up link, when nobody can administer this server; earlier ones
    open nothing any more.
    """
    async with database.reading() as connection:
        if await accounts.there_is_an_administrator(connection):
            return None
    now = database.now()
    token, link = one_time.make(Purpose.SETUP, now=now, seconds=one_time.SETUP_SECONDS)
    async with database.writing(Actor(kind=ActorKind.SERVER)) as t:
        await links.offer(t.connection, link, now)
        await t.note(Note(action="offer_setup", scope=ROOT))
    return token


class Arriving:
    """Answers for one-time links."""

    def __init__(self, desk: Desk, entering: Entering) -> None:
        """Work at this desk; `entering` signs in."""
        self._desk = desk
        self._entering = entering

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        return [
            Operation(
                method="POST", path=f"{BASE}/links", access=Access.PUBLIC, handler=self.look,
                name="lookAtLink", about="session", rate=Rate.GUESS,
                summary="Tell whether a one-time link works, and for whom.", body=LinkAsked,
                answer=LinkTold, failures=("link_unknown", "link_expired"),
            ),
            Operation(
                method="POST", path=f"{BASE}/setup", access=Access.PUBLIC, handler=self.set_up,
                name="setUp", about="session", rate=Rate.GUESS,
                summary="Make the first region and the first administrator, and sign them in.",
                body=Setup, answer=SignedIn, failures=("link_unknown", "link_expired", "too_busy"),
            ),
            Operation(
                method="POST", path=f"{BASE}/activation", access=Access.PUBLIC,
                handler=self.activate, name="activate", about="session", rate=Rate.GUESS,
                summary="Take a one-time link up with a login and a password, and sign in.",
                body=Activation, answer=SignedIn,
                failures=("link_unknown", "link_expired", "suspended", "too_busy"),
            ),
        ]  # fmt: skip

    async def look(self, request: web.Request) -> web.StreamResponse:
        """Tell whether a link works, and for whom."""
        asked = await bodies.read(request, LinkAsked)
        link = await self._link(asked.token, asked.purpose)
        async with self._desk.database.reading() as connection:
            told = LinkTold(until=link.expires_at)
            if link.person:
                person = await self._person(connection, link)
                account = await accounts.of_person(connection, link.person)
                told = LinkTold(
                    until=link.expires_at,
                    name=person.display_name,
                    login=account.login if account else "",
                )
        return bodies.told(told)

    async def set_up(self, request: web.Request) -> web.StreamResponse:
        """Make the first region and the first administrator, and sign them in."""
        order, desk = await bodies.read(request, Setup), self._desk
        link = await self._link(order.token, Purpose.SETUP)
        regions, person = _wanted(order)
        hash = await desk.hasher.hash(order.password)
        async with desk.database.writing(self._actor(request)) as t:
            await self._use(t, link)
            if await accounts.there_is_an_administrator(t.connection):
                raise Refused("link_unknown", "there is an administrator already")
            writing = DatabaseWriting(t)
            region = await _make_regions(writing, regions)
            person = msgspec.structs.replace(
                person, region=region.id, grants=(Grant(Role.SYSTEM_ADMIN, ROOT),)
            )
            person = await writing.add(PEOPLE, person, EVERYTHING)
            account = await self._open(t, person, order.login, hash, "set_up")
        return await self._entering.open(request, account)

    async def activate(self, request: web.Request) -> web.StreamResponse:
        """Give a person the login and the password they chose, and sign them in."""
        order, desk = await bodies.read(request, Activation), self._desk
        link = await self._link(order.token, Purpose.ACTIVATE)
        async with desk.database.reading() as connection:
            person = await self._person(connection, link)
            earlier = await accounts.earlier_passwords(connection, person.id)
        if problems := _choice_problems(person, order.login, order.password):
            raise Invalid(problems)
        hash = await desk.new_password(order.password, (), earlier)
        async with desk.database.writing(self._actor(request)) as t:
            await self._use(t, link)
            person = await self._person(t.connection, link)
            account = await self._open(t, person, order.login, hash, "activate")
            ended = await sessions.end_of_person(t.connection, person.id)
        await desk.holding.revocations.sessions_ended(ended)
        return await self._entering.open(request, account)

    async def _link(self, token: str, purpose: Purpose) -> OneTimeLink:
        async with self._desk.database.reading() as connection:
            link = await links.find(connection, hash_token(token))
        return one_time.check(link, purpose, self._desk.database.now())

    async def _use(self, t: Transaction, link: OneTimeLink) -> None:
        """Use the link up in the transaction of what it makes: once, however many come at once."""
        again = await links.find(t.connection, link.token_hash)
        await links.use(t.connection, one_time.check(again, link.purpose, t.now))

    async def _person(self, connection: AsyncConnection, link: OneTimeLink) -> Person:
        try:
            return await accounts.person_in(connection, link.person, EVERYTHING)
        except Refused:
            raise Refused("link_unknown", "the person has left") from None

    async def _open(
        self, t: Transaction, person: Person, login: str, hash: str, what: str
    ) -> Account:
        login = logins.normal(login)
        try:
            await accounts.open_account(
                t.connection, person=person.id, login=login, password=hash, now=t.now
            )
        except Refused:
            raise Invalid([Problem("login", "login_taken")]) from None
        await attempts.forget(t.connection, logins.key(login))
        await t.note(Note(action=what, kind="people", object=person.id, scope=person.scope))
        account = await accounts.of_person(t.connection, person.id)
        assert account is not None, "it was made in this transaction"
        return account

    def _actor(self, request: web.Request) -> Actor:
        return Actor(kind=ActorKind.LINK, address=request[ADDRESS])


def _choice_problems(person: Person, login: str, password: str) -> list[Problem]:
    """Tell what is wrong with the login and the password somebody chose."""
    about = Account(person=person, login=logins.normal(login), password="", password_at=0.0)
    return logins.problems(login) + password_rules.problems(password, about.known)


def _wanted(order: Setup) -> tuple[list[Region], Person]:
    """Return the regions and the person to be made.

    Raises:
        Invalid: with every problem of the form.
    """
    problems: list[Problem] = []
    values = {
        "region": "first",
        "number": order.number,
        "real_name": order.real_name,
        "display_name": order.display_name,
        "verified_by": VerifiedBy.SCHOOL.value,
    }
    blank = Person(number="x", real_name="x", display_name="x")
    person = _tried(problems, lambda: build(PEOPLE, values)) or blank
    regions = _tried(problems, lambda: _regions(order.regions)) or []
    problems += _choice_problems(person, order.login, order.password)
    if problems:
        raise Invalid(problems)
    return regions, person


def _tried(problems: list[Problem], make: Callable[[], T]) -> T | None:
    try:
        return make()
    except Invalid as invalid:
        problems += invalid.problems
        return None


def _regions(given: Sequence[NewRegion]) -> list[Region]:
    """Return the regions, each inside the one before.

    Raises:
        Invalid: `regions.0.name` and the like.
    """
    problems: list[Problem] = []
    made: list[Region] = []
    digits = ""
    for number, each in enumerate(given):
        values = {"name": each.name, "kind": each.kind.value, "code": each.code}
        try:
            made.append(build(REGIONS, values))
        except Invalid as invalid:
            problems += [
                Problem(f"regions.{number}.{p.field}", p.code, p.about) for p in invalid.problems
            ]
        own = each.code[: _CODE_DIGITS[each.kind]]
        if not own.startswith(digits) or each.code[len(own) :].strip("0"):
            problems.append(Problem(f"regions.{number}.code", "not_inside"))
        digits = own
    kinds = [_LEVELS.index(each.kind) for each in given]
    if kinds != sorted(set(kinds)):
        problems.append(Problem("regions", "bad_order"))
    if problems:
        raise Invalid(problems)
    return made


async def _make_regions(writing: DatabaseWriting, regions: Sequence[Region]) -> Region:
    """Make what is not there yet; return the last one."""
    parent: Region | None = None
    for region in regions:
        found = await writing.find(REGIONS, "", {"code": region.code})
        if found is None:
            inside = msgspec.structs.replace(region, parent=parent.id if parent else None)
            found = await writing.add(REGIONS, inside, EVERYTHING)
        parent = found
    assert parent is not None, "there is one at least"
    return parent
