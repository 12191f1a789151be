"""Framing of the local sockets between our own processes: a length, then msgpack.

Rule: a frame is a 4-byte big-endian length and that many bytes; a length above the limit ends the
connection with BadMessage before anything is read or allocated for it. Nothing here does I/O: bytes
are given, or a reader is.
"""

import struct
from typing import Protocol

from classroom.failures import BadMessage

FRAME_LIMIT = 1 << 20
"""Bytes in one frame at most; an ORTC description is a few thousand."""

_LENGTH = struct.Struct("!I")


def frame(payload: bytes, limit: int = FRAME_LIMIT) -> bytes:
    """Return `payload` with its length before it.

    Raises:
        BadMessage: `frame_too_long`.
    """
    if len(payload) > limit:
        raise BadMessage("frame_too_long", f"{len(payload)} bytes, at most {limit}")
    return _LENGTH.pack(len(payload)) + payload


class Reader(Protocol):
    """Where frames are read from: an `asyncio.StreamReader`."""

    async def readexactly(self, n: int, /) -> bytes:
        """Return exactly `n` bytes; EOFError, with those there were as `partial`, before."""
        ...


async def read_frame(reader: Reader, limit: int = FRAME_LIMIT) -> bytes | None:
    """Return the next frame's payload, or None when the other side has closed.

    Raises:
        BadMessage: `frame_too_long`, or `frame_cut` when the connection ended inside a frame.
    """
    begun = False
    try:
        (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
        begun = True
        if length > limit:
            raise BadMessage("frame_too_long", f"{length} bytes, at most {limit}")
        return await reader.readexactly(length)
    except EOFError as error:
        if not begun and not getattr(error, "partial", b""):
            return None
        raise BadMessage("frame_cut") from error
    except ConnectionError:
        return None


class FrameSplitter:
    """Cuts a byte stream into frames as it comes, for a protocol without coroutines."""

    def __init__(self, limit: int = FRAME_LIMIT) -> None:
        """Start at a frame's beginning."""
        self._limit = limit
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """Return the payloads that `data` completes.

        Raises:
            BadMessage: `frame_too_long`; the stream cannot be read on.
        """
        buffer = self._buffer
        buffer += data
        frames: list[bytes] = []
        at = 0
        while len(buffer) - at >= 4:
            (length,) = _LENGTH.unpack_from(buffer, at)
            if length > self._limit:
                raise BadMessage("frame_too_long", f"{length} bytes, at most {self._limit}")
            if len(buffer) - at - 4 < length:
                break
            frames.append(bytes(buffer[at + 4 : at + 4 + length]))
            at += 4 + length
        del buffer[:at]
        return frames
