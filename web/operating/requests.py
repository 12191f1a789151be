"""How many requests were answered, and how many were refused.

Rule: bounded. A route is told by its row in the table, never by the path somebody sent; a method or
a code beyond the known ones counts as "other".
"""

from collections import Counter

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from classroom.failures import Failure
from web.routes import row_of

log = structlog.get_logger(__name__)

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
MOST_CODES = 500
OTHER = "other"


class Requests:
    """Counted since the server began."""

    def __init__(self) -> None:
        """Begin with none."""
        self.answered: Counter[tuple[str, str, int]] = Counter()  # by method, route and status
        self.failed: Counter[str] = Counter()  # by the failure's code

    async def answering(self, request: web.Request, response: web.StreamResponse) -> None:
        """Count an answer; an `on_response_prepare` signal."""
        self.answered[_method(request), _route(request), response.status] += 1

    @web.middleware
    async def watch(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Count a failure on its way to being told."""
        try:
            return await handler(request)
        except web.HTTPException:
            raise
        except Failure as failure:
            asked = {"method": _method(request), "route": _route(request)}
            log.debug("http_refused", code=failure.code, **asked)
            known = failure.code in self.failed or len(self.failed) < MOST_CODES
            self.failed[failure.code if known else OTHER] += 1
            raise
        except Exception:
            self.failed["internal"] += 1
            raise


def _method(request: web.Request) -> str:
    return request.method if request.method in METHODS else OTHER


def _route(request: web.Request) -> str:
    row = row_of(request)
    return OTHER if row is None else row.path
