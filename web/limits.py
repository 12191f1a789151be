"""The limits this server was started with, for whoever administers it to read.

Rule: they are set in the configuration and only there; nothing secret is among them.
"""

import msgspec
from aiohttp import web

from classroom.permissions import Action
from config import sections
from web import bodies
from web.routes import Route

MINUTE = 60


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """In units a person thinks in."""

    idle_minutes: float
    absolute_hours: float
    lock_after: int
    lock_minutes: float
    activation_hours: float
    lesson_classrooms: int
    lesson_early_minutes: float
    lesson_overrun_minutes: float
    audit_days: int


def rows(signin: sections.SignIn, lesson: sections.Lesson, audit: sections.Audit) -> list[Route]:
    """Return the row that tells them."""
    told = Limits(
        idle_minutes=signin.idle_minutes,
        absolute_hours=signin.absolute_hours,
        lock_after=signin.lock_after,
        lock_minutes=signin.lock_minutes,
        activation_hours=signin.activation_hours,
        lesson_classrooms=lesson.cap,
        lesson_early_minutes=lesson.early_seconds / MINUTE,
        lesson_overrun_minutes=lesson.overrun_seconds / MINUTE,
        audit_days=audit.keep_days,
    )

    async def tell(_request: web.Request) -> web.StreamResponse:
        """Tell them."""
        return bodies.told(told)

    return [Route("GET", "/api/v1/limits", Action.READ_SETTINGS, tell)]
