"""A lesson of the centre's that was taught, talked in and shut down, and the clock beside it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import sqlalchemy as sa

from classroom.audit.record import SERVER, Actor, ActorKind, Note
from classroom.commands import (
    Arrive,
    CallRoll,
    Command,
    Enter,
    MarkPupil,
    Report,
    Say,
    ShutDown,
    StartLesson,
    Unsay,
)
from classroom.lesson import Lesson
from classroom.links import make_link
from classroom.media_messages import Source, Still
from classroom.record import LessonRecord
from classroom.register.scope import EVERYTHING
from classroom.reports.evidence import Evidence, What
from classroom.seats import Seat
from classroom.states import Audience, Mark, Objectionable, Part
from classroom.store.database import DatabaseStore
from classroom.store.planned import PlannedLessons
from classroom.store.tables.planned import lessons as planned
from classroom.store.timetable import Timetable
from classroom.store.transactions import Database
from tests.web.api.county import CENTRE, IN, ZONE, County, person
from tests.web.api.holdings import TERM

NINE = 1_788_220_800.0
MINUTE, DAY = 60.0, 86_400.0
ROOM, HALL = f"{CENTRE}-room", f"{CENTRE}-hall"
TEACHER, ASSISTANT = f"{CENTRE}-teacher", f"{CENTRE}-assistant"
RUDE = "不该说的话 <script>alert(1)</script>"


class Clock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.now = NINE

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def running(folder: Path, clock: Clock, *, shelf: str = "") -> AsyncIterator[County]:
    """The county with its API, whose lecturer is a school's administrator, too."""
    from classroom.permissions import Role

    url = f"sqlite+aiosqlite:///{folder}/county.db"
    async with Database.open(url, clock) as database:
        made = County(database, folder)
        made.shelf = shelf
        await made.fill()
        made.who["teacher"] = person(
            TEACHER, (Role.LECTURER, IN[CENTRE]), (Role.SCHOOL_ADMIN, IN[CENTRE])
        )
        made.who["only_teaches"] = person(ASSISTANT, (Role.LECTURER, IN[CENTRE]))
        async with made.running():
            yield made


async def teach(
    county: County, clock: Clock, *, links: bool = False, begun: bool = True
) -> tuple[str, str]:
    """Teach until five past nine; return the lesson's id and a joining link's token."""
    await Timetable(county.database, ZONE).generate(SERVER, "north-term", IN[CENTRE])
    listed = await county.ask("clerk", "GET", f"lessons?{TERM}&within={CENTRE}")
    id = str(listed.body["items"][0]["lesson"]["id"])
    async with county.database.engine.begin() as connection:
        state = sa.update(planned).where(planned.c.id == id).values(state="opened")
        await connection.execute(state)
    people = {ROOM: TEACHER, HALL: ASSISTANT}
    parts = {ROOM: Part.DELIVERING, HALL: Part.RECEIVING}
    seats = tuple(
        Seat(id=room, name=room, part=part, registered=True, person=people[room])
        for room, part in parts.items()
    )
    lesson = Lesson(
        LessonRecord(
            id=id, title="音乐", subject="音乐", starts_at=NINE, ends_at=NINE + 2400, seats=seats
        )
    )
    token, link = make_link(lesson=id, classroom=HALL, now=NINE, days=9)
    await DatabaseStore(county.database.engine).create(lesson, [link] if links else [], [])
    for room, who in people.items():
        await _comes(county, id, room, who)
    said: list[Command] = [
        *(Arrive(by=room, session=f"s-{room}") for room in people),
        *(Enter(by=room) for room in people),
        StartLesson(by=ROOM),
        CallRoll(by=ROOM, expected={HALL: (f"{CENTRE}-pupil",)}),
        MarkPupil(by=HALL, classroom=HALL, pupil=f"{CENTRE}-pupil", mark=Mark.ABSENT),
        Say(by=HALL, to=Audience.EVERYBODY, text=RUDE),
        Report(
            by=ROOM,
            what=What.REMARK,
            id="0",
            reason=next(iter(Objectionable)),
            evidence=Evidence(classroom=HALL, name="hall", text=RUDE),
        ),
        Unsay(by=ROOM, remark=0),
    ]
    clock.now = NINE + 5 * MINUTE
    await handle(county, clock, id, *(said if begun else []))
    return id, token


async def handle(county: County, clock: Callable[[], float], id: str, *said: Command) -> None:
    store = DatabaseStore(county.database.engine)
    lesson = await store.load(id)
    assert lesson is not None
    for command in said:
        await store.save(lesson, lesson.handle(command, clock()))


async def shut(county: County, clock: Clock, id: str, *stills: Still) -> None:
    """Shut it down, with what was last seen in it."""
    await handle(county, clock, id, ShutDown(by=None))
    await county.incidents.keep(id, stills)


async def incident(county: County, clock: Clock, *stills: Still) -> str:
    """A lesson that was shut down, and its package; return the incident's id."""
    id, _ = await teach(county, clock)
    await shut(county, clock, id, *stills)
    await county.incidents.look()
    found = (await county.ask("clerk", "GET", "incidents")).body["items"]
    return str(found[0]["id"])


async def _comes(county: County, id: str, room: str, who: str) -> None:
    address = "10.1.0.7" if room == ROOM else "10.1.0.8"
    actor = Actor(kind=ActorKind.PERSON, id=who, session=f"in-{who}", address=address)
    scope = (await PlannedLessons(county.database).get(id, EVERYTHING)).scope
    detail = msgspec.json.encode({"seat": room}).decode()
    async with county.database.writing(actor) as writing:
        await writing.note(Note(action="sign_in", kind="sessions", object=f"in-{who}"))
        await writing.note(
            Note(action="admit", kind="lessons", object=id, scope=scope, detail=detail)
        )


def still(data: bytes, room: str = HALL) -> Still:
    return Still(peer=f"{room}.page", source=Source.CAMERA, codec="vp8", age=2.0, data=data)
