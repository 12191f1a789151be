"""A connection to another process of ours on this machine: frames out in batches, frames in.

Rule 1: nothing waits for the other process: what is put leaves with the next turn of the event
loop, or as soon as it reads on; how much may wait is asked before by whoever puts it.
Rule 2: what ends it from outside is told once, from a callback of its own, never out of `put`;
after `close` nothing is.
"""

import asyncio
import socket
from collections.abc import Callable

from classroom.failures import BadMessage, Refused
from classroom.framing import FrameSplitter, frame

MAX_READ = 65536
MAX_WRITE = 256 * 1024  # bytes handed to the kernel in one turn
LINGER_SECONDS = 2.0


class LocalSocket:
    """One Unix stream socket, connected."""

    def __init__(
        self,
        path: str,
        *,
        limit: int,
        on_frame: Callable[[bytes], None],
        on_lost: Callable[[str], None],
    ) -> None:
        """Connect to the socket at `path`; frames longer than `limit` bytes end it, either way.

        `on_frame` may raise BadMessage, which ends it too.

        Raises:
            Refused: `not_ready`: nobody listens there, or has no room for one more.
        """
        self._loop = asyncio.get_running_loop()
        self._on_frame = on_frame
        self._on_lost = on_lost
        self._limit = limit
        self._frames = FrameSplitter(limit)
        self._out = bytearray()
        self._due = False  # `_write` will be called
        self._closed = False
        self._linger: asyncio.TimerHandle | None = None
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            sock.setblocking(False)
            sock.connect(path)  # of this family it is done at once or refused (unix(7))
        except (OSError, ValueError) as error:  # ValueError: a zero byte in the path
            sock.close()
            raise Refused("not_ready", "nobody listens at that path") from error
        self._socket = sock
        self._loop.add_reader(sock, self._readable)

    @property
    def waiting(self) -> int:
        """Bytes that the other process has not taken, beyond the kernel's own buffer."""
        return len(self._out)

    def put(self, payload: bytes) -> None:
        """Send one frame; nothing after `close`."""
        if self._closed:
            return
        self._out += frame(payload, self._limit)
        if not self._due:
            self._due = True
            self._loop.call_soon(self._write)

    def close(self) -> None:
        """Send what waits, within LINGER_SECONDS, and tell nothing any more."""
        if self._closed:
            return
        self._closed = True
        self._loop.remove_reader(self._socket)
        self._linger = self._loop.call_later(LINGER_SECONDS, self._end)
        self._write()

    def _write(self) -> None:
        if self._socket.fileno() < 0:
            return
        try:
            while self._out:
                with memoryview(self._out) as view:
                    sent = self._socket.send(view[:MAX_WRITE])
                del self._out[:sent]
        except BlockingIOError:
            self._due = True
            self._loop.add_writer(self._socket, self._write)
            return
        except OSError as error:
            self._lose(str(error))
            return
        self._due = False
        self._loop.remove_writer(self._socket)
        if self._closed:
            self._end()

    def _readable(self) -> None:
        try:
            data = self._socket.recv(MAX_READ)
            if not data:
                self._lose("closed by the other process")
                return
            for payload in self._frames.feed(data):
                self._on_frame(payload)
                if self._closed:
                    return
        except BlockingIOError:
            return
        except (OSError, BadMessage) as error:
            self._lose(str(error))

    def _lose(self, reason: str) -> None:
        told = self._closed
        self._closed = True
        self._end()
        if not told:
            self._on_lost(reason)

    def _end(self) -> None:
        if self._linger is not None:
            self._linger.cancel()
        if self._socket.fileno() >= 0:
            self._loop.remove_reader(self._socket)
            self._loop.remove_writer(self._socket)
            self._socket.close()
        self._out.clear()
