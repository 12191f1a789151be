"""A file that comes in: written to the disk as it arrives, looked at, and only then handed round.

Rule: whoever may not share is told before a byte of the file is read. Four come in at once, one of
a page; each has so long and so many bytes, and leaves nothing behind when it is refused.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from aiohttp import web

from classroom.failures import Refused, Unavailable
from classroom.files.values import FileKind
from config import sections
from signaling.file_desk import FileDesk, Holder
from web import bodies
from web.files.converting import Converter
from web.files.depot import Depot
from web.files.images import Size
from web.files.kinds import Found, look
from web.files.pdf import PdfCheck
from web.files.scanning import Scanner

AT_ONCE = 4
CHUNK = 1 << 18
MEGABYTE = 1 << 20
_LONGEST_NAME = 4_000  # percent-encoded
SCHEME = "Lesson "


class Received:
    """What has come in, byte by byte."""

    def __init__(self, path: Path) -> None:
        """Write it to a new file."""
        self.path = path
        self.size = 0
        self._file: BinaryIO = path.open("xb")
        self._hash = hashlib.sha256()

    def take(self, chunk: bytes) -> None:
        """Take some more of it."""
        self._file.write(chunk)
        self._hash.update(chunk)

    def close(self) -> str:
        """Have it whole; return its SHA-256."""
        self._file.close()
        return self._hash.hexdigest()


class Receiving:
    """Takes files in."""

    def __init__(
        self,
        desk: FileDesk,
        depot: Depot,
        *,
        scanner: Scanner,
        converter: Converter,
        settings: sections.Files,
    ) -> None:
        """Keep them in the depot, once they have been looked at."""
        self._desk, self._depot = desk, depot
        self._scanner, self._converter = scanner, converter
        self._pdf = PdfCheck(settings.pages)
        self._most = settings.file_mb * MEGABYTE
        self._seconds = settings.upload_seconds
        self._busy: set[str] = set()

    async def receive(self, request: web.Request) -> web.Response:
        """Hand a file round in a lesson, as the page whose ticket comes with it."""
        holder = self._desk.holder(request.match_info["lesson"], ticket_of(request))
        announced = request.content_length or 0
        holder.may_share(announced)
        stem = holder.called(_name_of(request))
        if announced > self._most:
            raise Refused("file_too_large")
        async with self._one_of_few(holder), self._depot.arriving() as folder:
            try:
                async with asyncio.timeout(self._seconds):
                    path, sha256 = await self._written(request, folder)
            except TimeoutError:
                raise Refused("upload_slow") from None
            file = await self._handed_round(holder, stem, path, sha256, folder)
        return bodies.told({"file": file}, status=201)

    @asynccontextmanager
    async def _one_of_few(self, holder: Holder) -> AsyncIterator[None]:
        if len(self._busy) >= AT_ONCE or holder.page in self._busy:
            raise Unavailable("too_busy", "other files are coming in")
        self._busy.add(holder.page)
        try:
            yield
        finally:
            self._busy.discard(holder.page)

    async def _written(self, request: web.Request, folder: Path) -> tuple[Path, str]:
        received = await self._depot.on_disk(lambda: Received(folder / "file"))
        try:
            async for chunk in request.content.iter_chunked(CHUNK):
                received.size += len(chunk)
                if received.size > self._most:
                    raise Refused("file_too_large")
                await self._depot.on_disk(lambda chunk=chunk: received.take(chunk))  # type: ignore[misc]
        except ConnectionError:
            raise Refused("upload_cut") from None
        finally:
            sha256 = await self._depot.on_disk(received.close)
        if received.size == 0:
            raise Refused("file_broken", "there is nothing in it")
        return received.path, sha256

    async def _handed_round(
        self, holder: Holder, stem: str, path: Path, sha256: str, folder: Path
    ) -> str:
        await self._scanner.scan(path)
        found = await self._depot.on_disk(lambda: look(path))
        holder.leads_to(found.links)
        if found.kind is None:
            path = await self._converter.to_pdf(path, folder / "office")
            sha256 = await self._depot.on_disk(lambda: _sha256(path))
            found = Found(FileKind.PDF)
        assert found.kind is not None
        sizes: tuple[Size, ...] = () if found.size is None else (found.size,)
        if found.kind is FileKind.PDF:
            looked = await self._pdf.look(path)
            holder.leads_to(looked.links)
            sizes = looked.sizes
        size = (await self._depot.on_disk(path.stat)).st_size
        holder.may_share(size)
        await self._depot.put(path, holder.lesson, sha256[:32])
        return await holder.share(stem=stem, kind=found.kind, size=size, sha256=sha256, sizes=sizes)


def ticket_of(request: web.Request) -> str:
    """Return the ticket that the request proves itself by.

    Raises:
        Refused: `ticket_unknown`.
    """
    given = request.headers.get("Authorization", "")
    if not given.startswith(SCHEME):
        raise Refused("ticket_unknown")
    return given.removeprefix(SCHEME)


def _name_of(request: web.Request) -> str:
    given = request.headers.get("X-File-Name", "")
    if len(given) > _LONGEST_NAME:
        raise Refused("text_too_long")
    return unquote(given, errors="replace")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
