"""What administrators decide while the server runs, at /api/v1/settings.

Rule: a setting holds for the whole server, so only whoever has the whole server changes it, and
only the version of it that they have seen.
"""

import msgspec
from aiohttp import web

from classroom.accounts.rules import SignInRules
from classroom.audit.record import Note
from classroom.permissions import Action, require
from classroom.register.scope import ROOT
from classroom.store import settings
from web import bodies
from web.api import reading
from web.api.operations import BASE, Operation
from web.routes import principal
from web.signin.desk import Desk


class SignInSetting(msgspec.Struct, frozen=True, kw_only=True):
    """What is decided about signing in."""

    version: int  # 0: nobody has changed it
    value: SignInRules


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """All settings."""

    sign_in: SignInSetting


class Deciding:
    """Answers for the settings."""

    def __init__(self, desk: Desk) -> None:
        """Work at this desk."""
        self._desk = desk

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        return [
            Operation(
                method="GET", path=f"{BASE}/settings", access=Action.READ_SETTINGS,
                handler=self.tell, name="getSettings", about="settings",
                summary="Tell all settings, each with its version.", answer=Settings,
            ),
            Operation(
                method="PUT", path=f"{BASE}/settings/sign_in", access=Action.WRITE_SETTINGS,
                handler=self.set, name="setSignInRules", about="settings",
                summary="Replace what is decided about signing in.", body=SignInRules,
                answer=SignInSetting, matched=True,
            ),
        ]  # fmt: skip

    async def tell(self, _request: web.Request) -> web.StreamResponse:
        """Tell all settings, each with its version."""
        async with self._desk.database.reading() as connection:
            value, version = await settings.read(connection, "sign_in", SignInRules)
        return bodies.told(Settings(sign_in=SignInSetting(version=version, value=value)))

    async def set(self, request: web.Request) -> web.StreamResponse:
        """Replace one of them, of the version in If-Match."""
        who, name = principal(request), "sign_in"
        require(who.grants, Action.WRITE_SETTINGS, ROOT)
        value = await bodies.read(request, SignInRules)
        version = reading.version(request)
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
        return bodies.told(SignInSetting(version=version, value=value))
