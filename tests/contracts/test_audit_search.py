"""Looking something up in the trail, whether it is among the latest records or far back."""

from collections.abc import Callable

import pytest

from classroom.audit.record import AuditRecord
from classroom.audit.search import AuditQuery
from classroom.register.scope import ROOT, Sight
from classroom.store import audit_search
from tests.contracts.audit_days import Days

COUNTY = "/county/"
SCHOOL, OTHER, NEIGHBOUR = "/county/school/", "/county/other/", "/county-2/school/"
ALL, MINE = Sight((ROOT,)), Sight((COUNTY,))
Is = Callable[[AuditRecord], bool]

QUESTIONS: dict[str, tuple[Sight, AuditQuery, Is]] = {
    "everything": (ALL, AuditQuery(), lambda _: True),
    "a school": (ALL, AuditQuery(within=SCHOOL), lambda r: r.note.scope == SCHOOL),
    "only the neighbours are recent": (
        MINE,
        AuditQuery(),
        lambda r: r.note.scope.startswith(COUNTY),
    ),
    "a room": (ALL, AuditQuery(object="room-1"), lambda r: r.note.object == "room-1"),
    "a common action in a school": (
        MINE,
        AuditQuery(action="replace", within=OTHER),
        lambda r: r.note.scope == OTHER,
    ),
    "somebody unknown": (ALL, AuditQuery(actor="nobody"), lambda _: False),
}


@pytest.mark.parametrize("question", QUESTIONS)
async def test_page_by_page_everything_is_found_once(
    days: Days, monkeypatch: pytest.MonkeyPatch, question: str
) -> None:
    monkeypatch.setattr(audit_search, "RECENT", 4)
    for scope in (SCHOOL, OTHER, SCHOOL, NEIGHBOUR, NEIGHBOUR):
        await days.write(4, scope)
    sight, asked, wanted = QUESTIONS[question]

    found: list[AuditRecord] = []
    before: int | None = None
    while True:
        query = AuditQuery(
            action=asked.action, object=asked.object, actor=asked.actor,
            within=asked.within, before=before, limit=2,
        )  # fmt: skip
        page = await audit_search.page(days.trail.database, sight, query)
        found += page.items
        if page.after is None:
            break
        before = int(page.after)

    every = [record async for run in days.trail.runs() for record in run]
    assert found == [record for record in reversed(every) if wanted(record)]
