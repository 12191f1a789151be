"""The recorder's process: `python -m recording.recorder.process --fd N --socket PATH --settings …`.

Rule 1: it lives as long as its socket to the control process; when that closes it writes out what
it has, so that every recording can be gone on with, and ends.
Rule 2: a control process that hangs stops nothing here; only what it is told waits, up to a bound.
"""

import argparse
import asyncio
import contextlib
import gc
import socket

import msgspec
import structlog

from classroom.failures import BadMessage, Failure, Refused, Unavailable
from classroom.framing import frame, read_frame
from classroom.recorder_messages import RecorderEvent
from config import logs
from recording.recorder.packets import PacketSocket
from recording.recorder.process_messages import (
    Failed,
    Fault,
    FromProcess,
    Happened,
    Ping,
    Pong,
    Ready,
    Reply,
    Request,
    StartFailed,
    ToProcess,
)
from recording.recorder.recorder import Recorder
from recording.recorder.settings import RecorderSettings

MOST_UNDER_WAY = 256
"""Requests; the socket waits with more."""
FULL = 1024 * 1024
"""Bytes that the control process has not read, beyond which it is told no more."""

_LOG = structlog.get_logger()
_DECODER: msgspec.msgpack.Decoder[ToProcess] = msgspec.msgpack.Decoder(ToProcess)
_ENCODER = msgspec.msgpack.Encoder()
_FAULTS: dict[type[Failure], Fault] = {
    BadMessage: Fault.BAD_MESSAGE,
    Refused: Fault.REFUSED,
    Unavailable: Fault.UNAVAILABLE,
}


class Link:
    """The control process at the other end of the inherited socket."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        """Speak over `writer`."""
        self._writer = writer
        self._under_way: set[asyncio.Task[None]] = set()

    async def serve(self, recorder: Recorder, reader: asyncio.StreamReader) -> None:
        """Answer requests until the socket closes."""
        self.say(Ready())
        try:
            while (payload := await read_frame(reader)) is not None:
                match _DECODER.decode(payload):
                    case Ping():
                        self.say(Pong())
                    case Request() as request:
                        if len(self._under_way) >= MOST_UNDER_WAY:
                            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
                        task = asyncio.create_task(self._answer(recorder, request))
                        self._under_way.add(task)
                        task.add_done_callback(self._under_way.discard)
        except (ConnectionError, BadMessage, msgspec.DecodeError):
            pass  # it died, perhaps in the middle of a frame
        finally:
            for task in list(self._under_way):
                task.cancel()
            await asyncio.gather(*self._under_way, return_exceptions=True)

    def happened(self, event: RecorderEvent) -> None:
        """Tell something."""
        self.say(Happened(event))

    def say(self, message: FromProcess) -> None:
        """Send one message; nothing to a control process that does not read."""
        if self._writer.is_closing():
            return
        if self._writer.transport.get_write_buffer_size() < FULL:
            self._writer.write(frame(_ENCODER.encode(message)))

    async def _answer(self, recorder: Recorder, request: Request) -> None:
        try:
            self.say(Reply(request.id, await recorder.answer(request.body)))
        except Failure as failure:
            fault = next(fault for kind, fault in _FAULTS.items() if isinstance(failure, kind))
            self.say(Failed(request.id, fault, failure.code, failure.detail[:500]))
        except Exception:
            _LOG.exception("recorder_request_bug", request=type(request.body).__name__)
            self.say(Failed(request.id, Fault.INTERNAL, "internal"))


async def run(link: socket.socket, path: str, settings: RecorderSettings) -> int:
    """Listen and serve; return the process's exit code."""
    reader, writer = await asyncio.open_unix_connection(sock=link)
    control = Link(writer)
    recorder = Recorder(settings, path, control.happened)
    packets = PacketSocket(recorder, path)
    try:
        try:
            await packets.open()
        except OSError as error:
            control.say(StartFailed(f"cannot listen on {path}: {error.strerror}"))
            with contextlib.suppress(ConnectionError):
                await writer.drain()
            return 1
        await control.serve(recorder, reader)
        return 0
    finally:
        await packets.close()
        await recorder.close()
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


def main() -> int:
    """Read the arguments that `recording.recorder.supervisor` gives, and run."""
    parser = argparse.ArgumentParser(prog="recording.recorder.process", description=__doc__)
    parser.add_argument("--fd", type=int, required=True, help="inherited socket to the control")
    parser.add_argument("--socket", required=True, help="where to listen for packets")
    parser.add_argument("--settings", required=True, help="RecorderSettings as JSON")
    arguments = parser.parse_args()
    settings = msgspec.json.decode(arguments.settings, type=RecorderSettings)
    logs.set_up(settings.log)
    link = socket.socket(fileno=arguments.fd)
    link.setblocking(False)
    link.set_inheritable(False)
    gc.freeze()  # what was imported stays, and need not be gone through again and again
    gc.set_threshold(*gc.get_threshold()[:2], 1)  # the little that is left, more often
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        return runner.run(run(link, arguments.socket, settings))


def _loop_factory() -> "type[asyncio.AbstractEventLoop] | None":
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.Loop


if __name__ == "__main__":
    raise SystemExit(main())
