"""Chapter: children's data."""

from classroom.events import StreamOpened
from classroom.register.people import Consent
from classroom.safety import sources
from classroom.safety.clause import (
    Clause,
    ClauseKind,
    ClauseOf,
    Finding,
    Proof,
    ProofKind,
    Words,
    absent,
    failed,
    of_events,
    of_records,
    of_settings,
    passed,
    unknown,
)
from classroom.safety.evidence import Evidence

FACES = {
    "cv2", "opencv", "dlib", "face", "faces", "facenet", "insightface", "deepface", "mediapipe",
    "retinaface", "arcface",
}  # fmt: skip


def guardians_were_asked(evidence: Evidence) -> Finding:
    """Tell whether there is a notice, and the guardians of all pupils there were asked."""
    lesson = evidence.lesson
    if lesson.planned is None:
        return unknown("课表里没有这节课", "The timetable does not know this lesson")
    if not lesson.notice:
        return failed("没有公布过家长告知书", "No notice for guardians is in force")
    notice = [Proof(ProofKind.NOTICE, lesson.notice)]
    pupils = sum(lesson.consents.values())
    if not pupils:
        return unknown("没有登记上课的学生", "The pupils who attend are not registered", notice)
    if unasked := lesson.consents.get(Consent.UNASKED, 0):
        return failed(
            f"{pupils} 名学生中有 {unasked} 名的家长没有答复",
            f"Of {pupils} pupils, the guardians of {unasked} have not answered",
            notice,
        )
    return passed(
        f"{pupils} 名学生的家长都已告知并答复；不同意的照常上课，不被点名",
        f"The guardians of all {pupils} pupils were told and have answered; who refused attends "
        "and is not named",
        notice,
    )


def wishes_are_answered(evidence: Evidence) -> Finding:
    """Tell whether what guardians asked for was done, or refused in writing."""
    server = evidence.server
    if server.refused_unwritten:
        return failed(
            f"{server.refused_unwritten} 次拒绝没有写理由",
            f"{server.refused_unwritten} refusals have no written reason",
        )
    if not server.wishes:
        return unknown("还没有家长提出过", "No guardian has asked yet")
    return passed(
        "查看、复制、删除都办了，拒绝的都写了理由",
        "What was asked for was done, or refused with a written reason",
        of_records(r.number for r in server.wishes),
    )


def gone_when_due(evidence: Evidence) -> Finding:
    """Tell whether pupils' data goes when its time is over."""
    server = evidence.server
    if server.facts is None or server.overdue_pupils is None:
        return unknown("不知道保存多久", "For how long it is kept is not known")
    setting = of_settings("privacy.removed_days", "privacy.left_years", "privacy.answers_days")
    if server.overdue_pupils:
        return failed(
            f"{server.overdue_pupils} 名学生的信息过期未删",
            f"The data of {server.overdue_pupils} pupils is kept beyond its time",
            setting,
        )
    if server.overdue_answers:
        return failed(
            f"{server.overdue_answers} 条学生作答过期未删",
            f"{server.overdue_answers} answers of pupils are kept beyond their time",
            setting,
        )
    if not server.forgotten:
        return unknown("还没有到期删除过", "Nothing has come to its end yet", setting)
    return passed(
        f"移出名册 {server.facts.removed_days} 天后删除，没有过期未删的",
        f"Gone {server.facts.removed_days} days after they leave the roll; none is overdue",
        [*setting, *of_records(server.forgotten)],
    )


def pupils_do_not_publish(evidence: Evidence) -> Finding:
    """Tell whether every stream was a classroom's of the lesson, so no pupil's own."""
    lesson = evidence.lesson
    sent = [h for h in lesson.events if isinstance(h.event, StreamOpened)]
    if lesson.record is None or not sent or not lesson.is_whole:
        return unknown("没有声音或画面", "There was no sound and no picture")
    rooms = {seat.id for seat in lesson.record.seats if seat.registered}
    wrong = [
        h for h in sent if isinstance(h.event, StreamOpened) and h.event.classroom not in rooms
    ]
    if wrong:
        return failed(
            "有不属于登记教室的声音或画面",
            "Sound or pictures came from no registered classroom",
            of_events(wrong),
        )
    if lesson.pupils_published:
        return unknown(
            "学生没有自己的直播；公开的录像里有学生画面，请出示每位家长的同意",
            "No pupil had a stream of their own; pupils are seen in what is published of it: show "
            "every guardian's consent",
            of_events(sent),
        )
    return passed(
        "声音和画面都是教室的，学生没有自己的直播，公开的录像里没有学生",
        "All sound and pictures were classrooms'; no pupil had a stream of their own, and none is "
        "in what is published",
        of_events(sent),
    )


