"""Failures as HTTP answers: the one place that maps them.

| failure     | status |
|-------------|--------|
| BadMessage  | 400    |
| Refused     | 403, or by its code, see `_BY_CODE`; `invalid` tells its problems |
| Later       | 429, with Retry-After |
| Unavailable | 503, with Retry-After |
| a bug       | 500, code `internal`; the trace goes to the log only |
"""

import math
from typing import Any

import msgspec
import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from classroom.failures import BadMessage, Failure, Later, Refused, Unavailable
from classroom.register.checks import Invalid

log = structlog.get_logger(__name__)

_STATUS: dict[type[Failure], int] = {BadMessage: 400, Refused: 403, Later: 429, Unavailable: 503}
_BY_CODE = {
    "not_signed_in": 401,
    "second_factor_needed": 401,
    "not_found": 404,
    "no_such_method": 405,
    "exists": 409,
    "in_use": 409,
    "changed_meanwhile": 412,
    "too_large": 413,
    "not_json": 415,
    "invalid": 422,
    "version_missing": 428,
}
# What aiohttp's router and reader refuse, by its status.
_THEIRS = {404: "not_found", 405: "no_such_method", 413: "too_large"}
RETRY_SECONDS = 2
API = "/api/"


def answer(failure: Failure) -> web.Response:
    """Return the failure as an HTTP response with its stable code."""
    told: dict[str, Any] = {
        "code": failure.code,
        "detail": failure.detail,
        "retryable": failure.retryable,
    }
    if isinstance(failure, Invalid):
        told["problems"] = msgspec.to_builtins(failure.problems)
    status = 500
    for kind in type(failure).__mro__:
        if kind in _STATUS:
            status = _STATUS[kind]
            break
    if isinstance(failure, (BadMessage, Refused)) and not failure.retryable:
        status = _BY_CODE.get(failure.code, status)
    seconds = failure.seconds if isinstance(failure, Later) else RETRY_SECONDS
    headers = {"Retry-After": str(math.ceil(seconds))} if failure.retryable else {}
    return web.json_response(told, status=status, headers=headers)


def internal() -> web.Response:
    """Return what is told of a bug: nothing but that it is one."""
    return web.json_response({"code": "internal", "detail": "", "retryable": False}, status=500)


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
