"""What administrators decide while the server runs, at /api/v1/settings.

Rule: a setting holds for the whole server, so only whoever has the whole server changes it, and
only the version of it that they have seen.
"""

from typing import Any

import msgspec
from aiohttp import web

from classroom.accounts.rules import SETTINGS
from classroom.audit.record import Note
from classroom.failures import BadMessage, Refused
from classroom.permissions import Action, require
from classroom.register.scope import ROOT
from classroom.store import settings
from web import bodies
from web.routes import principal
from web.signin.desk import Desk


class Deciding:
    """Answers for the settings."""

    def __init__(self, desk: Desk) -> None:
        """Work at this desk."""
        self._desk = desk

    async def tell(self, _request: web.Request) -> web.StreamResponse:
        """Tell all settings, each with its version."""
        told: dict[str, Any] = {}
        async with self._desk.database.reading() as connection:
            for name, type in SETTINGS.items():
                value, version = await settings.read(connection, name, type)
                told[name] = {"version": version, "value": value}
        return bodies.told(told)

    async def set(self, request: web.Request) -> web.StreamResponse:
        """Replace one of them, of the version in If-Match."""
        who, name = principal(request), request.match_info["name"]
        require(who.grants, Action.WRITE_SETTINGS, ROOT)
        if name not in SETTINGS:
            raise Refused("not_found", "settings")
        value = await bodies.read(request, SETTINGS[name])
        version = _version(request)
        async with self._desk.database.writing(who.actor) as t:
            version = await settings.write(t.connection, name, value, version)
            note = Note(
                action=Action.WRITE_SETTINGS,
                kind="settings",
                object=name,
                scope=ROOT,
                detail=msgspec.json.encode({"value": value}).decode(),
            )
            await t.note(note)
        await self._desk.holding.load_rules()
        return bodies.told({"version": version, "value": value})


def _version(request: web.Request) -> int:
    given = request.headers.get("If-Match", "").strip('"')
    if not given:
        raise Refused("version_missing", "If-Match tells which version it is to replace")
    if not given.isdecimal():
        raise BadMessage("bad_request", "If-Match is a version in quotation marks")
    return int(given)
