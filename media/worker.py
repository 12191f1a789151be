"""A media worker: one process, one endpoint, many rooms. `python -m media.worker --fd N`.

Rule 1: it lives as long as its socket to the pool; when that closes, so does everything. Until it
is told over it which worker to be, it is a spare: all is imported and nothing is opened.
Rule 2: a bug in one request, one packet or one room is logged and stays there.
"""

import argparse
import asyncio
import contextlib
import socket

import msgspec
import structlog

from classroom.failures import BadMessage, Failure, Refused, Unavailable
from classroom.framing import frame, read_frame
from classroom.media_messages import ConsumerChanged, MediaEvent, Quality, Speaking
from config import logs
from media import memory
from media.counters import DropLog
from media.figures import Figuring
from media.kernel import binding
from media.load import BEAT_SECONDS, LoadMeter
from media.rooms import Rooms
from media.rounds import TICK_SECONDS
from media.transport import Endpoint
from media.worker_messages import (
    Begin,
    Failed,
    Fault,
    FromWorker,
    Happened,
    Load,
    Ready,
    Reply,
    Request,
    StartFailed,
    ToWorker,
)

# Unsent bytes to the control process, beyond which what will be said again anyway is left out …
CROWDED = 256 * 1024
# … and beyond which the control process counts as gone.
FULL = 8 * 1024 * 1024

_KERNELS = {"auto": None, "c": True, "python": False}

_LOG = structlog.get_logger()
_DECODER = msgspec.msgpack.Decoder(ToWorker)
_ENCODER = msgspec.msgpack.Encoder()


class Worker:
    """The rooms of this process, and the socket that drives them."""

    def __init__(self, endpoint: Endpoint, writer: asyncio.StreamWriter) -> None:
        """Serve rooms over `endpoint` to whoever is behind `writer`."""
        self._endpoint = endpoint
        self._writer = writer
        self.rooms = Rooms(endpoint, self._happened)

    async def serve(self, reader: asyncio.StreamReader) -> None:
        """Answer requests until the socket closes."""
        ticking = asyncio.create_task(self._tick())
        try:
            self._say(Ready(self._endpoint.port, self._endpoint.has_kernel))
            while (payload := await read_frame(reader)) is not None:
                message = _DECODER.decode(payload)
                if isinstance(message, Begin):
                    raise BadMessage("begun")
                self._say(self.answer(message))
                # The pool has few requests under way at once; this bounds what it does not read.
                await self._writer.drain()
        except (ConnectionError, BadMessage):
            pass  # the pool died, perhaps in the middle of a frame
        finally:
            ticking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await ticking
            await self.rooms.close()

    def answer(self, request: Request) -> Reply | Failed:
        """Carry out one request; whatever is raised becomes an answer."""
        try:
            return Reply(request.id, self.rooms.handle(request.body))
        except Failure as failure:
            return Failed(request.id, _FAULTS[type(failure)], failure.code, failure.detail[:500])
        except Exception:
            _LOG.exception("media_request_bug", request=type(request.body).__name__)
            return Failed(request.id, Fault.INTERNAL, "internal")

    async def _tick(self) -> None:
        busy = False
        loop = asyncio.get_running_loop()
        drops = DropLog(self._endpoint.counters, loop.time())
        load, beat = LoadMeter(self.rooms), loop.time()
        figuring = Figuring(self._endpoint.counters, loop.time())
        while True:
            await asyncio.sleep(TICK_SECONDS)
            woken = loop.time()
            if loop.time() >= beat:
                beat += BEAT_SECONDS
                self._say(load.measure(loop.time()))
            for _ in self.rooms.steps():
                await asyncio.sleep(0)  # whatever came meanwhile goes first
            self._endpoint.count_refused()
            drops.tick(loop.time())
            now = loop.time()
            figures = figuring.tick(self.rooms.all, now, TICK_SECONDS + now - woken)
            if figures is not None and not self._crowded:
                self._say(figures)
            if busy and not self.rooms.peer_count:
                memory.give_back()
            busy = self.rooms.peer_count > 0

    def _happened(self, event: MediaEvent) -> None:
        if self._crowded and isinstance(event, Quality | Speaking | ConsumerChanged):
            return
        self._say(Happened(event))

    @property
    def _crowded(self) -> bool:
        return self._writer.transport.get_write_buffer_size() > CROWDED

    def _say(self, message: FromWorker) -> None:
        if isinstance(message, Load) and self._crowded:
            return
        if self._writer.transport.get_write_buffer_size() > FULL:
            self._writer.transport.abort()
        elif not self._writer.is_closing():
            self._writer.write(frame(_ENCODER.encode(message)))


_FAULTS: dict[type[Failure], Fault] = {
    BadMessage: Fault.BAD_MESSAGE,
    Refused: Fault.REFUSED,
    Unavailable: Fault.UNAVAILABLE,
}


async def run(link: socket.socket) -> int:
    """Wait to be told which worker to be, open the endpoint and serve; return the exit code."""
    reader, writer = await asyncio.open_unix_connection(sock=link)
    try:
        try:
            payload = await read_frame(reader)
            begin = None if payload is None else _DECODER.decode(payload)
        except BadMessage:
            begin = None
        if not isinstance(begin, Begin):
            return 0  # the pool has ended, or never was one
        settings = begin.settings
        logs.set_up(settings.log)
        port = settings.port + begin.index if settings.port else 0
        try:
            kernel = binding.load(_KERNELS[settings.kernel])
            language = "python" if kernel is None else "c"
            _LOG.info("media_kernel", worker=begin.index, language=language)
            endpoint = await Endpoint.open(
                listen=settings.listen,
                port=port,
                announce=settings.announce,
                tcp=settings.tcp,
                consent_seconds=settings.consent_seconds,
                kernel=kernel,
            )
        except (Failure, OSError, OverflowError) as error:  # also: beyond the last port
            code = error.code if isinstance(error, Failure) else "port"
            detail = f"cannot listen on port {port} of {', '.join(settings.listen)}: {error}"
            writer.write(frame(_ENCODER.encode(StartFailed(code, detail))))
            with contextlib.suppress(ConnectionError):
                await writer.drain()
            return 1
        try:
            await Worker(endpoint, writer).serve(reader)
        finally:
            await endpoint.close()
        return 0
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


def main() -> int:
    """Take the socket that `media.pool` gives, and run."""
    parser = argparse.ArgumentParser(prog="media.worker", description=__doc__)
    parser.add_argument("--fd", type=int, required=True, help="inherited socket to the pool")
    arguments = parser.parse_args()
    link = socket.socket(fileno=arguments.fd)
    link.setblocking(False)
    link.set_inheritable(False)  # in an ingest's process it would outlive this one
    memory.settle()
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        return runner.run(run(link))


def _loop_factory() -> "type[asyncio.AbstractEventLoop] | None":
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.Loop


if __name__ == "__main__":
    raise SystemExit(main())
