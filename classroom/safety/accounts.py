"""Chapter: how accounts are looked after, and who administers."""

from classroom.permissions import Role
from classroom.safety import sources
from classroom.safety.clause import (
    Clause,
    ClauseOf,
    Finding,
    Words,
    absent,
    failed,
    of_records,
    of_settings,
    passed,
    unknown,
)
from classroom.safety.evidence import Evidence

ADMINISTER = (Role.SYSTEM_ADMIN, Role.SCHOOL_ADMIN, Role.AUDITOR, Role.INSPECTOR)
WAITS_DAYS = 7.0
MOST_IDLE_MINUTES = 60.0
MOST_TRIES = 10
DAY = 86_400.0


def names_are_checked(evidence: Evidence) -> Finding:
    """Tell whether names and pictures that people ask for are looked at in time."""
    since = evidence.server.changes_since
    if since is not None and evidence.now - since > WAITS_DAYS * DAY:
        days = int((evidence.now - since) / DAY)
        return failed(
            f"有名称或头像已等待审核 {days} 天", f"A name or picture has waited {days} days"
        )
    if not evidence.server.changes_checked:
        return unknown(
            "还没有人申请改名称或头像", "Nobody has asked for another name or picture yet"
        )
    return passed(
        "改名称和头像都经人审核，没有积压",
        "Names and pictures are checked before they show; none waits long",
        of_records(evidence.server.changes_checked),
    )


def administrators_need_two(evidence: Evidence) -> Finding:
    """Tell whether whoever administers cannot do without a second factor."""
    rules = evidence.server.rules
    if rules is None:
        return unknown("不知道登录规则", "The sign-in rules are not known")
    setting = of_settings("signin_rules.second_factor")
    missing = [role.value for role in ADMINISTER if role not in rules.second_factor]
    if missing:
        return failed(
            f"这些管理角色可以不用第二步验证：{'、'.join(missing)}",
            f"These roles may do without a second factor: {', '.join(missing)}",
            setting,
        )
    return passed(
        "各类管理角色都必须用第二步验证", "Every administering role needs a second factor", setting
    )


def sign_in_is_guarded(evidence: Evidence) -> Finding:
    """Tell whether guessing is stopped, idle sessions end, and old passwords are pointed out."""
    facts, rules = evidence.server.facts, evidence.server.rules
    if facts is None or rules is None:
        return unknown("不知道登录设置", "The sign-in settings are not known")
    wrong = [
        name
        for name, bad in (
            ("signin.lock_after", facts.lock_after > MOST_TRIES),
            ("signin.idle_minutes", facts.idle_minutes > MOST_IDLE_MINUTES),
            ("signin.absolute_hours", facts.absolute_hours > 24),
            ("signin_rules.password_days", rules.password_days == 0),
        )
        if bad
    ]
    if wrong:
        return failed(
            "登录设置过宽，或不提醒更换密码",
            "Sign-in is set too wide, or nobody is reminded of an old password",
            of_settings(*wrong),
        )
    return passed(
        f"错 {facts.lock_after} 次锁定，闲置 {facts.idle_minutes:g} 分钟退出，定期提醒换密码",
        f"Locked after {facts.lock_after} tries, signed out after {facts.idle_minutes:g} idle "
        "minutes, reminded of old passwords",
        of_settings("signin.lock_after", "signin.idle_minutes", "signin_rules.password_days"),
    )


def roles_are_apart(evidence: Evidence) -> Finding:
    """Tell whether there is an auditor who administers nothing."""
    administrators, auditors = evidence.server.administrators, evidence.server.auditors
    if administrators is None or auditors is None:
        return unknown("不知道谁有管理角色", "Who administers is not known")
    if not auditors:
        return failed("没有审计员", "There is no auditor")
    if both := set(administrators) & set(auditors):
        return failed(
            f"{len(both)} 人同时是管理员和审计员", f"{len(both)} people administer and audit"
        )
    return passed(
        f"{len(administrators)} 名管理员与 {len(auditors)} 名审计员分开",
        f"{len(administrators)} administrators and {len(auditors)} auditors, none both",
        of_settings("people.grants"),
    )


CLAUSES = (
    Clause(
        id="R10",
        source=sources.accounts("第十条"),
        title=Words("名称和头像先审后显", "Names and pictures are checked first"),
        text=Words(
            "注册和每次修改名称、头像，都经审核后才显示。",
            "A new name or picture shows only after somebody has checked it, every time.",
        ),
        of=ClauseOf.SERVER,
        decide=names_are_checked,
    ),
    Clause(
        id="G1d",
        source=sources.levels("8.1.4.1 d"),
        title=Words("管理角色必须双因子", "Administering needs two factors"),
        text=Words(
            "管理、审计、督导的角色必须用两种以上的鉴别方式。",
            "Who administers, audits or inspects needs more than one factor.",
        ),
        of=ClauseOf.SERVER,
        decide=administrators_need_two,
    ),
    Clause(
        id="B5",
        source=sources.standard("课前"),
        title=Words("对接统一身份认证平台", "The customer's identity platform"),
        text=Words(
            "与使用单位的统一身份认证平台对接，身份变化随时同步。",
            "Connected to the customer's identity platform and kept in step with it.",
        ),
        of=ClauseOf.SERVER,
        decide=absent("统一身份认证对接", "an identity platform's connection"),
    ),
    Clause(
        id="G1a/b",
        source=sources.levels("8.1.4.1 a、b"),
        title=Words("登录失败处理与超时退出", "Failed sign-ins and idle sessions"),
        text=Words(
            "连续输错锁定，闲置自动退出，定期更换密码。具体数字是本地规定。",
            "Wrong tries lock, idle sessions end, passwords are renewed. The figures are local.",
        ),
        of=ClauseOf.SERVER,
        decide=sign_in_is_guarded,
    ),
    Clause(
        id="G2",
        source=sources.levels("8.1.4.2"),
        title=Words("管理权限分离", "Administration is divided"),
        text=Words(
            "没有默认账号；管理和审计由不同的人担任。",
            "No default accounts; who administers does not audit.",
        ),
        of=ClauseOf.SERVER,
        decide=roles_are_apart,
    ),
)
