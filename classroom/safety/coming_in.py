"""Chapter: who came into a lesson, and how that was made certain."""

import msgspec

from classroom.audit.record import ActorKind, AuditRecord
from classroom.events import PhaseChanged, PresenceChanged, StreamOpened
from classroom.register.people import VerifiedBy
from classroom.safety import sources
from classroom.safety.clause import (
    Clause,
    ClauseKind,
    Finding,
    Proof,
    ProofKind,
    Words,
    failed,
    of_classrooms,
    of_events,
    of_records,
    of_settings,
    passed,
    unknown,
)
from classroom.safety.evidence import Evidence
from classroom.states import Phase, Presence

NOBODY_CAME = ("没有人进入过这节课", "Nobody came into this lesson")
FRESH_HOURS = 12.0  # a working day
CERTAIN = (ActorKind.PERSON, ActorKind.DEVICE)


class _Seat(msgspec.Struct):
    seat: str = ""
    assists: bool = False  # an assistant who neither sends nor receives


def seat_of(admission: AuditRecord) -> str:
    """Return the classroom an admission was to."""
    return _place(admission).seat


def _place(admission: AuditRecord) -> _Seat:
    return msgspec.json.decode(admission.note.detail or "{}", type=_Seat)


def verified_speak(evidence: Evidence) -> Finding:
    """Tell whether nobody sent anything whom nobody has verified."""
    lesson = evidence.lesson
    sent = [h for h in lesson.events if isinstance(h.event, StreamOpened) and not h.event.ingest]
    if not sent or not lesson.is_whole:
        return unknown("没有人发送过声音或画面", "Nobody sent sound or pictures")
    wrong = []
    for each in sent:
        assert isinstance(each.event, StreamOpened)
        came = [
            r
            for r in lesson.admissions
            if seat_of(r) == each.event.classroom
            and not _place(r).assists
            and r.at <= each.event.at
        ]
        if not came:
            return unknown(
                "有声音或画面，找不到是谁进来发的",
                "There is sound or pictures, and no record of who came in to send them",
                of_events([each]),
            )
        who = came[-1].actor
        known = who.kind is ActorKind.DEVICE or (
            who.kind is ActorKind.PERSON
            and lesson.verified.get(who.id, VerifiedBy.NOBODY) is not VerifiedBy.NOBODY
        )
        if not known:
            wrong += [*of_events([each]), *of_records([came[-1].number])]
    if wrong:
        return failed(
            "身份未核验的人发送了声音或画面",
            "Somebody nobody has verified sent sound or pictures",
            wrong,
        )
    return passed(
        f"{len(sent)} 路声音和画面都来自已核验的人或教室设备（文字由服务器拦下，不在此逐条核对）",
        f"All {len(sent)} tracks came from verified people or classroom devices (what is typed the "
        "server holds to it; it is not looked at here)",
        of_events(sent),
    )


def everybody_is_somebody(evidence: Evidence) -> Finding:
    """Tell whether every classroom that was there came in by an identity on record."""
    lesson = evidence.lesson
    there = {
        h.event.classroom: h
        for h in lesson.events
        if isinstance(h.event, PresenceChanged) and h.event.presence is Presence.PRESENT
    }
    if not there:
        return unknown(*NOBODY_CAME)
    by = {seat_of(r) for r in lesson.admissions if r.actor.kind in CERTAIN}
    without = [room for room in there if room not in by]
    if without:
        return failed(
            "有教室进了课堂，没有登录或设备认证的记录",
            "A classroom was there with no sign-in or device on record",
            [*of_events(there[room] for room in without), *of_classrooms(without)],
        )
    return passed(
        f"{len(there)} 个教室都凭登录或教室设备进入",
        f"All {len(there)} classrooms came in by a sign-in or a device",
        of_records(r.number for r in lesson.admissions),
    )


def two_factors(evidence: Evidence) -> Finding:
    """Tell whether everybody came in by two factors, or by a device's key."""
    lesson = evidence.lesson
    if not lesson.admissions:
        return unknown(*NOBODY_CAME)
    strong = {r.actor.session for r in lesson.sign_ins if _is_second_step(r)}
    weak = [
        r
        for r in lesson.admissions
        if r.actor.kind is not ActorKind.DEVICE and r.actor.session not in strong
    ]
    if weak:
        return failed(
            f"有 {len(weak)} 次进入只凭密码或链接",
            f"{len(weak)} admissions were by a password or link alone",
            [*of_records(r.number for r in weak), *of_settings("signin_rules.second_factor")],
        )
    return passed(
        "进入的人都用了第二步验证，或是教室设备",
        "All came in by two factors or by a classroom's device",
        of_records(r.number for r in lesson.admissions),
    )


def _is_second_step(record: AuditRecord) -> bool:
    steps = ("second_factor", "take_second_factor")
    return record.note.action in steps and record.note.result == "ok"


