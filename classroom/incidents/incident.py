"""An incident: a lesson of which a package is made, and what has become of the package.

Rule: it goes one way: wanted → made → authorised → sent, and gone when its time is over. Nothing of
it leaves before it was authorised, by somebody who administers the lesson and had no part in it;
what stands there then is who, when, to whom and why.
"""

import hashlib
from collections.abc import Collection, Iterable
from enum import StrEnum

import msgspec

from classroom.events import Event, PhaseChanged
from classroom.failures import Refused
from classroom.states import Phase


class IncidentWhy(StrEnum):
    """Why there is one."""

    SHUT_DOWN = "shut_down"
    ASKED = "asked"  # an administrator asked for it, of a lesson that is over


class IncidentState(StrEnum):
    """What has become of its package."""

    WANTED = "wanted"
    MADE = "made"
    AUTHORISED = "authorised"  # it may leave
    SENT = "sent"  # it was taken at least once
    GONE = "gone"  # it was kept for its time, and deleted


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """One lesson's."""

    id: str
    lesson: str
    title: str = ""  # the lesson's
    scope: str  # the delivering school's; "/" of a lesson that no timetable knows
    why: IncidentWhy
    at: float  # when it was shut down, or asked for
    state: IncidentState = IncidentState.WANTED
    made_at: float | None = None
    sha256: str = ""  # of the package
    pictures: int = 0
    authorised_at: float | None = None
    authorised_by: str = ""  # id of the person
    receiver: str = ""  # to whom it may go
    reason: str = ""
    sent_at: float | None = None  # first


_THERE = (IncidentState.MADE, IncidentState.AUTHORISED, IncidentState.SENT)
_RELEASED = (IncidentState.AUTHORISED, IncidentState.SENT)


def incident_id(lesson: str, version: int) -> str:
    """Return the id of what happened in a lesson at this version of its record."""
    return hashlib.sha256(f"{lesson} {version}".encode()).hexdigest()[:24]


def shut_down_at(events: Iterable[Event]) -> float | None:
    """Return when the lesson was shut down by these events, if it was."""
    for event in events:
        if (
            isinstance(event, PhaseChanged)
            and event.phase is Phase.ENDED
            and event.reason == "shut_down"
        ):
            return event.at
    return None


def made(incident: Incident) -> Incident:
    """Return it if its package is there.

    Raises:
        Refused: `not_ready`, `incident_gone`.
    """
    if incident.state is IncidentState.GONE:
        raise Refused("incident_gone")
    if incident.state not in _THERE:
        raise Refused("not_ready", "its package is still being made")
    return incident


def released(incident: Incident) -> Incident:
    """Return it if its package may leave.

    Raises:
        Refused: `not_authorised`, `not_ready`, `incident_gone`.
    """
    if made(incident).state not in _RELEASED:
        raise Refused("not_authorised")
    return incident


def check_release(incident: Incident, person: str, took_part: Collection[str]) -> None:
    """Let somebody authorise that it leaves.

    Raises:
        Refused: `took_part`, `made_already`, `not_ready`, `incident_gone`.
    """
    if made(incident).state in _RELEASED:
        raise Refused("made_already", "it is authorised already")
    if not person or person in took_part:
        raise Refused("took_part")
