"""What people ask to be called and to look like: asked, checked by an administrator, then shown.

Rule: until it is approved the old one is shown (互联网用户账号信息管理规定, article 10). Nobody
checks their own. A picture is served as what it was found to be, and as nothing else.
"""

import secrets
from typing import Annotated

import msgspec
from aiohttp import web

from classroom.accounts import names, pictures
from classroom.accounts.granting import require_manager
from classroom.accounts.names import AskedChange, AskedField, AskedState
from classroom.audit.record import Note
from classroom.failures import BadMessage, Refused
from classroom.permissions import Action, sight
from classroom.register.checks import Invalid
from classroom.register.people import PEOPLE, Person
from classroom.register.resource import Problem
from classroom.register.scope import EVERYTHING
from classroom.store import accounts, changes
from classroom.store.registry import DatabaseRegistry, DatabaseWriting
from web import bodies
from web.api import reading, shapes
from web.api.operations import BASE, Operation
from web.api.places import limited
from web.routes import Access, principal
from web.signin.desk import Desk
from web.signin.entering import Typed

PICTURES = ("image/png", "image/jpeg")
_PICTURE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": "inline",
    "Cache-Control": "private, max-age=300",
}


class NameWish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another name."""

    field: AskedField
    value: Typed


class NameRefusal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why not."""

    reason: Annotated[str, msgspec.Meta(max_length=200)] = ""


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A change that waits to be checked."""

    id: str
    person: str
    number: str
    field: AskedField
    before: str
    value: str
    asked_at: float


class WaitingPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some of them."""

    items: list[Waiting]
    after: str | None


