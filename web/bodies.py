"""Bodies of requests and answers as typed structs, in JSON and nothing else.

Rule: a body is read by one decoder of one type; what does not fit is BadMessage, and changes
nothing. A page of another site can send no JSON without asking first, which it is not allowed.
"""

from typing import Any, TypeVar

import msgspec
from aiohttp import web

from classroom.failures import BadMessage

T = TypeVar("T")
JSON = "application/json"


async def read(request: web.Request, type: type[T]) -> T:
    """Return the request's body as a `type`.

    Raises:
        BadMessage: `not_json`, `bad_request`.
    """
    if request.content_type != JSON:
        raise BadMessage("not_json", f"the body must be {JSON}")
    body = await request.read()
    try:
        return msgspec.json.decode(body, type=type, strict=True)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadMessage("bad_request", str(error)) from None


def told(value: Any, status: int = 200) -> web.Response:
    """Return the value as an answer that nobody keeps."""
    return web.Response(
        body=msgspec.json.encode(value),
        status=status,
        content_type=JSON,
        headers={"Cache-Control": "no-store"},
    )