def devices_are_known(evidence: Evidence) -> Finding:
    """Tell whether each classroom has its device, and none came in after it was revoked."""
    lesson = evidence.lesson
    if lesson.planned is None:
        return unknown("课表里没有这节课", "The timetable does not know this lesson")
    rooms = lesson.planned.classrooms
    revoked = {d.id: d.revoked_at for each in lesson.devices.values() for d in each if d.revoked_at}
    late = [r for r in lesson.admissions if (at := revoked.get(r.actor.device)) and r.at > at]
    if late:
        return failed(
            "已停用的设备进入过课堂",
            "A device came in after it was revoked",
            of_records(r.number for r in late),
        )
    without = [
        room
        for room in rooms
        if not any(
            d.made_at <= lesson.planned.ends_at
            and (d.revoked_at is None or d.revoked_at > lesson.planned.starts_at)
            for d in lesson.devices.get(room, ())
        )
    ]
    if without:
        return failed(
            f"{len(without)} 个教室没有登记设备",
            f"{len(without)} classrooms have no enrolled device",
            of_classrooms(without),
        )
    return passed(
        "每个教室都有登记的设备",
        "Each classroom has an enrolled device",
        [Proof(ProofKind.DEVICE, d.id) for room in rooms for d in lesson.devices[room]],
    )


def real_names(evidence: Evidence) -> Finding:
    """Tell whether it is certain who teaches and who assists."""
    planned, known = evidence.lesson.planned, evidence.lesson.verified
    if planned is None:
        return unknown("课表里没有这节课", "The timetable does not know this lesson")
    named = [planned.lecturer, *(r.assistant for r in planned.receivers if r.assistant)]
    named += [r.actor.id for r in evidence.lesson.people]
    if [p for p in named if known.get(p, VerifiedBy.NOBODY) is VerifiedBy.NOBODY]:
        return failed(
            "有授课或助教的人还没有核验身份",
            "Somebody who teaches or assists has not been verified",
            of_records(
                r.number
                for r in evidence.lesson.people
                if known.get(r.actor.id, VerifiedBy.NOBODY) is VerifiedBy.NOBODY
            ),
        )
    if not evidence.lesson.people:
        return unknown("没有人登录进入过这节课", "Nobody came in by signing in")
    return passed(
        "授课和助教的人都已核验身份",
        "All who teach and assist are verified",
        of_records(r.number for r in evidence.lesson.people),
    )


def fresh_at_start(evidence: Evidence) -> Finding:
    """Tell whether the lecturer had proven who they are within a working day of going live."""
    lesson = evidence.lesson
    started = [
        h
        for h in lesson.events
        if isinstance(h.event, PhaseChanged)
        and h.event.phase is Phase.LIVE
        and h.event.reason == "lecturer"
    ]
    if not started or lesson.planned is None:
        return unknown("没有老师按下开始上课", "No lecturer started the lesson")
    live = started[0].event.at
    came = [r for r in lesson.people if r.actor.id == lesson.planned.lecturer and r.at <= live]
    proven = {r.actor.session for r in came}
    steps = [
        r for r in lesson.sign_ins if {r.note.object, r.actor.session} & proven and r.at <= live
    ]
    if not steps:
        return unknown("找不到老师登录的记录", "There is no record of the lecturer's sign-in")
    hours = (live - steps[-1].at) / 3600
    proofs = [*of_events(started[:1]), *of_records([steps[-1].number])]
    if hours > FRESH_HOURS:
        return failed(
            f"开播时距老师上次验证已 {hours:.0f} 小时",
            f"The lecturer had last proven who they are {hours:.0f} hours before going live",
            [*proofs, *of_settings("signin.absolute_hours")],
        )
    return passed(
        "老师开播前刚验证过身份",
        "The lecturer had proven who they are shortly before going live",
        proofs,
    )


CLAUSES = (
    Clause(
        id="A2/R9",
        source=sources.accounts("第九条"),
        title=Words("核验身份后才能发布", "Verified before publishing"),
        text=Words(
            "没有核验过真实身份的账号，不能发送声音、画面和消息。",
            "An account whose owner nobody has verified sends no sound, pictures or messages.",
        ),
        kind=ClauseKind.MIXED,
        people=Words("核验时看了什么材料", "What was looked at to verify them"),
        decide=verified_speak,
    ),
    Clause(
        id="B1",
        source=sources.standard("课前"),
        title=Words("身份认证", "Authentication"),
        text=Words(
            "进入课堂的每一方都有认证过的身份。", "Whoever comes into a lesson is authenticated."
        ),
        decide=everybody_is_somebody,
    ),
    Clause(
        id="B2",
        source=sources.standard("课前"),
        title=Words("双因子认证", "Two factors"),
        text=Words(
            "支持双因子认证；这节课进入的人都用了。",
            "Two factors are supported, and whoever came into this lesson used them.",
        ),
        decide=two_factors,
    ),
    Clause(
        id="B3",
        source=sources.standard("课前"),
        title=Words("设备认证", "Device authentication"),
        text=Words(
            "每个教室用登记过的设备；停用的设备不能再进入。",
            "Each classroom has an enrolled device; a revoked one does not come in.",
        ),
        decide=devices_are_known,
    ),
    Clause(
        id="B4/M31a",
        source=sources.standard("课前"),
        title=Words("实名认证", "Real names"),
        text=Words(
            "授课和助教的人身份真实，已经核验；系统不保存证件号码。",
            "Who teaches and assists is verified; no identity number is kept.",
        ),
        kind=ClauseKind.MIXED,
        people=Words("学生身份由学校学籍保证", "Pupils are known by their school's roll"),
        decide=real_names,
    ),
    Clause(
        id="M31b",
        source=sources.minors("第三十一条第二款"),
        title=Words("开播前核验", "A fresh check before going live"),
        text=Words(
            "开播的人身份要动态核验：开播前不久刚验证过。",
            "Who goes live has proven who they are not long before.",
        ),
        decide=fresh_at_start,
    ),
)
