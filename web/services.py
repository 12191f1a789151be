"""What stands behind the routes and needs the database: opened in order, closed in the reverse.

Rule: each part is given its own settings. What it opens gives the table its rows and the guard its
authenticators; the front door joins them with the gateway.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import NamedTuple
from zoneinfo import ZoneInfo

from classroom.ports import Door
from classroom.register.erasure import Keeping
from classroom.store.transactions import Database
from config.sections import Settings
from web import limits
from web.api import table
from web.api.cutting import LiveLessons
from web.api.jobs import Jobs
from web.api.tokens import by_token
from web.audit_keeper import kept
from web.compliance.facts import facts
from web.devices import opening as devices
from web.guard import Guard
from web.incidents.folder import Folder
from web.incidents.keeper import IncidentKeeper
from web.incidents.receiver import SignedFile
from web.lines import opening as lines
from web.lines.desk import LineTests
from web.privacy_keeper import PrivacyKeeper
from web.recordings import opening as recordings
from web.refusals import Refusals
from web.routes import Route
from web.signin.desk import Desk
from web.signin.opening import opened as opened_desk
from web.signin.operations import operations
from web.signin.revocations import Revocations


class Services(NamedTuple):
    """What was opened."""

    desk: Desk  # signing in
    revocations: Revocations  # to be told to the gateway, which puts people out
    guard: Guard
    refusals: Refusals  # looks on at what is refused
    rows: Sequence[Route]
    door: Door  # of lessons
    forgetting: PrivacyKeeper
    live: LiveLessons  # to be told who serves them
    incidents: IncidentKeeper  # takes what was last seen of lessons that are shut down
    recordings: recordings.Recordings
    lines: LineTests  # to be told who moves their media


@asynccontextmanager
async def opened(database: Database, settings: Settings) -> AsyncIterator[Services]:
    """Open them until the block ends."""
    web, revocations = settings.web, Revocations()
    secure = web.tls or web.public_url.startswith("https://")
    async with AsyncExitStack() as stack:
        desk = await stack.enter_async_context(
            opened_desk(
                database,
                settings.signin,
                secure=secure,
                zone=settings.timetable.zone,
                early_seconds=settings.lesson.early_seconds,
                revocations=revocations,
            )
        )
        trail = await stack.enter_async_context(
            kept(database, settings.audit_key, settings.audit.keep_days)
        )
        zone, keeping = ZoneInfo(settings.timetable.zone), settings.privacy
        forgetting = PrivacyKeeper(
            database,
            Keeping(
                removed_days=keeping.removed_days,
                left_years=keeping.left_years,
                answers_days=keeping.answers_days,
            ),
            zone,
        )
        await stack.enter_async_context(forgetting.serving())
        folder = Folder(settings.incidents)
        incidents = IncidentKeeper(database, folder, zone, settings.incident.keep_days)
        await stack.enter_async_context(incidents.serving())
        recorded = await stack.enter_async_context(
            recordings.opened(
                database,
                settings.recording,
                settings.recordings,
                settings.files_folder,
                trail.key,
                zone,
            )
        )
        jobs = await stack.enter_async_context(Jobs().serving())
        cap = settings.lesson.cap
        imports = table.imports_of(database, jobs, zone, cap)
        await stack.enter_async_context(imports.serving())
        live = LiveLessons()
        started = facts(settings)
        services = table.Services(
            database, jobs, zone, trail, imports, cap, live, started,
            folder, SignedFile(trail.key), settings.lesson.link_days, revocations,
            recorded.kept,
        )  # fmt: skip
        api = table.operations(services)
        classrooms = devices.joined(database, settings, desk.holding, revocations)
        guard = Guard(
            [desk.holding.by_cookie, by_token(database), classrooms.by_proof],
            limits=settings.limits,
            proxies=web.trusted_proxies,
            public_url=web.public_url,
            admin_networks=web.admin_networks,
        )
        refusals = await stack.enter_async_context(Refusals(database).serving())
        told = limits.limits(settings)
        tests = await stack.enter_async_context(lines.opened(database))
        all = [
            *operations(desk),
            *api,
            *tests.operations,
            *limits.operations(told),
            *classrooms.operations,
        ]
        rows = table.rows(all)
        yield Services(
            desk, revocations, guard, refusals, [*rows, *tests.rows], classrooms.door, forgetting,
            live, incidents, recorded, tests.desk,
        )  # fmt: skip