def _parts(name: str) -> list[str]:
    """Return the words of a library's name: not every `interface` has to do with faces."""
    return name.lower().replace("_", "-").replace(".", "-").split("-")


def no_face_recognition(evidence: Evidence) -> Finding:
    """Tell whether nothing is installed that recognises faces."""
    facts = evidence.server.facts
    if facts is None or not facts.libraries:
        return unknown("不知道装了哪些程序库", "What is installed is not known")
    found = [name for name in facts.libraries if FACES & {*_parts(name)}]
    if found:
        return failed(
            f"装有可能识别人脸的程序库：{'、'.join(found)}",
            f"Installed, and able to recognise faces: {', '.join(found)}",
        )
    return passed(
        f"{len(facts.libraries)} 个程序库中没有人脸识别",
        f"None of {len(facts.libraries)} libraries recognises faces",
        of_settings("libraries"),
    )


CLAUSES = (
    Clause(
        id="P13-17/P31/C8-10",
        source=sources.personal("第十三至十七、三十一条；儿童规定第八至十条"),
        title=Words("告知并征得家长同意", "Guardians are told and asked"),
        text=Words(
            "用专门的告知书告诉家长，允许拒绝；不同意也能上课。",
            "Guardians are told by a notice of its own and may refuse; who refuses still attends.",
        ),
        kind=ClauseKind.MIXED,
        people=Words("处理的法律依据由单位确定", "The legal basis is for the school to decide"),
        decide=guardians_were_asked,
    ),
    Clause(
        id="P44-47/M34",
        source=sources.personal("第四十四至四十七条；未保条例第三十四条"),
        title=Words("查看、复制、更正、删除", "See, copy, correct, delete"),
        text=Words(
            "家长提出就办；不能办的书面说明理由。",
            "What a guardian asks for is done, or refused in writing with the reason.",
        ),
        of=ClauseOf.SERVER,
        decide=wishes_are_answered,
    ),
    Clause(
        id="P19/H4",
        source=sources.personal("第十九条"),
        title=Words("到期删除", "Gone when its time is over"),
        text=Words(
            "个人信息只留必要的时间，到期自动删除，法律要求保留的除外。",
            "Personal data is kept for the shortest time necessary and then goes by itself.",
        ),
        of=ClauseOf.SERVER,
        decide=gone_when_due,
    ),
    Clause(
        id="M35/P57/D11/L4",
        source=sources.minors("第三十五条；个保法第五十七条"),
        title=Words("泄露时的处置", "When data has leaked"),
        text=Words(
            "发生泄露立即补救、24 小时内报告、告知受影响的人。",
            "A leak is remedied at once, reported within 24 hours, and told to those affected.",
        ),
        kind=ClauseKind.MIXED,
        of=ClauseOf.SERVER,
        people=Words("应急预案和联系人", "The emergency plan and who to call"),
        decide=absent("泄露事件台账", "a record of incidents"),
    ),
    Clause(
        id="U76",
        source=sources.youth("第七十六条"),
        title=Words("学生不开直播", "Pupils do not publish"),
        text=Words(
            "未成年人没有自己的直播账号，画面只在课堂里。",
            "Minors have no publishing account; pictures stay within the lesson.",
        ),
        decide=pupils_do_not_publish,
    ),
    Clause(
        id="L6",
        source=sources.faces("第八条"),
        title=Words("不用人脸识别", "No face recognition"),
        text=Words(
            "点名和登录都不用人脸识别。",
            "Neither the roll nor signing in recognises faces.",
        ),
        of=ClauseOf.SERVER,
        decide=no_face_recognition,
    ),
)
