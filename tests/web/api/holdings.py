"""What a school has besides the kinds, and one request about it for every operation there is.

Each is a request that is done when the school's own people send it; so that whoever is refused it
is refused for being somebody else.
"""

import asyncio
import struct
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from classroom.accounts.devices import new_code
from classroom.audit.record import SERVER
from classroom.commands import Arrive, CallRoll, Command, EndLesson, Enter, ShutDown
from classroom.events import Event
from classroom.lesson import Lesson
from classroom.links import Link
from classroom.media_messages import Source, Still
from classroom.permissions import Role
from classroom.record import LessonRecord
from classroom.seats import Seat
from classroom.states import Part, Phase
from classroom.store.database import DatabaseStore
from classroom.store.tables import accounts
from classroom.store.tables.devices import devices, enrolments
from classroom.store.tables.planned import lessons as planned
from classroom.store.tables.sanctions import tickets
from classroom.store.timetable import Timetable
from classroom.timetable.planned import PlannedState
from tests.web.api.asked import Asked as Asked
from tests.web.api.county import COUNTY_OF, IN, ZONE, Answer, County, filled, person
from tests.web.api.of_recordings import about_recordings, record
from tests.web.api.of_review import about_review, review
from tests.web.privacy.test_guardians_are_told_and_asked import NOTICE

AUGUST = 1_787_184_000.0  # 2026-08-20, before the first lesson of the term
LATER = "from=1790006400&to=1791216000"
TERM = "from=1788192000&to=1790006400"  # its first three weeks; the second lesson is called off
PICTURE = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 64, 64) + b"\x08\x02\0\0\0" * 3
SHEET = "学校代码,教室名称\n{s},舞蹈教室\n"
REASON = "该生正在参加学籍核查"


def _about_pupils() -> list[Asked]:
    said = [{"pupil": "{s}-pupil", "said": "given", "relation": "mother", "notice": "{notice}"}]
    hold = {
        "kind": "schools", "object": "{s}", "data": ["consents"], "reason": REASON,
        "until": "2099-01-01",
    }  # fmt: skip
    one = "pupils/{id}"
    return [
        Asked("GET", "notices", "notices?within={s}"),
        Asked("POST", "consents", "consents", {"items": said}, "record_consent"),
        Asked("POST", "notices", "notices", NOTICE | {"school": "{s}"}, "write_notices"),
        Asked("GET", f"{one}/consents", "pupils/{s}-pupil/consents"),
        Asked("GET", f"{one}/data", "pupils/{s}-pupil/data", action="export_pupil"),
        Asked(
            "POST", f"{one}/refusals", "pupils/{s}-pupil/refusals",
            {"wish": "erase", "reason": REASON}, "erase_pupil",
        ),
        Asked("DELETE", "holds/{id}", "holds/{hold}", action="hold_data"),
        Asked("POST", f"{one}/erasure", "pupils/{s}-pupil/erasure", action="erase_pupil"),
        Asked("POST", "holds", "holds", hold, "hold_data"),
    ]  # fmt: skip


def _about_accounts() -> list[Asked]:
    one, theirs = "people/{id}", "people/{s}-teacher"
    return [
        Asked("GET", "sessions", "sessions?within={s}"),
        Asked("GET", "changes", "changes?within={s}"),
        Asked("GET", f"{one}/account", f"{theirs}/account"),
        Asked("GET", f"{one}/picture", f"{theirs}/picture"),
        Asked("GET", "changes/{id}/picture", "changes/{s}-picture/picture"),
        Asked("POST", "changes/{id}/approval", "changes/{s}-name/approval", None, "check_changes"),
        Asked("POST", "changes/{id}/refusal", "changes/{s}-picture/refusal", {}, "check_changes"),
        Asked("POST", f"{one}/invitation", f"{theirs}/invitation", None, "invite_person"),
        Asked("POST", f"{one}/unlocking", f"{theirs}/unlocking", None, "unlock_account"),
        Asked("DELETE", "sessions/{id}", "sessions/{s}-session", None, "end_sessions"),
        Asked("POST", f"{one}/signing-out", f"{theirs}/signing-out", None, "end_sessions"),
        Asked(
            "DELETE", f"{one}/second-factor", f"{theirs}/second-factor",
            action="reset_second_factor",
        ),
        Asked("DELETE", f"{one}/account", f"{theirs}/account", None, "close_account"),
    ]  # fmt: skip


