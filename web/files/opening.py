"""Files, put together: the rows of the table of routes, and the depot behind them."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import structlog

from classroom.ports import Clock, Store
from config import sections
from signaling.file_desk import FileDesk
from signaling.lessons import Lessons
from web.files.converting import Converter
from web.files.depot import Depot
from web.files.receiving import MEGABYTE, Receiving
from web.files.scanning import scanner
from web.files.sending import Sending
from web.routes import Access, Route

FILES = "/lesson/{lesson}/files"
log = structlog.get_logger(__name__)


@asynccontextmanager
async def opened(
    settings: sections.Files, folder: Path, *, lessons: Lessons, store: Store, clock: Clock
) -> AsyncIterator[Sequence[Route]]:
    """Serve files until the block ends; the value is the rows for them."""
    desk = FileDesk(lessons, settings.lesson_mb * MEGABYTE)
    converter = Converter(settings.office)
    depot = Depot(folder, keep_days=settings.keep_days, store=store, clock=clock)
    receiving = Receiving(
        desk, depot, scanner=scanner(settings.scanner), converter=converter, settings=settings
    )
    log.info("files", scanned=bool(settings.scanner), powerpoint=converter.there)
    async with depot.serving():
        yield rows(receiving, Sending(desk, depot))


def rows(receiving: Receiving, sending: Sending) -> list[Route]:
    """Return the rows. Who asks is proved by a ticket, which the handlers look at."""
    return [
        Route("POST", FILES, Access.PUBLIC, receiving.receive),
        Route("GET", FILES + "/{file}", Access.PUBLIC, sending.send),
    ]
