"""Failures as HTTP answers: the one place that maps them.

| failure     | status |
|-------------|--------|
| BadMessage  | 400    |
| Refused     | 403    |
| Unavailable | 503, with Retry-After |
| a bug       | 500, code `internal`; the trace goes to the log only |

Some codes have a status of their own, by which programs that know HTTP understand them: `STATUS`.
"""

import msgspec
import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from classroom.failures import BadMessage, Failure, Refused, Unavailable
from classroom.register.checks import Invalid
from classroom.register.resource import Problem

log = structlog.get_logger(__name__)

_STATUS: dict[type[Failure], int] = {BadMessage: 400, Refused: 403, Unavailable: 503}
STATUS: dict[str, int] = {
    "bad_json": 400,
    "bad_key": 400,
    "bad_query": 400,
    "bad_request": 400,
    "not_signed_in": 401,
    "not_allowed": 403,
    "csrf": 403,
    "not_found": 404,
    "exists": 409,
    "in_use": 409,
    "cannot_move": 409,
    "conflicts": 409,
    "idempotency_reused": 409,
    "changed_meanwhile": 412,
    "too_large": 413,
    "not_json": 415,
    "invalid": 422,
    "version_missing": 428,
    "too_many": 429,
    "too_many_keys": 429,
    "internal": 500,
    "store_down": 503,
    "too_busy": 503,
}
RETRY_SECONDS = 2


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A failure as it is told: `code` is stable, `detail` is for engineers."""

    code: str
    detail: str = ""
    retryable: bool = False
    problems: tuple[Problem, ...] = ()  # of `invalid`: every field and what is wrong with it


def told(failure: Failure) -> Told:
    """Return the failure as it is told."""
    return Told(
        code=failure.code,
        detail=failure.detail,
        retryable=failure.retryable,
        problems=tuple(failure.problems) if isinstance(failure, Invalid) else (),
    )


def status_of(failure: Failure) -> int:
    """Return the HTTP status of a failure."""
    return STATUS.get(failure.code, _STATUS.get(type(failure), 403))


def answer(failure: Failure) -> web.Response:
    """Return the failure as an HTTP response with its stable code."""
    headers = {"Retry-After": str(RETRY_SECONDS)} if failure.retryable else {}
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
    except web.HTTPException:
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
