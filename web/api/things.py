"""The six operations on the things of one kind: list, get, make, replace, take away, bring back.

Rule: led by the Kind; nothing here knows which one it is. What is not in sight is `not_found`, also
when it is there. Every change is one transaction with its audit record, its key and its timetable;
a dry run is the same transaction, undone at the end.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from aiohttp import web

from classroom.accounts.principal import Principal
from classroom.failures import Refused
from classroom.permissions import Action, sight
from classroom.register.checks import Invalid, build
from classroom.register.people import PEOPLE
from classroom.register.ports import Query
from classroom.register.resource import Kind, Problem, Resource
from classroom.register.scope import Sight
from classroom.store.affected import PLANNED_FROM
from classroom.store.registry import DatabaseRegistry, DatabaseWriting
from web.api import reading, shapes
from web.api.operations import BASE, Operation
from web.api.places import scope_of
from web.routes import principal

R = TypeVar("R", bound=Resource)

# What else has to agree with a change before it is kept; raises what is against it.
Agree = Callable[[DatabaseWriting, Principal, Kind[Any], Any, Any], Awaitable[None]]


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """How a change is asked for."""

    dry_run: Annotated[
        bool, msgspec.Meta(description="Say what would be answered, and change nothing.")
    ] = False


class Things(Generic[R]):
    """Answers for one kind."""

    def __init__(self, kind: Kind[R], registry: DatabaseRegistry, agree: Agree) -> None:
        """Answer from the register; `agree` has its say on every change before and after."""
        self._kind, self._registry, self._agree = kind, registry, agree
        self._read = Action(f"read_{kind.name}")
        self._write = Action(f"write_{kind.name}")

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        kind, name = self._kind, self._kind.type.__name__
        all, one = f"{BASE}/{kind.name}", f"{BASE}/{kind.name}/{{id}}"
        agreed = ("conflicts",) if issubclass(kind.type, PLANNED_FROM) else ()
        roles = ("may_not_grant", "not_oneself") if kind is PEOPLE else ()
        agreed = (*agreed, *roles)
        make = (*agreed, "exists", "not_found")
        values = shapes.values_of(kind.name)

        def operation(method: str, path: str, verb: str, **more: Any) -> Operation:
            access = self._read if method == "GET" else self._write
            return Operation(
                method=method,
                path=path,
                access=access,
                name=f"{verb}{name}",
                about=kind.name,
                **more,
            )

        return [
            operation(
                "GET", all, "list",
                handler=self.page,
                summary=f"List {kind.name}, page by page.",
                query=shapes.query_of(kind.name),
                answer=shapes.page_of(kind.name),
                failures=("not_found", "bad_page", "bad_filter"),
            ),
            operation(
                "POST", all, "make",
                handler=self.make,
                summary=f"Make one of {kind.name}.",
                query=Trial,
                body=values,
                answer=kind.type,
                status=201,
                versioned=True, keyed=True, located=True,
                failures=make,
            ),
            operation(
                "GET", one, "get",
                handler=self.get,
                summary=f"Get one of {kind.name}.",
                answer=kind.type,
                versioned=True,
            ),
            operation(
                "PUT", one, "replace",
                handler=self.replace,
                summary=f"Replace one of {kind.name}, as it was read.",
                query=Trial,
                body=values,
                answer=kind.type,
                versioned=True, matched=True,
                failures=(*make, "cannot_move"),
            ),
            operation(
                "DELETE", one, "remove",
                handler=self.remove,
                summary=f"Take one of {kind.name} away; it can be brought back.",
                query=Trial,
                status=204,
                matched=True,
                failures=(*agreed, "in_use"),
            ),
            operation(
                "POST", f"{one}/restore", "restore",
                handler=self.restore,
                summary=f"Bring one of {kind.name} back.",
                query=Trial,
                answer=kind.type,
                versioned=True,
                failures=(*make, "invalid"),
            ),
        ]  # fmt: skip

    # -------------------------------------------------------------- reading

    async def page(self, request: web.Request) -> web.Response:
        """Answer with one page."""
        asked: Any = reading.query(request, shapes.query_of(self._kind.name))
        seen = sight(principal(request).grants, self._read)
        where = shapes.where(self._kind, asked)
        if asked.within:
            where["within"] = await scope_of(self._registry, asked.within, seen)
        query = Query(
            search=getattr(asked, "search", ""),
            where=where,
            after=asked.after,
            limit=asked.limit,
            removed=asked.removed,
        )
        return reading.json(await self._registry.page(self._kind, seen, query))

    async def get(self, request: web.Request) -> web.Response:
        """Answer with one thing."""
        seen = sight(principal(request).grants, self._read)
        thing = await self._registry.get(self._kind, reading.id(request), seen)
        return _one(thing)

    # -------------------------------------------------------------- writing

    async def make(self, request: web.Request) -> web.Response:
        """Make a thing, once for each key."""
        who, trial = principal(request), reading.query(request, Trial)
        body = await reading.body(request)
        once = reading.once(request, who, body)
        values = reading.values(body)
        self._keeps(values, None)
        thing = build(self._kind, values)
        write = sight(who.grants, self._write)
        async with self._changing(who, trial) as (changing, answers):
            transaction = changing.transaction
            if made := await once.made(transaction):
                if not write.covers(made.scope):
                    raise Refused("not_found", self._kind.name)
                thing = msgspec.structs.replace(thing, id=made.object, version=1, scope=made.scope)
            else:
                thing = await changing.add(self._kind, thing, write)
                await self._agree(changing, who, self._kind, None, thing)
                await once.keep(transaction, thing.id, thing.scope)
            where = f"{BASE}/{self._kind.name}/{thing.id}"
            answers.append(_one(thing, status=201, headers={"Location": where}))
        return answers[0]

    async def replace(self, request: web.Request) -> web.Response:
        """Replace a thing as it was read."""
        who, trial = principal(request), reading.query(request, Trial)
        version = reading.version(request)
        values = reading.values(await reading.body(request))
        thing = build(self._kind, values, id=reading.id(request))
        async with self._changing(who, trial) as (changing, answers):
            before = await self._mine(changing, who, thing.id)
            self._keeps(values, before)
            write = sight(who.grants, self._write)
            thing = await changing.replace(self._kind, thing, version, write)
            await self._agree(changing, who, self._kind, before, thing)
            answers.append(_one(thing))
        return answers[0]

    async def remove(self, request: web.Request) -> web.Response:
        """Take a thing away as it was read."""
        who, trial = principal(request), reading.query(request, Trial)
        version = reading.version(request)
        async with self._changing(who, trial) as (changing, answers):
            before = await self._mine(changing, who, reading.id(request))
            write = sight(who.grants, self._write)
            await changing.remove(self._kind, before.id, version, write)
            await self._agree(changing, who, self._kind, before, None)
            answers.append(web.Response(status=204))
        return answers[0]

    async def restore(self, request: web.Request) -> web.Response:
        """Bring a thing back."""
        who, trial = principal(request), reading.query(request, Trial)
        async with self._changing(who, trial) as (changing, answers):
            write = sight(who.grants, self._write)
            thing = await changing.restore(self._kind, reading.id(request), write)
            await self._agree(changing, who, self._kind, None, thing)
            answers.append(_one(thing))
        return answers[0]

    def _keeps(self, values: dict[str, Any], before: R | None) -> None:
        """Refuse to set what is set elsewhere; what is sent back as it was read is no change."""
        fields = {field.name: field.default for field in msgspec.structs.fields(self._kind.type)}
        now = fields if before is None else msgspec.to_builtins(before)
        changed = [name for name in self._kind.kept if values.get(name, now[name]) != now[name]]
        if changed:
            raise Invalid([Problem(name, "read_only") for name in changed])

    async def _mine(self, changing: DatabaseWriting, who: Principal, id: str) -> R:
        """Return a thing that may be changed; one that may only be read says so."""
        read, write = sight(who.grants, self._read), sight(who.grants, self._write)
        thing = await changing.get(self._kind, id, Sight(read.scopes + write.scopes))
        if not write.covers(thing.scope):
            raise Refused("not_allowed", f"it lies where no grant allows {self._write}")
        return thing

    @asynccontextmanager
    async def _changing(
        self, who: Principal, trial: Trial
    ) -> AsyncIterator[tuple[DatabaseWriting, list[web.Response]]]:
        """Begin a transaction that is undone at the end of a dry run."""
        answers: list[web.Response] = []
        try:
            async with self._registry.writing(who.actor) as changing:
                yield changing, answers
                if trial.dry_run:
                    raise _Undone
        except _Undone:
            pass


class _Undone(Exception):
    """Ends a dry run's transaction."""


def _one(
    thing: Resource, *, status: int = 200, headers: dict[str, str] | None = None
) -> web.Response:
    etag = {"ETag": reading.etag(thing.version)}
    return reading.json(thing, status=status, headers={**etag, **(headers or {})})
