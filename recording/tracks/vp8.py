"""VP8 out of RTP (RFC 7741): descriptors off, partitions together, the size from each keyframe."""

import struct
from collections.abc import Sequence

from recording.tracks.formats import Vp8Format
from recording.tracks.pictures import Malformed, Picture, PictureTrack

_START_CODE = b"\x9d\x01\x2a"  # RFC 6386, 9.1
_SIZE = struct.Struct("<HH")


class Vp8Track(PictureTrack[Vp8Format]):
    """RTP packets of VP8 into frames."""

    def _read(self, payloads: Sequence[bytes], whole: bool) -> Picture[Vp8Format] | None:
        if payloads[0][0] & 0x17 != 0x10:  # S = 1, PID = 0
            raise Malformed("not the beginning of a frame")
        data = b"".join(payload[_descriptor_size(payload) :] for payload in payloads)
        if len(data) < 3:
            raise Malformed("shorter than a frame's tag")
        if data[0] & 1:
            return Picture(data, None)
        if data[3:6] != _START_CODE or len(data) < 10:
            raise Malformed("a keyframe without its start code")
        width, height = (side & 0x3FFF for side in _SIZE.unpack_from(data, 6))
        if not width or not height:
            raise Malformed("a picture without a size")
        if self.format is not None and (self.format.width, self.format.height) == (width, height):
            return Picture(data, self.format)
        return Picture(data, Vp8Format("vp8", width, height))


def _descriptor_size(payload: bytes) -> int:
    """RFC 7741, 4.2. Malformed where nothing is behind it."""
    at, size = 1, len(payload)
    if payload[0] & 0x80 and size > 2:
        flags = payload[1]
        at = 2
        if flags & 0x80:
            at += 2 if payload[2] & 0x80 else 1
        at += (flags >> 6 & 1) + (1 if flags & 0x30 else 0)
    elif payload[0] & 0x80:
        at = size
    if at >= size:
        raise Malformed("a descriptor and nothing behind it")
    return at
