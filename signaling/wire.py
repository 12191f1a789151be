"""Text messages as WebSocket frames (RFC 6455, 5.2), written and compressed once for all pages.

Rule: each message is compressed by itself (RFC 7692, 7.2.3.2, a context of its own), and frames of
a server are not masked: so what many pages are told is the same bytes for all of them.
"""

import asyncio
import struct
import zlib
from collections import OrderedDict

SMALL = 256  # bytes; compressing less gains nothing
LARGE = 64 * 1024  # bytes; compressing more takes milliseconds, and is done beside the event loop
KEPT, KEPT_BYTES = 64, 16 * 1024  # frames that were written last, none larger than this
_QUICK = 1  # zlib's level
_END = b"\x00\x00\xff\xff"  # of a flushed block, left out (RFC 7692, 7.2.1)
_TEXT, _COMPRESSED = 0x81, 0xC1  # a whole message in one frame, without and with RSV1


class Frames:
    """Writes frames, and remembers the last ones that were worth it by their text."""

    def __init__(self) -> None:
        """Begin with nothing written."""
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()

    async def of(self, text: str, window: int) -> bytes:
        """Return the frame of a message for a page that takes compressed ones of this window, in
        bits; 0: none.
        """
        if len(text) < SMALL and text.isascii():  # nothing to compress; mostly an answer to one
            return frame(text.encode(), window)
        known = self._kept.get((text, window))
        if known is not None:
            return known
        payload = text.encode()
        if len(payload) > LARGE:
            return await asyncio.to_thread(frame, payload, window)
        made = frame(payload, window)
        if len(made) <= KEPT_BYTES:
            self._kept[text, window] = made
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made


def frame(payload: bytes, window: int) -> bytes:
    """Return a text frame, compressed unless `window` is 0 or there is little of it.

    >>> frame("好".encode(), 15).hex(" ")
    '81 03 e5 a5 bd'
    """
    if not window or len(payload) < SMALL:
        return _headed(_TEXT, payload)
    deflate = zlib.compressobj(_QUICK, wbits=-window)
    packed = deflate.compress(payload) + deflate.flush(zlib.Z_SYNC_FLUSH)
    return _headed(_COMPRESSED, packed.removesuffix(_END))


def _headed(first: int, payload: bytes) -> bytes:
    length = len(payload)
    if length < 126:
        return struct.pack("!BB", first, length) + payload
    if length < 1 << 16:
        return struct.pack("!BBH", first, 126, length) + payload
    return struct.pack("!BBQ", first, 127, length) + payload
