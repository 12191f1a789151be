"""Bodies of requests and answers as typed structs, in JSON and nothing else.

Rule: a body is read by one reader (`web.api.reading`); what does not fit changes nothing. A page of
another site can send no JSON without asking first, which it is not allowed.
"""

from typing import Any, TypeVar

import msgspec
from aiohttp import web

from web.api import reading

S = TypeVar("S", bound=msgspec.Struct)


async def read(request: web.Request, type: type[S]) -> S:
    """Return the request's body as a `type`.

    Raises:
        BadMessage: `bad_json`.
        Refused: `not_json`, `too_large`, `invalid`.
    """
    return reading.struct(await reading.body(request), type)


def told(value: Any, status: int = 200) -> web.Response:
    """Return the value as an answer that nobody keeps."""
    return reading.json(value, status=status)
