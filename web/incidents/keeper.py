"""Makes the packages of lessons that were shut down, and deletes them when their time is over.

Rule: level-triggered. A lesson that is shut down has its row in the same transaction, so that
whatever happens to the server meanwhile, its package is made at a later look; with what was seen of
it last, if that was kept before.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from zoneinfo import ZoneInfo

import structlog

from classroom.failures import Failure, Refused, Unavailable
from classroom.incidents.archive import archive, digest
from classroom.incidents.incident import Incident, IncidentState, IncidentWhy
from classroom.incidents.package import Picture, assembled, room_name
from classroom.media_messages import Still
from classroom.record import LessonRecord
from classroom.seats import classroom_of
from classroom.store.evidence import DatabaseEvidence
from classroom.store.incidents import DatabaseIncidents
from classroom.store.transactions import Database
from media.stills.developing import developed
from web.incidents.folder import Folder
from web.incidents.readable import readable
from web.repeating import repeating

LOOK_SECONDS = 5.0
GRACE_SECONDS = 15.0  # for the media plane to say what was last seen
HOUR, DAY = 3600.0, 86_400.0
Develop = Callable[[Sequence[Still]], Awaitable[list[bytes]]]
log = structlog.get_logger(__name__)


class IncidentKeeper:
    """Looks after the packages of one database; implements `classroom.incidents.ports.Stills`."""

    def __init__(
        self,
        database: Database,
        folder: Folder,
        zone: ZoneInfo,
        keep_days: int,
        develop: Develop = developed,
    ) -> None:
        """Keep packages in `folder` for so many days; `zone` is where the schools are."""
        self.incidents = DatabaseIncidents(database)
        self.folder = folder
        self._database, self._zone, self._keep_days = database, zone, keep_days
        self._looking = asyncio.Lock()
        self._evidence, self.develop = DatabaseEvidence(database, zone), develop

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["IncidentKeeper"]:
        """Look after them until the block ends."""
        async with repeating("incidents", self.look, lambda: LOOK_SECONDS):
            yield self

    async def keep(self, lesson: str, stills: Sequence[Still]) -> None:
        """Keep what was last seen of a lesson until its package is made."""
        try:
            await self.folder.keep_frames(lesson, self._database.now(), stills)
        except OSError as error:  # its package is made without
            log.error("stills_not_kept", lesson=lesson, error=error.strerror)

    async def look(self) -> None:
        """Make what is wanted, and delete what is over.

        Raises:
            Unavailable: `store_down`.
        """
        async with self._looking:
            await self._look()

    async def _look(self) -> None:
        now = self._database.now()
        for incident in await self.incidents.in_state(IncidentState.WANTED, before=now + 1):
            try:
                await self._look_at(incident, now)
            except Unavailable:
                raise
            except (Failure, OSError) as failure:
                log.error("incident_not_made", incident=incident.id, error=str(failure))
            except Exception:  # a bug with this one: the others are made all the same
                log.exception("incident_not_made", incident=incident.id)
        there = (IncidentState.MADE, IncidentState.AUTHORISED, IncidentState.SENT)
        over = now - self._keep_days * DAY
        for incident in await self.incidents.in_state(*there, before=over):
            await self.folder.drop(incident.id)
            await self.incidents.forget(incident)
        await self.folder.drop_old_frames(now - HOUR)

    async def _look_at(self, incident: Incident, now: float) -> None:
        pictures: list[tuple[Still, float]] = []
        if incident.why is IncidentWhy.SHUT_DOWN:
            frames = await self.folder.frames(incident.lesson)
            if frames is None and now - incident.at < GRACE_SECONDS:
                return
            if frames is not None and frames.at >= incident.at:
                pictures = [(still, frames.at - still.age) for still in frames.stills]
        await self._make(incident, pictures, now)
        await self.folder.drop_frames(incident.lesson)

    async def _make(
        self, incident: Incident, seen: Sequence[tuple[Still, float]], now: float
    ) -> None:
        evidence = await self._evidence.of_live(incident.lesson)
        if evidence.record is None:
            raise Refused("lesson_unknown", incident.lesson)
        made = await self.develop([still for still, _ in seen]) if seen else []
        files, pictures = _pictures(evidence.record, seen, made)
        ids = {r.actor.id for r in evidence.admissions if r.actor.id}
        names = await self.incidents.names(ids)
        package = assembled(incident, evidence, evidence.record, names, pictures, now)
        page = await asyncio.to_thread(readable, package, self._zone)
        data = await asyncio.to_thread(archive, package, page, files)
        await self.folder.keep(incident.id, data)
        await self.incidents.keep_made(incident, digest(data), len(pictures))
        log.info("incident_made", incident=incident.id, pictures=len(pictures))


def _pictures(
    record: LessonRecord, seen: Sequence[tuple[Still, float]], made: Sequence[bytes]
) -> tuple[dict[str, bytes], list[Picture]]:
    files: dict[str, bytes] = {}
    pictures = []
    for (still, at), jpeg in zip(seen, made, strict=True):
        if jpeg:
            name = f"stills/{len(files) + 1}.jpg"
            files[name] = jpeg
            room = room_name(record, classroom_of(still.peer))
            pictures.append(Picture(file=name, classroom=room, source=still.source.value, at=at))
    return files, pictures
