"""The table of HTTP routes: what there is, and who gets in. `web/guard.py` stands at the door.

Rule: what has no row here is refused. A row says who may come in at all; on *which* things of a
scope an action may be done, its handler asks `classroom.permissions` with the thing in its hand.
"""

from collections.abc import Awaitable, Callable, Iterable
from enum import StrEnum
from typing import NamedTuple

from aiohttp import web

from classroom.accounts.principal import Principal
from classroom.permissions import Action

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

PRINCIPAL = web.RequestKey("principal", Principal)


class Access(StrEnum):
    """Who gets in, where it takes no `Action` of the table of permissions."""

    PUBLIC = "public"  # anybody; nobody is asked who they are
    ANYONE = "anyone"  # anybody; who is signed in is known
    SIGNING_IN = "signing_in"  # a person whose password was right, second factor or not yet
    SIGNED_IN = "signed_in"  # a person
    DEVICE = "device"  # an enrolled classroom device


class Rate(StrEnum):
    """How often it may be asked for."""

    FREE = "free"  # as often as you like: it costs nothing, or counts for itself
    ORDINARY = "ordinary"
    GUESS = "guess"  # something secret could be found by trying


class Route(NamedTuple):
    """One row. GET answers HEAD, too."""

    method: str  # or "*"
    path: str  # as aiohttp spells it: /api/v1/schools/{id}
    access: Access | Action
    handler: Handler
    rate: Rate = Rate.ORDINARY


TABLE: web.AppKey[tuple[Route, ...]] = web.AppKey("routes", tuple)
_ROWS: web.AppKey[dict[tuple[str, str], Route]] = web.AppKey("rows", dict)


def principal(request: web.Request) -> Principal:
    """Return who asks; nobody in particular, where the row lets the public in."""
    return request[PRINCIPAL]


def add_to(app: web.Application, rows: Iterable[Route]) -> None:
    """Lead each row's path to its handler, in their order."""
    app[TABLE] = tuple(rows)
    app[_ROWS] = {}
    for row in app[TABLE]:
        for method in ("GET", "HEAD") if row.method == "GET" else (row.method,):
            route = app.router.add_route(method, row.path, row.handler)
            if route.resource is not None:
                app[_ROWS][method, route.resource.canonical] = row


def row_of(request: web.Request) -> Route | None:
    """Return the row the request came in by, or None: there is none."""
    route = request.match_info.route
    if route.resource is None:
        return None
    return request.app[_ROWS].get((route.method, route.resource.canonical))
