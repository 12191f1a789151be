"""All that can be asked of the API, in one list; its rows for the door, and its description.

Rule: an operation that is not in `operations` does not exist: no row leads to it.
"""

import asyncio
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web

from classroom.incidents.ports import Receiver
from classroom.register.kinds import KINDS
from classroom.safety.evidence import Facts
from classroom.store.registry import DatabaseRegistry
from classroom.store.timetable import Timetable
from classroom.store.tokens import DatabaseTokens
from classroom.store.transactions import Database
from web.api import openapi
from web.api.agreement import Agreement
from web.api.answers import Answers
from web.api.audit import Audit
from web.api.cutting import Cutting, LiveLessons
from web.api.jobs import Jobs
from web.api.lessons import Lessons
from web.api.looking import Looking
from web.api.operations import BASE, Operation
from web.api.reports import Reports
from web.api.rolls import Rolls
from web.api.sanctions import Sanctions
from web.api.sounds import Sounds
from web.api.things import Things
from web.api.tokens import Tokens
from web.audit_keeper import Kept
from web.board.exporting import Boards
from web.compliance.asking import Compliance
from web.feeds.feeds import Feeds
from web.incidents.asking import Incidents
from web.incidents.folder import Folder
from web.privacy.consents import Consents
from web.privacy.data import PupilData
from web.questions.sets import QuestionSets
from web.recordings import opening as recordings
from web.recordings.staying import Kept as KeptRecordings
from web.review import opening as review
from web.routes import Access, Rate, Route
from web.signin.revocations import Revocations
from web.transfer.exchange import Exchange
from web.transfer.imports import Imports
from web.transfer.keeping import Keeping
from web.transfer.reading import Reader


class Services(NamedTuple):
    """What the API answers from."""

    database: Database
    jobs: Jobs
    zone: ZoneInfo  # where the schools are
    kept: Kept  # the audit trail
    imports: Imports
    cap: int  # receiving classrooms in a lesson at most
    live: LiveLessons
    facts: Facts  # how the server was started
    folder: Folder  # of incident packages
    receiver: Receiver  # of those that are released
    link_days: float  # how long joining links are good for
    revocations: Revocations
    recordings: KeptRecordings


def imports_of(database: Database, jobs: Jobs, zone: ZoneInfo, cap: int) -> Imports:
    """Return the imports, to be served."""
    registry, agree = DatabaseRegistry(database), Agreement(Timetable(database, zone), cap)
    return Imports(registry, Keeping(registry, agree.all), jobs, Reader())


def operations(services: Services) -> list[Operation]:
    """Return everything that can be asked."""
    database, jobs, zone, kept, imports, cap, live, facts, folder, to, days, ended, recorded = (
        services
    )
    registry, agree = DatabaseRegistry(database), Agreement(Timetable(database, zone), cap)
    things = [Things(kind, registry, agree) for kind in KINDS.values()]
    return [
        *(operation for each in things for operation in each.operations()),
        *Consents(database, registry).operations(),
        *Compliance(database, registry, jobs, zone, facts).operations(),
        *Boards(database).operations(),
        *Cutting(database, live, days).operations(),
        *Incidents(database, folder, to, zone).operations(),
        *Answers(database).operations(),
        *Audit(kept, registry, jobs).operations(),
        *Exchange(registry, imports).operations(),
        *Feeds(database, registry, zone).operations(),
        *Lessons(database, registry, jobs, zone).operations(),
        *Looking(jobs).operations(),
        *Reports(database, registry, facts).operations(),
        *Rolls(database, live, zone).operations(),
        *Sanctions(database, registry, live, ended).operations(),
        *Sounds(database, registry).operations(),
        *PupilData(database, zone).operations(),
        *QuestionSets(database).operations(),
        *recordings.operations(database, registry, recorded, zone),
        *review.operations(
            database, registry, kept.key, zone, publish_pupils=recorded.publish_pupils
        ),
        *Tokens(DatabaseTokens(database), registry).operations(),
    ]


def rows(all: Sequence[Operation]) -> list[Route]:
    """Return the rows for them and for their description."""
    described = cache(lambda: msgspec.json.encode(openapi.document(all)))

    async def description(_request: web.Request) -> web.Response:
        """Answer with the API's description, OpenAPI 3.1."""
        headers = {"Cache-Control": "no-cache"}
        body = await asyncio.to_thread(described)
        return web.Response(body=body, content_type="application/json", headers=headers)

    return [
        Route("GET", f"{BASE}/openapi.json", Access.PUBLIC, description, Rate.ORDINARY),
        *(Route(each.method, each.path, each.access, each.handler, each.rate) for each in all),
    ]


def nowhere() -> Services:
    """Return services that answer nothing: enough to describe the operations."""
    nothing: Any = None
    return Services(
        nothing,
        nothing,
        nothing,
        Kept(nothing, nothing, nothing),
        nothing,
        0,
        nothing,
        nothing,
        nothing,
        nothing,
        0.0,
        nothing,
        KeptRecordings(nothing, nothing, nothing, nothing, nothing, nothing),
    )
