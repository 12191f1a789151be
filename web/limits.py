"""The limits this server was started with, for whoever administers it to read.

Rule: they are set in the configuration and only there; nothing secret is among them.
"""

from typing import Any

import msgspec
from aiohttp import web

from classroom.permissions import Action
from config import sections
from web import bodies
from web.api.operations import BASE, Operation

MINUTE = 60


class LimitsTold(msgspec.Struct, frozen=True, kw_only=True):
    """In units a person thinks in."""

    idle_minutes: float  # without use, and a session ends
    absolute_hours: float  # and it ends whatever happens
    lock_after: int  # wrong passwords in a row
    lock_minutes: float
    activation_hours: float  # an invitation is good for so long
    lesson_classrooms: int
    lesson_early_minutes: float
    lesson_overrun_minutes: float
    audit_days: int  # the trail is kept for so long
    removed_days: int  # pupils taken off the register can be brought back for so long
    incident_days: int  # packages about lessons that were shut down are kept for so long
    left_years: int  # pupils who left are kept for so many school years
    answers_days: int  # what each pupil chose in lessons is kept for so long
    file_mb: int  # of one file in a lesson
    file_days: float  # after its lesson it is deleted
    files_scanned: bool  # for viruses


def limits(settings: sections.Settings) -> LimitsTold:
    """Return them: of lessons, what holds for those of the timetable."""
    signin, lesson = settings.signin, settings.lesson
    return LimitsTold(
        idle_minutes=signin.idle_minutes,
        absolute_hours=signin.absolute_hours,
        lock_after=signin.lock_after,
        lock_minutes=signin.lock_minutes,
        activation_hours=signin.activation_hours,
        lesson_classrooms=lesson.cap,
        lesson_early_minutes=lesson.early_seconds / MINUTE,
        lesson_overrun_minutes=settings.timetable.overrun_seconds / MINUTE,
        audit_days=settings.audit.keep_days,
        removed_days=settings.privacy.removed_days,
        incident_days=settings.incident.keep_days,
        left_years=settings.privacy.left_years,
        answers_days=settings.privacy.answers_days,
        file_mb=settings.files.file_mb,
        file_days=settings.files.keep_days,
        files_scanned=bool(settings.files.scanner),
    )


def operations(told: LimitsTold) -> list[Operation]:
    """Return what can be asked."""

    async def tell(_request: web.Request) -> web.StreamResponse:
        """Tell them."""
        return bodies.told(told)

    return [
        Operation(
            method="GET", path=f"{BASE}/limits", access=Action.READ_SETTINGS, handler=tell,
            name="getLimits", about="settings",
            summary="Tell the limits the server was started with.", answer=LimitsTold,
        ),
    ]  # fmt: skip


def unknown() -> LimitsTold:
    """Return limits nobody has set: enough to describe the operation."""
    nothing: Any = None
    return nothing  # type: ignore[no-any-return]