def _about_the_timetable() -> list[Asked]:
    return [
        Asked("GET", "lessons/{id}", "lessons/{lesson}"),
        *(
            Asked("GET", "lessons", f"lessons?{TERM}&{limit}")
            for limit in ("within={s}", "classroom={s}-room", "person={s}-teacher")
        ),
        Asked("GET", "tally", f"tally?by=school&{TERM}&within={{s}}"),
        Asked(
            "POST", "lessons/{id}/shut-down", "lessons/{live}/shut-down", {"reason": REASON},
            "shut_lesson",
        ),
        Asked("GET", "incidents", "incidents"),
        Asked("GET", "incidents/{id}", "incidents/{incident}", action="read_incidents"),
        Asked(
            "GET", "incidents/{id}/pictures/{number}", "incidents/{incident}/pictures/1",
            action="read_incidents",
        ),
        Asked(
            "POST", "incidents/{id}/release", "incidents/{incident}/release",
            {"receiver": "公安机关", "reason": REASON}, "release_incident",
        ),
        Asked(
            "GET", "incidents/{id}/file", "incidents/{incident}/file", action="take_incident"
        ),
        Asked(
            "POST", "lessons/{id}/incidents", "lessons/{live}/incidents", {"reason": REASON},
            "make_incident",
        ),
        Asked(
            "POST", "lessons/{id}/restart", "lessons/{shut}/restart", {"reason": REASON},
            "restart_lesson",
        ),
        Asked("GET", "lessons/{id}/roll", "lessons/{live}/roll"),
        Asked("GET", "lessons/{id}/board.pdf", "lessons/{live}/board.pdf", action="export_board"),
        Asked("GET", "lessons/{id}/roll.xlsx", "lessons/{live}/roll.xlsx", action="export_data"),
        Asked(
            "POST", "lessons/{id}/roll/corrections", "lessons/{live}/roll/corrections",
            {"classroom": "{s}-hall", "heads": 44, "reason": REASON}, "correct_roll",
        ),
        Asked("GET", "lessons/{id}/answers", "lessons/{live}/answers"),
        Asked(
            "GET", "lessons/{id}/answers.xlsx", "lessons/{live}/answers.xlsx", action="export_data"
        ),
        Asked("GET", "lessons/{id}/compliance", "lessons/{lesson}/compliance"),
        Asked(
            "GET", "lessons/{id}/compliance/file", "lessons/{lesson}/compliance/file",
            action="read_compliance",
        ),
        Asked(
            "POST", "terms/{id}/compliance", "terms/{c}-term/compliance?within={s}",
            action="read_compliance",
        ),
        Asked("GET", "jobs/{id}/compliance", "jobs/{review}/compliance"),
        Asked("POST", "terms/{id}/plan", "terms/{c}-term/plan", action="plan_lessons", shared=True),
        Asked("DELETE", "feeds/{id}", "feeds/{feed}", None, "write_feeds"),
        Asked("POST", "feeds", "feeds", {"kind": "schools", "object": "{s}"}, "write_feeds"),
    ]  # fmt: skip


def _about_systems() -> list[Asked]:
    order = {"name": "学籍系统", "actions": ["read_pupils"]}
    code = {"code": "{code}", "classroom": "{s}-hall"}
    return [
        Asked("POST", "tokens", "tokens", order | {"school": "{s}"}, "write_tokens"),
        Asked("POST", "tokens", "tokens", order | {"region": "{c}"}, "write_tokens", shared=True),
        Asked("DELETE", "tokens/{id}", "tokens/{token}", None, "write_tokens"),
        Asked("GET", "devices", "devices?within={s}"),
        Asked("GET", "devices", "devices?classroom={s}-room"),
        Asked("GET", "classrooms/{id}/sound", "classrooms/{s}-room/sound"),
        Asked("GET", "classrooms/{id}/line", "classrooms/{s}-room/line"),
        Asked("POST", "devices", "devices", code, "enrol_device"),
        Asked("DELETE", "devices/{id}", "devices/{s}-device", None, "revoke_device"),
        Asked("GET", "audit", "audit?within={s}"),
        Asked("GET", "audit/export", "audit/export?within={s}"),
        Asked("POST", "audit/verifications", "audit/verifications", None, "verify_audit"),
        Asked("GET", "exports/{kind}", "exports/classrooms?csv=true&within={s}"),
        Asked("GET", "imports/{id}", "imports/{import}"),
        Asked("GET", "imports/{id}/rows", "imports/{import}/rows"),
        Asked("GET", "jobs/{id}", "jobs/{job}"),
        Asked(
            "POST", "imports/{id}/keep", "imports/{import}/keep", {"digest": "{digest}"},
            "import_data",
        ),
        Asked("DELETE", "imports/{id}", "imports/{import}"),
        Asked("POST", "imports", "imports?kind=classrooms&into={s}", file=SHEET),
    ]  # fmt: skip


