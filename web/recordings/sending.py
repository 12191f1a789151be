"""Bytes of a recording on their way out: all of a file, or the range that was asked for.

Rule: nothing that grows has a name for one state of it, and so no range of it is ever joined to one
of another. The first block is there before anything is answered, so that what is missing is said in
words. What fails later cuts the connection: a short answer must not look like a whole one.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing

import msgspec
import structlog
from aiohttp import web

from classroom.failures import Failure, Refused
from web import errors
from web.recordings.ranges import BehindTheEnd, Span, has_it, wanted

Blocks = Callable[[int, int], AsyncIterator[bytes]]  # from, to before
log = structlog.get_logger(__name__)


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A file, for whoever may have it."""

    size: int
    type: str
    etag: str | None  # strong; None: it still grows, and is another file at every look
    name: str = ""  # it is to be kept under this name


async def send(request: web.Request, file: Sent, blocks: Blocks) -> web.StreamResponse:
    """Answer with what is asked for of the file.

    Raises:
        Refused: `recording_damaged`.
        Unavailable: `shelf_down`.
    """
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "no-store"}
    # What grows is kept by nobody: a browser that has a part of it would ask for the next only if
    # it was still the same (If-Range), and be sent all of it each time.
    etag = None if file.etag is None else f'"{file.etag}"'
    if etag is not None:
        headers |= {"ETag": etag, "Cache-Control": "private, no-cache"}
        if has_it(request.headers, etag):
            return web.Response(status=304, headers=headers)
    try:
        asked = wanted(request.headers, etag, file.size)
    except BehindTheEnd:
        refused = errors.answer(Refused("bad_range", f"it has {file.size} bytes"))
        refused.headers["Content-Range"] = f"bytes */{file.size}"
        return refused
    found = asked or Span(0, file.size)
    headers["Content-Type"] = file.type
    headers["Content-Length"] = str(found.stop - found.start)
    if file.name:
        headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    if asked:
        headers["Content-Range"] = f"bytes {found.start}-{found.stop - 1}/{file.size}"
    response = web.StreamResponse(status=206 if asked else 200, headers=headers)
    if request.method == "HEAD":
        await response.prepare(request)
        return response
    async with aclosing(_closing(blocks(found.start, found.stop))) as left:
        first = await anext(left, b"")
        await response.prepare(request)
        try:
            await response.write(first)
            async for block in left:
                await response.write(block)
        except Failure as failure:
            log.error("recording_cut", code=failure.code, detail=failure.detail)
            response.force_close()
            if request.transport is not None:
                request.transport.abort()
            return response
    await response.write_eof()
    return response


async def _closing(blocks: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    async for block in blocks:
        yield block
