"""Each request by its number: in the log's lines, and in the answer's `X-Request-ID`.

Rule: the number is ours. One that somebody sends is not taken over: it could be anything.
"""

from aiohttp import web
from aiohttp.typedefs import Handler

from config import logs

ID = web.RequestKey("id", str)
HEADER = "X-Request-ID"


@web.middleware
async def identified(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer the request under its number."""
    with logs.identified() as request[ID]:
        return await handler(request)


async def tell(request: web.Request, response: web.StreamResponse) -> None:
    """Name it in the answer; an `on_response_prepare` signal."""
    if ID in request:
        response.headers[HEADER] = request[ID]
