"""Every kind of thing in the register and the timetable, by name, parents before children."""

from typing import Any

from classroom.register.people import CLASSES, PEOPLE, PUPILS
from classroom.register.places import CLASSROOMS, REGIONS, SCHOOLS
from classroom.register.resource import Kind
from classroom.timetable.calendar import BELLS, CALENDAR, TERMS
from classroom.timetable.pairings import EXCEPTIONS, PAIRINGS, SLOTS

KINDS: dict[str, Kind[Any]] = {
    kind.name: kind
    for kind in (
        REGIONS, SCHOOLS, CLASSROOMS, PEOPLE, CLASSES, PUPILS,
        TERMS, CALENDAR, BELLS, PAIRINGS, SLOTS, EXCEPTIONS,
    )
}  # fmt: skip
