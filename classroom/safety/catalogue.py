"""The catalogue: every clause, by chapter, in the order of reports.

Rule: a clause is one entry in one chapter's file; there is nothing else to add. Ids are unique and
never given anew.
"""

import msgspec

from classroom.safety import (
    access,
    accounts,
    coming_in,
    control,
    deployment,
    door,
    hours,
    organisation,
    personal,
    room,
    trail,
)
from classroom.safety.clause import Clause, Words


class Chapter(msgspec.Struct, frozen=True, kw_only=True):
    """Clauses that belong together."""

    id: str
    title: Words
    clauses: tuple[Clause, ...]


CATALOGUE: tuple[Chapter, ...] = (
    Chapter(
        id="accounts",
        title=Words("身份与账号", "Identity and accounts"),
        clauses=(*coming_in.CLAUSES, *accounts.CLAUSES),
    ),
    Chapter(
        id="control",
        title=Words("课堂秩序", "Keeping order in the lesson"),
        clauses=(*control.CLAUSES, *door.CLAUSES),
    ),
    Chapter(id="room", title=Words("课堂", "The lesson"), clauses=room.CLAUSES),
    Chapter(id="hours", title=Words("时间与用眼", "Time and eyes"), clauses=hours.CLAUSES),
    Chapter(id="trail", title=Words("记录与审计", "Records and audit"), clauses=trail.CLAUSES),
    Chapter(
        id="personal",
        title=Words("个人信息", "Personal data"),
        clauses=(*personal.CLAUSES, *access.CLAUSES),
    ),
    Chapter(
        id="deployment", title=Words("网络与部署", "Network and set-up"), clauses=deployment.CLAUSES
    ),
    Chapter(
        id="organisation",
        title=Words("由单位出具", "For people to show"),
        clauses=organisation.CLAUSES,
    ),
)