def _about_keeping_out() -> list[Asked]:
    sanction = {
        "kind": "people", "subject": "{s}-teacher", "step": "limit", "reach": "schools",
        "place": "{s}", "reason": REASON, "until": AUGUST + 3600,
    }  # fmt: skip
    one, step = "reports/{s}-ticket", {"state": "upheld", "why": REASON}
    return [
        Asked("GET", "sanctions", "sanctions?within={s}"),
        Asked("POST", "sanctions", "sanctions", sanction, "impose_sanction"),
        Asked(
            "POST", "sanctions/{id}/lifting", "sanctions/{sanction}/lifting", {"reason": REASON},
            "lift_sanction",
        ),
        Asked("GET", "reports", "reports?within={s}"),
        Asked("GET", "reports/{id}", one),
        Asked("POST", "reports/{id}/steps", f"{one}/steps", step, "decide_report", etag='"1"'),
    ]  # fmt: skip


ASKED = [
    *_about_the_timetable(), *_about_systems(), *_about_pupils(), *_about_keeping_out(),
    *_about_accounts(), *about_review(AUGUST), *about_recordings(REASON),
]  # fmt: skip


def owner(school: str) -> str:
    """Return who may do everything in a school's county."""
    return f"all-of-{COUNTY_OF[school]}"


def with_every_role(id: str, scope: str) -> Any:
    return person(id, *((role, scope) for role in Role))


class Holdings:
    """A county whose schools have something of everything."""

    def __init__(self, county: County) -> None:
        self.county = county
        self.of: dict[str, dict[str, str]] = {}  # school → what {…} stands for
        for place, scope in IN.items():
            county.who[f"all-of-{place}"] = with_every_role(f"all-of-{place}", scope)

    async def ask(self, who: str, asked: Asked, school: str) -> Answer:
        """Ask it of a school's thing."""
        names = self.of[school]
        more: dict[str, Any] = {"data": _said(asked.file, names)} if asked.file else {}
        if asked.etag:
            more["headers"] = {"If-Match": asked.etag}
        json = None if asked.json is None else _said(asked.json, names)
        answer = await self.county.ask(who, asked.method, _said(asked.ask, names), json, **more)
        if answer.status == 202:
            await self._over(who, answer)
        return answer

    async def _over(self, who: str, answer: Answer) -> dict[str, Any]:
        where = answer.headers.get("Location") or f"imports/{answer.body['id']}"
        while True:
            seen = (await self.county.ask(who, "GET", where)).body
            if seen["state"] in ("done", "failed", "ready", "kept"):
                return dict(seen)
            await asyncio.sleep(0.02)

    async def fill(self, school: str) -> None:
        """Let a school have it all."""
        here, who = COUNTY_OF[school], owner(school)
        names = self.of[school] = {"s": school, "c": here, "code": new_code()}
        async with self.county.database.engine.begin() as connection:
            for table, values in _rows(school, names["code"]):
                await connection.execute(sa.insert(table).values(values))
        term = f"{here}-term"
        await Timetable(self.county.database, ZONE).generate(SERVER, term, IN[school])
        at = {each.path + each.ask: each for each in ASKED if each.method == "POST"}
        for name, made in [
            ("feed", at["feedsfeeds"]),
            ("hold", at["holdsholds"]),
            ("sanction", at["sanctionssanctions"]),
            ("token", at["tokenstokens"]),
            ("notice", at["noticesnotices"]),
            ("import", at["importsimports?kind=classrooms&into={s}"]),
            ("job", at["terms/{id}/planterms/{c}-term/plan"]),
            ("review", at["terms/{id}/complianceterms/{c}-term/compliance?within={s}"]),
        ]:
            body = (await self.ask(who, made, school)).body
            names[name] = body.get("feed", body.get("about", body))["id"]
        looked = await self.county.ask(who, "GET", f"imports/{names['import']}")
        names["digest"] = looked.body["digest"]
        lessons = await self.county.ask(who, "GET", f"lessons?{TERM}&within={school}")
        names["lesson"], _called_off, names["live"] = (
            each["lesson"]["id"] for each in lessons.body["items"][:3]
        )
        later = await self.county.ask(who, "GET", f"lessons?{LATER}&within={school}")
        names["shut"] = later.body["items"][0]["lesson"]["id"]
        async with self.county.database.engine.begin() as connection:
            live = sa.update(planned).where(planned.c.id.in_([names["live"], names["shut"]]))
            await connection.execute(live.values(state=PlannedState.OPENED))
        store = DatabaseStore(self.county.database.engine)
        await store.create(*_with_a_roll(names["live"], school))
        await self._shut_down(store, names["shut"], school)
        await record(self.county, names["live"], AUGUST)
        await review(self.county, who, names, AUGUST)
        told = await self.county.ask(who, "GET", "incidents")
        names["incident"] = next(
            each["id"] for each in told.body["items"] if each["lesson"] == names["shut"]
        )

    async def _shut_down(self, store: DatabaseStore, id: str, school: str) -> None:
        """Let a lesson be shut down, and its package with one picture be made."""
        lesson, _, events = _with_a_roll(id, school, ShutDown(by=None))
        await store.create(Lesson(msgspec.structs.replace(lesson.record, version=0)), [], [])
        await store.save(lesson, events)
        keeper = self.county.incidents
        keeper.develop = _jpegs
        await keeper.keep(id, [_seen(f"{school}-hall.page")])
        await keeper.look()


