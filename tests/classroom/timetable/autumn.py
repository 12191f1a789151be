"""An autumn term of 绿水县 to plan: Tuesday 2026-09-01 to Friday 2027-01-22, music on Tuesdays."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from classroom.timetable.calendar import BellSchedule, CalendarDay, DayKind, Period, Term
from classroom.timetable.days import Days
from classroom.timetable.pairings import Change, Pairing, Receiver, Slot, SlotException
from classroom.timetable.planned import PlannedLesson
from classroom.timetable.planner import Material, Planner

ZONE = ZoneInfo("Asia/Shanghai")
CENTRE, QINGSHAN, SHIQIAO = "/county/centre/", "/county/qingshan/", "/county/shiqiao/"
TERM = Term(
    id="autumn", region="county", name="秋季", first_day="2026-09-01", last_day="2027-01-22"
)
BELLS = BellSchedule(
    id="bells",
    school="centre",
    name="全年",
    periods=(Period("08:30", "09:10"), Period("09:20", "10:00"), Period("10:10", "10:50")),
)


def at(day: str, time: str) -> float:
    """A school's day and time in seconds."""
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=ZONE).timestamp()


def pairing(id: str, **fields: Any) -> Pairing:
    """Music from the centre school to 青山 and 石桥, unless said otherwise."""
    usual = Pairing(
        id=id,
        scope=CENTRE,
        name=f"{id} 专递",
        subject="music",
        term="autumn",
        classroom=f"{id} room",
        lecturer=f"{id} teacher",
        receivers=(
            Receiver("qingshan room", "qingshan assistant", "qingshan class"),
            Receiver("shiqiao room", None, "shiqiao class"),
        ),
    )
    return msgspec.structs.replace(usual, **fields)


def slot(id: str, of: str = "music", **fields: Any) -> Slot:
    """Third period on Tuesdays, unless said otherwise."""
    usual = Slot(id=id, scope=CENTRE, pairing=of, weekday=2, period=3)
    return msgspec.structs.replace(usual, **fields)


def holiday(day: str, **owner: Any) -> CalendarDay:
    """No school in the county, or with whoever is named."""
    return CalendarDay(day=day, kind=DayKind.HOLIDAY, name="放假", **owner or {"region": "county"})


def make_up(day: str, follows: int, **owner: Any) -> CalendarDay:
    """School by the timetable of another weekday."""
    return CalendarDay(
        day=day,
        kind=DayKind.MAKE_UP,
        follows=follows,
        name="调休",
        **owner or {"region": "county"},
    )


def exception(of: str, day: str, change: Change, **fields: Any) -> SlotException:
    """What differs on one day."""
    return SlotException(slot=of, day=day, change=change, **fields)


def planner(
    *slots: Slot,
    pairings: tuple[Pairing, ...] = (),
    days: tuple[CalendarDay, ...] = (),
    exceptions: tuple[SlotException, ...] = (),
    bells: tuple[BellSchedule, ...] = (BELLS,),
) -> Planner:
    """A planner of these slots."""
    return Planner(
        Material(
            zone=ZONE,
            slots={s.id: s for s in slots},
            pairings={p.id: p for p in (pairing("music"), *pairings)},
            terms={"autumn": TERM},
            days=Days(days),
            bells={"centre": bells},
            exceptions=exceptions,
            scopes={"qingshan room": QINGSHAN, "shiqiao room": SHIQIAO},
        )
    )


def lessons(of: Planner, *slots: str) -> list[PlannedLesson]:
    """All lessons of these slots, by day."""
    keys = dict.fromkeys(key for id in slots for key in of.keys(id))
    made = [of.lesson(key) for key in keys]
    return [lesson for lesson in made if lesson is not None]


def days(planned: list[PlannedLesson]) -> list[str]:
    """The days on which they take place."""
    return [datetime.fromtimestamp(p.starts_at, ZONE).date().isoformat() for p in planned]
