"""A file that goes out: to a page in its lesson, as an attachment that no browser opens."""

from urllib.parse import quote

from aiohttp import web

from classroom.failures import Refused
from classroom.files.values import SharedFile
from signaling.file_desk import FileDesk
from web.files.depot import Depot
from web.files.receiving import ticket_of

# A name stands for the same bytes for ever; what is no slide is not left lying in a browser.
_SLIDES, _OTHERS = "private, max-age=86400, immutable", "no-store"


class Sending:
    """Sends files out."""

    def __init__(self, desk: FileDesk, depot: Depot) -> None:
        """Send what lies in the depot."""
        self._desk, self._depot = desk, depot

    async def send(self, request: web.Request) -> web.StreamResponse:
        """Give a file to the page whose ticket comes with the request."""
        holder = self._desk.holder(request.match_info["lesson"], ticket_of(request))
        file = holder.file(request.match_info["file"])
        path = self._depot.path(holder.lesson, file.id)
        if not await self._depot.on_disk(path.is_file):
            raise Refused("unknown_file", "its bytes are gone")
        return web.FileResponse(path, headers=_headers(file))


def _headers(file: SharedFile) -> dict[str, str]:
    return {
        "Cache-Control": _SLIDES if file.pages else _OTHERS,
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        "Content-Type": "application/octet-stream",
    }
