"""Which recording a request is about, and whether whoever asks may see it.

Rule: what somebody may not even know of is `not_found`. That they watch is on record before they
get a byte of it, or a word of what is in it.
"""

from zoneinfo import ZoneInfo

from aiohttp import web

from classroom.accounts.principal import Principal
from classroom.failures import Refused
from classroom.permissions import Action, require
from classroom.recording.recording import Recording
from classroom.recording.values import RecordingState
from classroom.recording.watching import may_list, may_watch
from classroom.store.recording_lists import RecordingLists
from classroom.store.recording_views import RecordingViews
from classroom.store.transactions import Database
from web.api import reading
from web.routes import principal


class Seeing:
    """Finds them."""

    def __init__(self, database: Database, zone: ZoneInfo) -> None:
        """Look in `database`; `zone` is where the schools are."""
        self.lists, self.views = RecordingLists(database, zone), RecordingViews(database)

    async def listed(self, request: web.Request) -> tuple[Principal, Recording]:
        """Return who asks, and the recording, if they may know of it.

        Raises:
            Refused: `not_found`.
        """
        who = principal(request)
        found = await self.lists.get(reading.id(request))
        if not may_list(who, found):
            raise Refused("not_found", "recordings")
        return who, found

    async def there(self, request: web.Request) -> tuple[Principal, Recording]:
        """Return the same, if it was not deleted.

        Raises:
            Refused: `not_found`, `recording_gone`.
        """
        who, found = await self.listed(request)
        if found.state is RecordingState.DELETED:
            raise Refused("recording_gone")
        return who, found

    async def watched(self, request: web.Request) -> Recording:
        """Return the recording, if they may watch it; that they do is on record now.

        Raises:
            Refused: `not_found`, `not_allowed`, `recording_gone`.
        """
        who, found = await self.there(request)
        if not may_watch(who, found):
            raise Refused("not_allowed", "they may know of it, and not watch it")
        await self.views.note(found, who.person, who.actor)
        return found

    async def for_action(self, request: web.Request, action: Action) -> tuple[Principal, Recording]:
        """Return who asks, and the recording, if they may do this with it.

        Raises:
            Refused: `not_found`, `not_allowed`.
        """
        who, found = await self.listed(request)
        require(who.grants, action, found.scope)
        return who, found
