"""Chapter: the records: that they are there, whole, and kept long enough."""

from classroom.audit.record import ActorKind
from classroom.safety import sources
from classroom.safety.clause import (
    Clause,
    ClauseOf,
    Finding,
    Words,
    failed,
    of_records,
    of_settings,
    passed,
    unknown,
)
from classroom.safety.evidence import Evidence

SIX_MONTHS = 184  # days; the longest there are
THREE_YEARS = 1095
VERIFIED_WITHIN = 31.0  # days
SIGNED_WITHIN = 2.0  # days from a record to the signed head of its day
DAY = 86_400.0


def kept_long_enough(evidence: Evidence) -> Finding:
    """Tell whether the trail is kept for six months and was found whole of late."""
    facts, verified = evidence.server.facts, evidence.server.verified
    if facts is None:
        return unknown("不知道保存多久", "For how long it is kept is not known")
    setting = of_settings("audit.keep_days")
    if facts.keep_days < SIX_MONTHS:
        return failed(
            f"审计记录只留 {facts.keep_days} 天", f"It is kept for {facts.keep_days} days", setting
        )
    if verified is None:
        return unknown("还没有人核对过全部记录", "Nobody has verified the whole trail yet", setting)
    proofs = [*setting, *of_records([verified.number])]
    if verified.note.result != "ok":
        return failed("核对时发现记录有问题", "It was found broken when verified", proofs)
    days = (evidence.now - verified.at) / DAY
    if days > VERIFIED_WITHIN:
        return unknown(
            f"上次核对是 {days:.0f} 天前", f"It was last verified {days:.0f} days ago", proofs
        )
    return passed(
        f"留 {facts.keep_days} 天，核对无误",
        f"Kept for {facts.keep_days} days and verified whole",
        proofs,
    )


def signed_daily(evidence: Evidence) -> Finding:
    """Tell whether the days of the trail are signed."""
    server = evidence.server
    if server.last_record_at is None:
        return unknown("还没有记录", "There are no records yet")
    if server.head_at is None:
        young = evidence.now - server.last_record_at < SIGNED_WITHIN * DAY
        if young:
            return unknown("还没有满一天", "The first day is not over yet")
        return failed("没有一天的记录签过名", "No day of it was ever signed")
    behind = (min(evidence.now, server.last_record_at) - server.head_at) / DAY
    proofs = of_records([server.head_number])
    if behind > SIGNED_WITHIN:
        return failed(
            f"已有 {behind:.0f} 天没有签名", f"The last {behind:.0f} days are not signed", proofs
        )
    return passed("每天的记录都签了名", "Each day is signed", proofs)


def records_say_who(evidence: Evidence) -> Finding:
    """Tell whether the records of this lesson say when, who, what, from where and how it ended."""
    records = evidence.lesson.records
    if not records:
        return unknown("这节课还没有审计记录", "The trail has nothing of this lesson yet")
    wrong = [
        r
        for r in records
        if not (r.at and r.note.action and r.note.result)
        or (r.note.result == "ok" and r.actor.kind is ActorKind.NOBODY)
        or (r.actor.kind in (ActorKind.PERSON, ActorKind.DEVICE) and not r.actor.address)
    ]
    if wrong:
        return failed(
            "有记录缺少时间、人、地址或结果",
            "Records lack time, actor, address or result",
            of_records(r.number for r in wrong),
        )
    return passed(
        f"{len(records)} 条记录都有时间、人、事、地址和结果",
        f"All {len(records)} records say when, who, what, where from and how it ended",
        of_records(r.number for r in records),
    )


def processing_on_record(evidence: Evidence) -> Finding:
    """Tell whether records of how personal data was dealt with are kept for three years."""
    facts = evidence.server.facts
    if facts is None:
        return unknown("不知道保存多久", "For how long it is kept is not known")
    setting = of_settings("audit.keep_days")
    if facts.keep_days < THREE_YEARS:
        return failed(
            f"处理记录只留 {facts.keep_days} 天，不足三年",
            f"Records are kept for {facts.keep_days} days, less than three years",
            setting,
        )
    return passed("处理记录留满三年", "Records are kept for three years", setting)


CLAUSES = (
    Clause(
        id="N-log",
        source=sources.cyber("2016 第二十一条（三）；2025 修正第二十三条（三）"),
        title=Words("日志留存六个月", "Logs for six months"),
        text=Words(
            "网络日志留存不少于六个月，内容完整、能核对。",
            "Logs are kept for six months at least, whole and verifiable.",
        ),
        of=ClauseOf.SERVER,
        decide=kept_long_enough,
    ),
    Clause(
        id="G3-chain",
        source=sources.levels("8.1.4.3"),
        title=Words("审计记录受保护", "The trail is protected"),
        text=Words(
            "审计记录不能删改，每天签名，改动能被发现。",
            "The trail is not altered or removed; its days are signed, so that it would show.",
        ),
        of=ClauseOf.SERVER,
        decide=signed_daily,
    ),
    Clause(
        id="G3-fields",
        source=sources.levels("8.1.4.3"),
        title=Words("审计记录的内容", "What a record says"),
        text=Words(
            "每条记录有时间、用户、事件、是否成功，覆盖每个用户。",
            "Each record has time, user, event and result, and covers every user.",
        ),
        decide=records_say_who,
    ),
    Clause(
        id="P55/56",
        source=sources.personal("第五十五、五十六条"),
        title=Words("处理记录三年", "Processing records for three years"),
        text=Words(
            "个人信息的导出、删除、提供都有记录，留三年。",
            "Exports, erasures and hand-overs of personal data are on record for three years.",
        ),
        of=ClauseOf.SERVER,
        people=Words("影响评估报告", "The impact assessment"),
        decide=processing_on_record,
    ),
)