def _seen(peer: str) -> Still:
    return Still(peer=peer, source=Source.CAMERA, codec="vp8", age=0.0, data=b"keyframe")


async def _jpegs(stills: Sequence[Still]) -> list[bytes]:
    return [b"\xff\xd8\xff" for _ in stills]


def _with_a_roll(
    id: str, school: str, end: Command | None = None
) -> tuple[Lesson, list[Link], list[Event]]:
    """Return the live lesson, which is over, and whose roll was called."""
    rooms = (("room", Part.DELIVERING), ("hall", Part.RECEIVING))
    seats = tuple(
        Seat(id=f"{school}-{name}", name=name, part=part, registered=True) for name, part in rooms
    )
    lesson = Lesson(
        LessonRecord(
            id=id, title="音乐", subject="音乐", starts_at=AUGUST, ends_at=AUGUST + 2400,
            seats=seats, phase=Phase.LIVE,
        )
    )  # fmt: skip
    lecturer = seats[0].id
    said: list[Command] = [
        Arrive(by=lecturer, session="s"),
        Enter(by=lecturer),
        CallRoll(by=lecturer, expected={}),
        end or EndLesson(by=lecturer),
    ]
    return lesson, [], [event for each in said for event in lesson.handle(each, AUGUST)]


def _said(what: Any, names: Mapping[str, str]) -> Any:
    text = msgspec.json.encode(what).decode()
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", value)
    return msgspec.json.decode(text)


def _rows(school: str, code: str) -> list[tuple[sa.Table, dict[str, Any]]]:
    """Return what people and devices leave behind."""
    change = {
        "person": "{s}-teacher", "scope": IN[school], "asked_at": AUGUST, "state": "pending",
        "decided_at": 0.0, "reason": "",
    }  # fmt: skip
    device = {"agent": "", "x": "{s}", "y": "{s}"}
    rows: list[tuple[sa.Table, dict[str, Any]]] = [
        (accounts.accounts, {
            "person": "{s}-teacher", "login": "{s}", "password": "", "password_at": AUGUST,
            "totp": "", "totp_step": 0, "totp_offered": "", "made_at": AUGUST,
        }),
        (accounts.sessions, {
            "id": "{s}-session", "person": "{s}-teacher", "secret_hash": "{s}", "made_at": AUGUST,
            "seen_at": AUGUST, "half": False, "strong": False, "address": "", "agent": "",
        }),
        (accounts.pictures, {"person": "{s}-teacher", "kind": "image/png", "version": "1"}),
        (accounts.changes, change | {"id": "{s}-name", "field": "display_name", "value": "李明"}),
        (accounts.changes, change | {
            "id": "{s}-picture", "field": "picture", "value": "image/png",
        }),
        (devices, device | {
            "id": "{s}-device", "classroom": "{s}-room", "scope": IN[school], "name": "",
            "made_at": AUGUST, "seen_at": AUGUST,
        }),
        (tickets, {
            "id": "{s}-ticket", "lesson": "l", "scope": IN[school], "by": "{s}-hall",
            "what": "notice", "object": "notice", "reason": "abuse", "made_at": AUGUST,
            "evidence": '{"classroom":"{s}-room","name":"","people":["{s}-teacher"]}',
            "state": "new", "version": 1,
        }),
        (enrolments, device | {
            "device": "{s}-waiting", "code": code, "address": "", "asked_at": AUGUST,
            "expires_at": AUGUST + 600,
        }),
    ]  # fmt: skip
    bytes_of = {"pictures": "data", "changes_asked_for": "picture"}
    return [
        (
            table,
            filled(values, school)
            | ({bytes_of[table.name]: PICTURE} if table.name in bytes_of else {}),
        )
        for table, values in rows
    ]
