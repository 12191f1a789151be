"""The queue of exports: so many at once, each made by a process of its own.

Rule: level-triggered by rows. What a killed server was making waits again, and goes on behind the
last piece that is on the disk. A worker that dies is started again, unless it gets no further;
whoever cancels has its process gone before the answer.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import msgspec
import structlog

from classroom.failures import BadMessage, Failure, Refused, Unavailable
from classroom.framing import frame, read_frame
from classroom.recording.exports import Export, Exports
from classroom.recording.recording import Recording
from config import child_process
from recording.export.order import (
    FILM,
    MOST_ORDER,
    CannotBeMade,
    Finished,
    Order,
    Step,
    Told,
)
from recording.export.ordering import Ordering, forget

TRIES = 3  # without a step forward
TWICE = 2  # while it is joined, pieces and film are both there
PAUSE = 2.0  # seconds until it is tried again; the look for what waits comes as often
STEP_SECONDS = 3600.0  # that a piece, or all sound, may take: a busy machine is no hung one
TIDY_SECONDS = 600.0
_TOLD = msgspec.msgpack.Decoder(Told)
log = structlog.get_logger(__name__)


class _Making(NamedTuple):
    task: asyncio.Task[None]
    over: asyncio.Event


class Exporter:
    """Makes exports into `folder`, each in a folder of its id."""

    def __init__(
        self, rows: Exports, ordering: Ordering, folder: Path, *, at_once: int, spare: int
    ) -> None:
        """Nothing is made before `serving`, and nothing that leaves less than `spare` bytes of
        the disk free: what is recorded needs it more.
        """
        self._rows, self._ordering, self._folder = rows, ordering, folder
        self._at_once, self._spare = at_once, spare
        self._something = asyncio.Event()
        self._making: dict[str, _Making] = {}

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Make what waits until the block ends."""
        loop = asyncio.create_task(self._always())
        try:
            yield
        finally:
            ending = [loop, *(each.task for each in self._making.values())]
            for task in ending:
                task.cancel()
            await asyncio.gather(*ending, return_exceptions=True)

    def look(self) -> None:
        """Something waits, or may."""
        self._something.set()

    def film(self, id: str) -> Path:
        """Return where the file of an export is, when it is made."""
        return self._folder / id / FILM

    async def stop(self, id: str) -> None:
        """End the process that makes it, if there is one, and delete what it made."""
        making = self._making.get(id)
        if making is not None:
            making.task.cancel()
            await making.over.wait()
        await asyncio.to_thread(forget, self._folder / id)

    async def tidy(self) -> None:
        """Let go those whose time is over, with their files and what nobody knows of.

        Raises:
            Unavailable: `store_down`.
        """
        await self._rows.expire()
        # Looked at in this order: what is asked for in between is known by then.
        there = await asyncio.to_thread(_folders, self._folder)
        kept = await self._rows.kept()
        for each in there:
            if each not in kept and each not in self._making:
                await asyncio.to_thread(forget, self._folder / each)

    # -------------------------------------------------------------- within

    async def _always(self) -> None:
        loop, taken_up, tidied = asyncio.get_running_loop(), False, float("-inf")
        while True:
            self._something.clear()
            try:
                if not taken_up:
                    await self._rows.take_up()
                    taken_up = True
                if loop.time() - tidied > TIDY_SECONDS:
                    await self.tidy()
                    tidied = loop.time()
                while len(self._making) < self._at_once:
                    found = await self._rows.next()
                    if found is None:
                        break
                    self._begin(*found)
            except (Unavailable, OSError) as failure:
                log.warning("exports_wait", error=str(failure))
            except Exception:
                log.exception("exports_bug")
            with suppress(TimeoutError):
                async with asyncio.timeout(TIDY_SECONDS / 60):
                    await self._something.wait()

    def _begin(self, export: Export, recording: Recording) -> None:
        over = asyncio.Event()
        task = asyncio.create_task(self._make(export, recording))
        self._making[export.id] = _Making(task, over)

        def done(_: object) -> None:
            self._making.pop(export.id, None)
            over.set()
            self.look()

        task.add_done_callback(done)

    async def _make(self, export: Export, recording: Recording) -> None:
        """Have it made; whatever becomes of it is in its row."""
        work, done, tries = self._folder / export.id, export.done, 0
        while True:
            why, detail = "export_failed", ""
            try:
                free = await asyncio.to_thread(_own_folder, work)
                if free < self._spare + TWICE * export.bytes:
                    raise Refused("disk_low")
                order = await self._ordering.order(export, recording, work)
                last = await self._made(export, order)
                if isinstance(last, Finished):
                    if not await self._rows.made(export.id, last.bytes):
                        await asyncio.to_thread(forget, work)
                    return
                if isinstance(last, CannotBeMade):
                    tries, why, detail = TRIES, last.code, last.detail
                else:
                    tries = 0 if last > done else tries
                    done = max(done, last)
            except Refused as refused:
                tries, why, detail = TRIES, refused.code, refused.detail
            except (Failure, OSError) as failure:
                detail = str(failure)
            except Exception:  # a bug with this one: the others are made all the same
                log.exception("export_bug", export=export.id)
            tries += 1
            log.warning("export_stopped", export=export.id, why=why, detail=detail, tries=tries)
            if tries >= TRIES:
                with suppress(Unavailable):  # it waits for the next start of the server then
                    await self._rows.failed(export.id, why)
                await asyncio.to_thread(forget, work)
                return
            await asyncio.sleep(PAUSE)

    async def _made(self, export: Export, order: Order) -> Finished | CannotBeMade | int:
        """Run a worker until it ends; return its last word, or how far it came."""
        done = 0
        process, link = await child_process.start("recording.export.worker")
        writer: asyncio.StreamWriter | None = None
        try:
            reader, writer = await asyncio.open_unix_connection(sock=link)
            writer.write(frame(msgspec.msgpack.encode(order), MOST_ORDER))
            await writer.drain()
            while True:
                async with asyncio.timeout(STEP_SECONDS):
                    payload = await read_frame(reader)
                if payload is None:
                    break
                told: Told = _TOLD.decode(payload)
                if not isinstance(told, Step):
                    return told
                done = told.done
                if await asyncio.to_thread(_free, self._folder) < self._spare:
                    return CannotBeMade(code="disk_low", detail="recordings need the room")
                await self._rows.progressed(export.id, done)
        except (BadMessage, msgspec.DecodeError, ConnectionError, TimeoutError) as error:
            log.warning("export_worker", export=export.id, error=repr(error))
        finally:
            if writer is not None:
                writer.close()
            else:
                link.close()
            await child_process.end(process)
        return done


def _own_folder(work: Path) -> int:
    """Make it, and return how many bytes there are for it."""
    work.mkdir(mode=0o700, parents=True, exist_ok=True)
    return _free(work)


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def _folders(folder: Path) -> list[str]:
    try:
        return [each.name for each in folder.iterdir() if each.is_dir()]
    except FileNotFoundError:
        return []
