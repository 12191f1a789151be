"""Chapter: how the server is set up and run."""

from classroom.safety import sources
from classroom.safety.clause import (
    Clause,
    ClauseKind,
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

NO_FACTS = ("不知道服务器的设置", "How the server is set up is not known")
OWN = ("'self'", "'none'", "data:", "blob:", "mediastream:")


def encrypted_on_the_way(evidence: Evidence) -> Finding:
    """Tell whether pages are reached by HTTPS; sound and pictures always are by DTLS-SRTP."""
    facts = evidence.server.facts
    if facts is None:
        return unknown(*NO_FACTS)
    setting = of_settings("web.public_url")
    if not facts.public_url.startswith("https://"):
        return failed("网页没有用 HTTPS", "Its pages are not reached by HTTPS", setting)
    return passed(
        "网页用 HTTPS，声音画面用 DTLS-SRTP",
        "Pages by HTTPS, sound and pictures by DTLS-SRTP",
        setting,
    )


def encrypted_at_rest(evidence: Evidence) -> Finding:
    """Say that the server does not see what disk its database is on."""
    return unknown(
        "数据库所在磁盘是否加密，服务器看不到，请另附说明",
        "Whether the database's disk is encrypted cannot be seen from here",
    )


def administered_from_known_places(evidence: Evidence) -> Finding:
    """Tell whether administrators come from named networks only."""
    facts = evidence.server.facts
    if facts is None:
        return unknown(*NO_FACTS)
    setting = of_settings("web.admin_networks")
    if not facts.admin_networks:
        return failed("从任何地址都能进入管理", "Anybody's network will do to administer", setting)
    return passed(
        f"只能从 {len(facts.admin_networks)} 个网段管理",
        f"Administered from {len(facts.admin_networks)} networks only",
        setting,
    )


def backups_come_back(evidence: Evidence) -> Finding:
    """Tell whether a backup was ever restored."""
    restored = evidence.server.restored
    if restored is None:
        return unknown(
            "没有恢复演练的记录；备份本身不留在审计里",
            "No restore is on record; backups themselves leave none",
        )
    return passed(
        "做过恢复，逐表核对一致",
        "A backup was restored, table by table",
        of_records([restored.number]),
    )


def nothing_foreign(evidence: Evidence) -> Finding:
    """Tell whether pages load and reach nothing but this server."""
    facts = evidence.server.facts
    if facts is None or not facts.page_policy:
        return unknown(*NO_FACTS)
    named = [part.split()[1:] for part in facts.page_policy.split(";") if part.strip()]
    foreign = sorted(
        {
            word
            for words in named
            for word in words
            if word not in OWN and not word.startswith(("ws://", "wss://"))
        }
    )
    if foreign or not facts.page_policy.startswith("default-src 'self'"):
        return failed(
            f"页面可以加载外部内容：{' '.join(foreign)}",
            f"Pages may load from elsewhere: {' '.join(foreign)}",
            of_settings("page_policy"),
        )
    return passed(
        "页面只加载本服务器的内容，没有广告和第三方统计",
        "Pages load from this server only: no advertising, no trackers",
        of_settings("page_policy"),
    )


def vendor_sees_nothing(_evidence: Evidence) -> Finding:
    """Say that this is shown where the server stands, not by itself."""
    return unknown(
        "默认不向外连接；请在部署处用防火墙记录证明",
        "Nothing connects outwards by default; show it by the firewall's record",
    )


CLAUSES = (
    Clause(
        id="G5-way",
        source=sources.levels("8.1.4.7、8.1.4.8"),
        title=Words("传输加密", "Encrypted on the way"),
        text=Words(
            "网页、信令、声音和画面传输时都加密。",
            "Pages, signaling, sound and pictures are encrypted on the way.",
        ),
        of=ClauseOf.SERVER,
        decide=encrypted_on_the_way,
    ),
    Clause(
        id="G5-rest",
        source=sources.levels("8.1.4.7、8.1.4.8"),
        title=Words("存储加密", "Encrypted at rest"),
        text=Words(
            "个人信息和录像加密保存，改动能被发现。",
            "Personal data and recordings are encrypted where they lie.",
        ),
        kind=ClauseKind.MIXED,
        of=ClauseOf.SERVER,
        people=Words("磁盘或数据库加密的说明", "How disk or database are encrypted"),
        decide=encrypted_at_rest,
    ),
    Clause(
        id="G4",
        source=sources.levels("8.1.4.4"),
        title=Words("限制管理地址", "Administered from known places"),
        text=Words(
            "限制从哪些地址管理，关闭不用的服务，及时打补丁。",
            "Administration is limited to known addresses; what is not needed is off.",
        ),
        kind=ClauseKind.MIXED,
        of=ClauseOf.SERVER,
        people=Words("漏洞扫描和补丁记录", "Scans and patches"),
        decide=administered_from_known_places,
    ),
    Clause(
        id="G6",
        source=sources.levels("8.1.4.9"),
        title=Words("备份与恢复", "Backup and restore"),
        text=Words(
            "定期备份，异地保存，试过能恢复。", "Backed up, kept elsewhere, and restored as a test."
        ),
        kind=ClauseKind.MIXED,
        of=ClauseOf.SERVER,
        people=Words("异地备份的安排", "Where the second copy is"),
        decide=backups_come_back,
    ),
    Clause(
        id="U74/M24",
        source=sources.youth("第七十四条；教技函〔2019〕55号"),
        title=Words("没有广告和无关内容", "No advertising"),
        text=Words(
            "不插广告、游戏链接，不推送与教学无关的信息。",
            "No advertising, no game links, nothing that is not about teaching.",
        ),
        of=ClauseOf.SERVER,
        decide=nothing_foreign,
    ),
    Clause(
        id="G7/G8/D16",
        source=sources.data("第十六条；GB/T 22239 8.1.4.10、8.1.4.11"),
        title=Words("数据不外传", "The data stays"),
        text=Words(
            "提供方看不到、带不走使用单位的数据，不向外回传。",
            "Whoever supplies the software sees nothing of the data, and nothing is sent home.",
        ),
        kind=ClauseKind.MIXED,
        of=ClauseOf.SERVER,
        decide=vendor_sees_nothing,
    ),
)
