"""Failures as HTTP answers: the one place that maps them.

| failure     | status |
|-------------|--------|
| BadMessage  | 400    |
| Refused     | 403    |
| Unavailable | 503, with Retry-After |
| a bug       | 500, code `internal`; the trace goes to the log only |
"""

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from classroom.failures import BadMessage, Failure, Refused, Unavailable

log = structlog.get_logger(__name__)

_STATUS: dict[type[Failure], int] = {BadMessage: 400, Refused: 403, Unavailable: 503}
RETRY_SECONDS = 2


def answer(failure: Failure) -> web.Response:
    """Return the failure as an HTTP response with its stable code."""
    headers = {"Retry-After": str(RETRY_SECONDS)} if failure.retryable else {}
    return web.json_response(
        {"code": failure.code, "detail": failure.detail, "retryable": failure.retryable},
        status=_STATUS.get(type(failure), 500),
        headers=headers,
    )


def internal() -> web.Response:
    """Return what is told of a bug: nothing but that it is one."""
    return web.json_response({"code": "internal", "detail": "", "retryable": False}, status=500)


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