class Asking:
    """Answers at /api/v1/account/changes, /api/v1/changes, and for pictures."""

    def __init__(self, desk: Desk) -> None:
        """Work at this desk."""
        self._desk = desk

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        return [
            Operation(
                method="POST", path=f"{BASE}/account/changes", access=Access.SIGNED_IN,
                handler=self.ask, name="askForName", about="names and pictures",
                summary="Ask for another name, which an administrator checks.", body=NameWish,
                answer=AskedChange, status=201,
            ),
            Operation(
                method="DELETE", path=f"{BASE}/account/changes/{{field}}", access=Access.SIGNED_IN,
                handler=self.withdraw, name="withdrawChange", about="names and pictures",
                summary="Take back what was asked for.", status=204,
            ),
            Operation(
                method="GET", path=f"{BASE}/account/picture", access=Access.SIGNED_IN,
                handler=self.own_picture, name="getOwnPicture", about="names and pictures",
                summary="Get one's own picture.", file=PICTURES, failures=("not_found",),
            ),
            Operation(
                method="PUT", path=f"{BASE}/account/picture", access=Access.SIGNED_IN,
                handler=self.ask_picture, name="askForPicture", about="names and pictures",
                summary="Ask for another picture, PNG or JPEG, which is the body.",
                answer=AskedChange, status=201, sends_file=True,
                failures=("invalid", "too_large"),
            ),
            Operation(
                method="DELETE", path=f"{BASE}/account/picture", access=Access.SIGNED_IN,
                handler=self.remove_picture, name="removePicture", about="names and pictures",
                summary="Have no picture any more.", status=204,
            ),
            Operation(
                method="GET", path=f"{BASE}/people/{{id}}/picture", access=Action.READ_PEOPLE,
                handler=self.picture, name="getPicture", about="names and pictures",
                summary="Get a person's picture.", file=PICTURES,
            ),
            Operation(
                method="GET", path=f"{BASE}/changes", access=Action.CHECK_CHANGES,
                handler=self.waiting, name="listChanges", about="names and pictures",
                summary="List the names and pictures that wait to be checked.", answer=WaitingPage,
                query=shapes.SearchAsked, failures=("not_found",),
            ),
            Operation(
                method="GET", path=f"{BASE}/changes/{{id}}/picture", access=Action.CHECK_CHANGES,
                handler=self.waiting_picture, name="getAskedPicture", about="names and pictures",
                summary="Get a picture that waits to be checked.", file=PICTURES,
            ),
            Operation(
                method="POST", path=f"{BASE}/changes/{{id}}/approval", access=Action.CHECK_CHANGES,
                handler=self.approve, name="approveChange", about="names and pictures",
                summary="Let a person be called so, or look so.", status=204,
                failures=("not_oneself",),
            ),
            Operation(
                method="POST", path=f"{BASE}/changes/{{id}}/refusal", access=Action.CHECK_CHANGES,
                handler=self.refuse, name="refuseChange", about="names and pictures",
                summary="Say no, and why.", body=NameRefusal, status=204, failures=("not_oneself",),
            ),
        ]  # fmt: skip

    # ---------------------------------------------------------------- one's own

    async def ask(self, request: web.Request) -> web.StreamResponse:
        """Ask for another name."""
        wish = await bodies.read(request, NameWish)
        if wish.field is AskedField.PICTURE:
            raise BadMessage("bad_request", "a picture is sent by itself")
        if problems := names.problems(wish.field, wish.value):
            raise Invalid(problems)
        return await self._ask(request, wish.field, wish.value)

    async def ask_picture(self, request: web.Request) -> web.StreamResponse:
        """Ask for another picture, which is the body."""
        data = await request.read()
        return await self._ask(request, AskedField.PICTURE, pictures.kind_of(data), data)

    async def withdraw(self, request: web.Request) -> web.StreamResponse:
        """Take back what was asked for."""
        who, field = principal(request), _field(request)
        async with self._desk.database.writing(who.actor) as t:
            await changes.withdraw(t.connection, who.person, field)
            person = await accounts.person_in(t.connection, who.person, EVERYTHING)
            await t.note(_note("withdraw_change", person, field))
        return web.Response(status=204)

    async def remove_picture(self, request: web.Request) -> web.StreamResponse:
        """Have no picture any more, which nobody need check."""
        who = principal(request)
        async with self._desk.database.writing(who.actor) as t:
            await changes.set_picture(t.connection, who.person, "", b"")
            person = await accounts.person_in(t.connection, who.person, EVERYTHING)
            await t.note(_note("remove_picture", person, AskedField.PICTURE))
        return web.Response(status=204)

    async def own_picture(self, request: web.Request) -> web.StreamResponse:
        """Show one's own picture."""
        return await self._picture(principal(request).person)

    # ---------------------------------------------------------------- of others

    async def picture(self, request: web.Request) -> web.StreamResponse:
        """Show the picture of a person in scope."""
        seen = sight(principal(request).grants, Action.READ_PEOPLE)
        async with self._desk.database.reading() as connection:
            person = await accounts.person_in(connection, reading.id(request), seen)
        return await self._picture(person.id)

    async def waiting(self, request: web.Request) -> web.StreamResponse:
        """List what waits to be checked in scope."""
        database = self._desk.database
        asked = reading.query(request, shapes.SearchAsked)
        seen = sight(principal(request).grants, Action.CHECK_CHANGES)
        seen = await limited(DatabaseRegistry(database), asked.within, seen)
        limit = asked.limit
        async with database.reading() as connection:
            found = await changes.pending(
                connection, seen, search=asked.search, after=asked.after, limit=limit + 1
            )
        items = [_waiting(change, person) for change, person in found[:limit]]
        more = items[-1].id if len(found) > limit else None
        return bodies.told(WaitingPage(items=items, after=more))

    async def waiting_picture(self, request: web.Request) -> web.StreamResponse:
        """Show a picture that waits to be checked."""
        seen = sight(principal(request).grants, Action.CHECK_CHANGES)
        async with self._desk.database.reading() as connection:
            change, _ = await changes.get(connection, reading.id(request), seen)
            data = await changes.asked_picture(connection, change)
        if not data:
            raise Refused("not_found", "pictures")
        return _shown(change.value, data)

    async def approve(self, request: web.Request) -> web.StreamResponse:
        """Let it be so."""
        who = principal(request)
        seen = sight(who.grants, Action.CHECK_CHANGES)
        async with self._desk.database.writing(who.actor) as t:
            change, person = await changes.get(t.connection, reading.id(request), seen)
            require_manager(who, person, Action.CHECK_CHANGES)
            if change.field is AskedField.PICTURE:
                data = await changes.asked_picture(t.connection, change)
                await changes.set_picture(t.connection, person.id, change.value, data)
            else:
                named = msgspec.structs.replace(person, **{change.field.value: change.value})
                await DatabaseWriting(t).replace(PEOPLE, named, person.version, EVERYTHING)
            await changes.decide(t.connection, change, AskedState.APPROVED, now=t.now)
            await t.note(_note(Action.CHECK_CHANGES, person, change.field, AskedState.APPROVED))
        return web.Response(status=204)

    async def refuse(self, request: web.Request) -> web.StreamResponse:
        """Say no, and why."""
        refusal, who = await bodies.read(request, NameRefusal), principal(request)
        seen = sight(who.grants, Action.CHECK_CHANGES)
        async with self._desk.database.writing(who.actor) as t:
            change, person = await changes.get(t.connection, reading.id(request), seen)
            require_manager(who, person, Action.CHECK_CHANGES)
            await changes.decide(
                t.connection, change, AskedState.REFUSED, now=t.now, reason=refusal.reason
            )
            await t.note(_note(Action.CHECK_CHANGES, person, change.field, AskedState.REFUSED))
        return web.Response(status=204)

    async def _ask(
        self, request: web.Request, field: AskedField, value: str, data: bytes | None = None
    ) -> web.StreamResponse:
        who = principal(request)
        if not who.verified:
            raise Refused("not_verified", "what others see is for people of whom it is certain")
        async with self._desk.database.writing(who.actor) as t:
            person = await accounts.person_in(t.connection, who.person, EVERYTHING)
            if field is not AskedField.PICTURE and getattr(person, field) == value:
                raise Invalid([Problem(field, "unchanged")])
            change = AskedChange(
                id=secrets.token_hex(8),
                person=person.id,
                scope=person.scope,
                field=field,
                value=value,
                asked_at=t.now,
            )
            await changes.ask(t.connection, change, data)
            await t.note(_note("ask_change", person, field))
        return bodies.told(change, status=201)

    async def _picture(self, person: str) -> web.Response:
        async with self._desk.database.reading() as connection:
            found = await changes.picture(connection, person)
        if found is None:
            raise Refused("not_found", "pictures")
        return _shown(*found)


def _field(request: web.Request) -> AskedField:
    try:
        return AskedField(request.match_info["field"])
    except ValueError:
        raise Refused("not_found", "changes") from None


def _shown(kind: str, data: bytes) -> web.Response:
    return web.Response(body=data, content_type=kind, headers=_PICTURE_HEADERS)


def _waiting(change: AskedChange, person: Person) -> Waiting:
    before = "" if change.field is AskedField.PICTURE else str(getattr(person, change.field))
    return Waiting(
        id=change.id,
        person=person.id,
        number=person.number,
        field=change.field,
        before=before,
        value=change.value,
        asked_at=change.asked_at,
    )


def _note(action: str, person: Person, field: AskedField, state: AskedState | None = None) -> Note:
    detail = {"field": field} | ({"state": state} if state else {})
    return Note(
        action=action,
        kind="people",
        object=person.id,
        scope=person.scope,
        detail=msgspec.json.encode(detail).decode(),
    )
