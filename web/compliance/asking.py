"""Answers what was found: of a lesson at once, of a term as a job; as JSON, a page or a PDF.

Rule: a lesson's is for whoever may see the lesson, a term's for whoever began its job. A report
that is taken away as a file, and a term's, leave their line in the trail.
"""

import asyncio
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web

from classroom.accounts.principal import Principal
from classroom.audit.record import Note
from classroom.failures import Refused, Unavailable
from classroom.permissions import Action, sight
from classroom.register.scope import Sight
from classroom.safety.evidence import Evidence, Facts
from classroom.safety.ports import AT_ONCE
from classroom.safety.report import ComplianceReport, TermSum, counts_of, judged
from classroom.safety.timeline import cited
from classroom.store.evidence import DatabaseEvidence
from classroom.store.planned import PlannedLessons
from classroom.store.registry import DatabaseRegistry
from classroom.store.transactions import Database
from classroom.store.went import LessonsWent
from classroom.timetable.calendar import TERMS, Term
from classroom.timetable.planned import PlannedLesson
from web.api import reading, shapes
from web.api.jobs import Job, Jobs, JobState, Progress
from web.api.looking import accepted, owner
from web.api.operations import BASE, Operation
from web.api.places import limited
from web.compliance.page import POLICY, page
from web.routes import principal
from web.transfer.exports import attachment
from web.transfer.forms import Language

HTML, PDF = "text/html", "application/pdf"
WORK = "term_compliance"
MOST_LESSONS = 20_000  # of a term; what is beyond is counted as left out
PDF_WAITING = 4  # beside the one that is being written


class FileAsked(msgspec.Struct, frozen=True, kw_only=True):
    """How the report is wanted."""

    language: Language = Language.ZH
    pdf: Annotated[bool, msgspec.Meta(description="As PDF, not as a page to print.")] = False


class TermAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Whose lessons."""

    within: shapes.Within = ""


class Compliance:
    """Answers for it."""

    def __init__(
        self,
        database: Database,
        registry: DatabaseRegistry,
        jobs: Jobs,
        zone: ZoneInfo,
        facts: Facts,
    ) -> None:
        """Answer from the store; `facts` is how the server was started."""
        self._database, self._registry, self._jobs = database, registry, jobs
        self._zone, self._facts = zone, facts
        self._evidence, self._planned = DatabaseEvidence(database, zone), PlannedLessons(database)
        self._went = LessonsWent(database)
        self._writing, self._waiting = asyncio.Semaphore(1), 0

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        lesson = f"{BASE}/lessons/{{id}}/compliance"
        return [
            Operation(
                method="GET", path=lesson, access=Action.READ_COMPLIANCE,
                handler=self.of_lesson, name="getLessonCompliance", about="compliance",
                summary="See which clauses a lesson kept, which not, and which nothing tells of.",
                answer=ComplianceReport,
            ),
            Operation(
                method="GET", path=f"{lesson}/file", access=Action.READ_COMPLIANCE,
                handler=self.lesson_file, name="getLessonComplianceFile", about="compliance",
                summary="Get that as a page to print, or as PDF.",
                query=FileAsked, file=(HTML, PDF), failures=("too_busy",),
            ),
            Operation(
                method="POST", path=f"{BASE}/terms/{{id}}/compliance",
                access=Action.READ_COMPLIANCE, handler=self.begin_term, name="reviewTerm",
                about="compliance",
                summary="Look at a term's lessons, as a job; its result is a ComplianceReport.",
                query=TermAsked, answer=Job, status=202, located=True, failures=("too_busy",),
            ),
            Operation(
                method="GET", path=f"{BASE}/jobs/{{id}}/compliance", access=Action.READ_COMPLIANCE,
                handler=self.term_file, name="getTermComplianceFile", about="compliance",
                summary="Get what one's own job found of a term, as a page to print, or as PDF.",
                query=FileAsked, file=(HTML, PDF), failures=("not_ready", "too_busy"),
            ),
        ]  # fmt: skip

    async def of_lesson(self, request: web.Request) -> web.Response:
        """Answer with a lesson's."""
        who = principal(request)
        lesson = await self._lesson(request, who)
        return reading.json(await self._report(lesson, who))

    async def lesson_file(self, request: web.Request) -> web.Response:
        """Answer with it as a file."""
        who, asked = principal(request), reading.query(request, FileAsked)
        lesson = await self._lesson(request, who)
        report = await self._report(lesson, who)
        await self._note(who, "planned_lessons", lesson.id, lesson.scope)
        return await self._file(report, asked)

    async def begin_term(self, request: web.Request) -> web.Response:
        """Begin to look at a term."""
        who, asked = principal(request), reading.query(request, TermAsked)
        mine = sight(who.grants, Action.READ_COMPLIANCE)
        term = await self._registry.get(TERMS, reading.id(request), mine)
        seen = await limited(self._registry, asked.within, mine)

        async def run(progress: Progress) -> dict[str, Any]:
            built: dict[str, Any] = msgspec.to_builtins(await self._term(term, seen, progress))
            return built

        await self._note(who, "terms", term.id, term.scope)
        return accepted(self._jobs.start(owner(who), WORK, run))

    async def term_file(self, request: web.Request) -> web.Response:
        """Answer with a finished job's."""
        who, asked = principal(request), reading.query(request, FileAsked)
        job = self._jobs.look(owner(who), reading.id(request))
        if job.work != WORK:
            raise Refused("not_found", "compliance")
        if job.state is not JobState.DONE:
            raise Refused("not_ready", f"it is {job.state}")
        return await self._file(msgspec.convert(job.result, ComplianceReport), asked)

    # -------------------------------------------------------------- within

    async def _lesson(self, request: web.Request, who: Principal) -> PlannedLesson:
        seen = sight(who.grants, Action.READ_COMPLIANCE)
        return await self._planned.get(reading.id(request), seen)

    async def _report(self, lesson: PlannedLesson, who: Principal) -> ComplianceReport:
        seen = sight(who.grants, Action.READ_COMPLIANCE)
        (kept,) = await self._evidence.of_lessons([lesson])
        server = await self._evidence.of_server(self._facts, seen)
        now = self._database.now()
        evidence = Evidence(now=now, lesson=kept, server=server)
        chapters = await asyncio.to_thread(judged, evidence)
        return ComplianceReport(
            made_at=now,
            title=lesson.title,
            lesson=lesson.id,
            term=lesson.term,
            starts_at=lesson.starts_at,
            ends_at=lesson.ends_at,
            counts=counts_of(chapters),
            chapters=chapters,
            events=cited(kept, chapters),
            classrooms=await self._names(lesson),
        )

    async def _names(self, lesson: PlannedLesson) -> dict[str, str]:
        """Return the names of its classrooms; nobody's."""
        names = await self._went.labels([lesson])
        return {id: names[id] for id in lesson.classrooms if id in names}

    async def _term(self, term: Term, seen: Sight, progress: Progress) -> ComplianceReport:
        every = await self._evidence.how_many(term.id, seen)
        server = await self._evidence.of_server(self._facts, seen)
        total, sum, after = min(every, MOST_LESSONS), TermSum(), ""
        while sum.lessons < total:
            some = await self._evidence.of_term(term.id, seen, after, AT_ONCE)
            if not some:
                break
            found, now = await self._evidence.of_lessons(some), self._database.now()
            of = [
                (lesson.id, Evidence(now=now, lesson=kept, server=server))
                for lesson, kept in zip(some, found, strict=True)
            ]
            await asyncio.to_thread(sum.take_all, of)
            after = some[-1].id
            progress(sum.lessons, total)
        now = self._database.now()
        chapters = sum.judged(Evidence(now=now, server=server))
        return ComplianceReport(
            made_at=now,
            title=term.name,
            term=term.id,
            lessons=sum.lessons,
            left_out=max(0, every - sum.lessons),
            counts=counts_of(chapters),
            chapters=chapters,
        )

    async def _note(self, who: Principal, kind: str, id: str, scope: str) -> None:
        note = Note(action=Action.READ_COMPLIANCE.value, kind=kind, object=id, scope=scope)
        async with self._database.writing(who.actor) as transaction:
            await transaction.note(note)

    async def _file(self, report: ComplianceReport, asked: FileAsked) -> web.Response:
        if not asked.pdf:
            headers = {"Cache-Control": "no-store", "Content-Security-Policy": POLICY}
            text = await asyncio.to_thread(page, report, asked.language, self._zone)
            return web.Response(text=text, content_type=HTML, charset="utf-8", headers=headers)
        from web.compliance.pdf import pdf  # reportlab: when it is needed

        if self._waiting >= PDF_WAITING:
            raise Unavailable("too_busy", "other reports are being written")
        self._waiting += 1
        try:
            async with self._writing:
                body = await asyncio.to_thread(pdf, report, asked.language, self._zone)
        finally:
            self._waiting -= 1
        english = asked.language is Language.EN
        name = f"{'Compliance' if english else '合规检查报告'} {report.title}.pdf"
        return web.Response(body=body, content_type=PDF, headers=attachment(name))
