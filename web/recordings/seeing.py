"""Which recording a request is about, and what whoever asks may see of it.

Rule: what somebody may not even know of is `not_found`. That they watch, and under which grant, is
on record before they get a byte of it, or a word of what is in it. What was opened is asked for
with each request, so that what was withdrawn is closed with the next.
"""

from zoneinfo import ZoneInfo

from aiohttp import web

from classroom.accounts.principal import Principal
from classroom.failures import Refused
from classroom.permissions import Action, require
from classroom.recording.recording import Recording
from classroom.recording.values import RecordingState
from classroom.recording.watching import (
    CLOSED,
    Sees,
    Watching,
    is_certain,
    may_list,
    may_watch,
    watching,
)
from classroom.store.publications import Publications
from classroom.store.recording_lists import RecordingLists
from classroom.store.recording_views import RecordingViews
from classroom.store.transactions import Database
from web.api import reading
from web.routes import principal


class Seeing:
    """Finds them."""

    def __init__(self, database: Database, zone: ZoneInfo, *, publish_pupils: bool) -> None:
        """Look in `database`; `zone` is where the schools are, and `publish_pupils` whether pupils'
        tracks may be published at all.
        """
        self._database = database
        self.lists, self.views = RecordingLists(database, zone), RecordingViews(database)
        self.publications = Publications(database, pupils=publish_pupils)

    def now(self) -> float:
        """Return the time, seconds since the epoch, UTC."""
        return self._database.now()

    async def found(self, request: web.Request) -> tuple[Principal, Recording, Watching]:
        """Return who asks, the recording, if they may know of it, and what they may see of it.

        Raises:
            Refused: `not_found`.
        """
        who = principal(request)
        recording = await self.lists.get(reading.id(request))
        may = await self._watching(who, recording)
        if may.sees is Sees.NOTHING and not may_list(who, recording):
            raise Refused("not_found", "recordings")
        return who, recording, may

    async def listed(self, request: web.Request) -> tuple[Principal, Recording]:
        """Return who asks, and the recording, if they may know of it.

        Raises:
            Refused: `not_found`.
        """
        who, recording, _ = await self.found(request)
        return who, recording

    async def there(self, request: web.Request) -> tuple[Principal, Recording]:
        """Return the same, if it was not deleted.

        Raises:
            Refused: `not_found`, `recording_gone`.
        """
        who, recording = await self.listed(request)
        _check_there(recording)
        return who, recording

    async def seen(self, request: web.Request) -> tuple[Recording, Watching]:
        """Return the recording, and what they may see of it, which is something; that they look is
        on record now.

        Raises:
            Refused: `not_found`, `not_allowed`, `recording_gone`.
        """
        who, recording, may = await self.found(request)
        _check_there(recording)
        if may.sees is Sees.NOTHING:
            raise Refused("not_allowed", "they may know of it, and not watch it")
        await self.views.note(recording, who.person, who.actor, may.under)
        return recording, may

    async def watched(self, request: web.Request) -> Recording:
        """Return the recording, if they may see all of it; that they look is on record now.

        Raises:
            Refused: `not_found`, `not_allowed`, `recording_gone`.
        """
        recording, may = await self.seen(request)
        if may.sees is not Sees.ALL:
            raise Refused("not_allowed", "they may not watch all of it")
        return recording

    async def for_action(self, request: web.Request, action: Action) -> tuple[Principal, Recording]:
        """Return who asks, and the recording, if they may do this with it.

        Raises:
            Refused: `not_found`, `not_allowed`.
        """
        who, recording = await self.listed(request)
        require(who.grants, action, recording.scope)
        return who, recording

    async def _watching(self, who: Principal, recording: Recording) -> Watching:
        opened = CLOSED
        if is_certain(who) and not may_watch(who, recording):
            opened = await self.publications.opened(recording.id, who.person)
        return watching(who, recording, opened, self.now())


def _check_there(recording: Recording) -> None:
    if recording.state is RecordingState.DELETED:
        raise Refused("recording_gone")
