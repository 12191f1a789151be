"""Failures as HTTP answers: the one place that maps them.

| failure     | status |
|-------------|--------|
| BadMessage  | 400, or by its code |
| Refused     | 403, or by its code; `invalid` tells its problems |
| Later       | 429, with Retry-After |
| Unavailable | 503, with Retry-After |
| a bug       | 500, code `internal`; the trace goes to the log only |

Rule: a code's own status is in `STATUS` or `OF_FILES`, and nowhere else; the API's description is
made from the first.
"""

import math

import msgspec
import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from classroom.failures import BadMessage, Failure, Later, Refused, Unavailable
from classroom.register.checks import Invalid
from classroom.register.resource import Problem
from classroom.timetable.conflicts import Conflict, Conflicts

log = structlog.get_logger(__name__)

_STATUS: dict[type[Failure], int] = {Later: 429, BadMessage: 400, Refused: 403, Unavailable: 503}
STATUS = {
    "bad_code": 400,
    "bad_filter": 400,
    "bad_json": 400,
    "bad_key": 400,
    "bad_page": 400,
    "bad_query": 400,
    "bad_request": 400,
    "not_signed_in": 401,
    "second_factor_needed": 401,
    "bad_csrf": 403,
    "bad_origin": 403,
    "not_allowed": 403,
    "not_from_here": 403,
    "may_not_grant": 403,
    "not_oneself": 403,
    "not_verified": 403,
    "suspended": 403,
    "wrong_sign_in": 403,
    "wrong_password": 403,
    "wrong_code": 403,
    "link_unknown": 403,
    "link_expired": 403,
    "second_factor_enforced": 403,
    "bad_proof": 403,
    "nonce_stale": 403,
    "device_unknown": 403,
    "device_revoked": 403,
    "not_found": 404,
    "code_unknown": 404,
    "no_such_method": 405,
    "lesson_unknown": 404,
    "cannot_move": 409,
    "lesson_cancelled": 409,
    "lesson_merged": 409,
    "lesson_over": 409,
    "not_open": 409,
    "no_roll": 409,
    "unknown_pupil": 409,
    "reason_needed": 409,
    "wrong_phase": 409,
    "wrong_state": 409,
    "classroom_has_device": 409,
    "code_expired": 409,
    "conflicts": 409,
    "device_enrolled": 409,
    "exists": 409,
    "has_errors": 409,
    "held": 409,
    "idempotency_reused": 409,
    "in_use": 409,
    "made_already": 409,
    "not_shut_down": 409,
    "already_over": 409,
    "lesson_not_over": 409,
    "not_authorised": 403,
    "took_part": 403,
    "incident_damaged": 409,
    "incident_gone": 410,
    "no_playlist": 404,
    "recording_live": 409,
    "recording_damaged": 409,
    "recording_gone": 410,
    "not_reviewed": 409,
    "pupils_not_agreed": 409,
    "grant_open": 409,
    "grant_decided": 409,
    "too_many_open": 409,
    "no_need": 409,
    "bad_range": 416,
    "no_second_factor": 409,
    "not_ready": 409,
    "nothing_missed": 409,
    "nothing_new": 409,
    "too_many_rows": 409,
    "too_many_kept": 409,
    "too_many_sets": 409,
    "not_answered": 409,
    "sheet_altered": 409,
    "changed_meanwhile": 412,
    "too_large": 413,
    "not_json": 415,
    "invalid": 422,
    "version_missing": 428,
    "too_many": 429,
    "locked": 429,
    "too_soon": 429,
    "too_many_keys": 429,
    "internal": 500,
    "store_down": 503,
    "shelf_down": 503,
    "too_busy": 503,
    "busy": 503,
}
# Of lessons' files, which are no part of the API.
OF_FILES = {
    "upload_cut": 400,
    "ticket_unknown": 403,
    "file_hidden": 403,
    "unknown_file": 404,
    "upload_slow": 408,
    "too_many_files": 409,
    "files_full": 409,
    "file_too_large": 413,
    "file_not_taken": 415,
    "no_office": 415,
    "file_broken": 422,
    "file_encrypted": 422,
    "file_active": 422,
    "file_pages": 422,
    "file_infected": 422,
    "no_links": 422,
    "words_not_allowed": 422,
    "text_too_long": 422,
}
# What aiohttp's router and reader refuse, by its status.
_THEIRS = {404: "not_found", 405: "no_such_method", 413: "too_large"}
RETRY_SECONDS = 2
MOST_PROBLEMS = 200
API = "/api/"


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A failure as it is told: `code` is stable, `detail` is for engineers."""

    code: str
    detail: str = ""
    retryable: bool = False
    problems: tuple[Problem, ...] = ()  # of `invalid`: every field and what is wrong with it
    conflicts: tuple[Conflict, ...] = ()  # of `conflicts`: what the timetable has against it


def told(failure: Failure) -> Told:
    """Return the failure as it is told."""
    problems = failure.problems[:MOST_PROBLEMS] if isinstance(failure, Invalid) else []
    return Told(
        code=failure.code,
        detail="" if problems else failure.detail,
        retryable=failure.retryable,
        problems=tuple(problems),
        conflicts=tuple(failure.conflicts) if isinstance(failure, Conflicts) else (),
    )


def status_of(failure: Failure) -> int:
    """Return the HTTP status of a failure."""
    usual = next((_STATUS[kind] for kind in type(failure).__mro__ if kind in _STATUS), 500)
    return usual if failure.retryable else (STATUS | OF_FILES).get(failure.code, usual)


def answer(failure: Failure) -> web.Response:
    """Return the failure as an HTTP response with its stable code."""
    seconds = failure.seconds if isinstance(failure, Later) else RETRY_SECONDS
    headers = {"Retry-After": str(math.ceil(seconds))} if failure.retryable else {}
    return _json(told(failure), status_of(failure), headers)


def internal() -> web.Response:
    """Return what is told of a bug: nothing but that it is one."""
    return _json(Told(code="internal"), 500, {})


def _json(what: Told, status: int, headers: dict[str, str]) -> web.Response:
    return web.Response(
        body=msgspec.json.encode(what),
        status=status,
        headers=headers,
        content_type="application/json",
        charset="utf-8",
    )


@web.middleware
async def failures(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn failures into answers, and bugs into `internal`."""
    try:
        return await handler(request)
    except web.HTTPException as theirs:
        if theirs.status in _THEIRS and request.path.startswith(API):
            response = answer(Refused(_THEIRS[theirs.status]))
            response.headers.update({k: v for k, v in theirs.headers.items() if k == "Allow"})
            return response
        raise
    except Failure as failure:
        return answer(failure)
    except Exception:
        log.exception("http_bug", method=request.method, route=_route(request))
        return internal()


def _route(request: web.Request) -> str:
    """Return the route's pattern: the path itself is the sender's text."""
    resource = request.match_info.route.resource
    return "?" if resource is None else resource.canonical
