"""Pictures, by their headers: which kind, and how large they are when they are drawn.

Rule: nothing is decoded. What is too large for an old PC to draw is refused here, however small its
file is.
"""

import struct
from typing import BinaryIO

from classroom.failures import Refused
from classroom.files.values import FileKind

MOST_PIXELS = 40_000_000
_PNG, _PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
_SEGMENTS = 500  # of a JPEG before its picture
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}

Size = tuple[int, int]


def kind_of(head: bytes) -> FileKind | None:
    """Return the kind of picture that begins so, if any."""
    if head.startswith(_PNG):
        return FileKind.PNG
    if head.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return FileKind.WEBP
    return None


def size_of(file: BinaryIO, kind: FileKind, length: int) -> Size:
    """Return width and height of a picture.

    Raises:
        Refused: `file_broken`, `file_too_large`.
    """
    reading = {FileKind.PNG: _png, FileKind.JPEG: _jpeg, FileKind.WEBP: _webp}
    try:
        width, height = reading[kind](file, length)
    except (struct.error, IndexError):
        raise Refused("file_broken", "its header is cut off") from None
    if width < 1 or height < 1:
        raise Refused("file_broken", "it has no size")
    if width * height > MOST_PIXELS:
        raise Refused("file_too_large", f"it has more than {MOST_PIXELS} pixels")
    return width, height


def _png(file: BinaryIO, length: int) -> Size:
    head = file.read(24)
    file.seek(max(0, length - len(_PNG_END)))
    if head[12:16] != b"IHDR" or file.read() != _PNG_END:
        raise Refused("file_broken", "it does not begin or end as a PNG does")
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def _jpeg(file: BinaryIO, _length: int) -> Size:
    file.seek(2)
    for _ in range(_SEGMENTS):
        marker = file.read(2)
        if marker[0] != 0xFF:
            break
        (size,) = struct.unpack(">H", file.read(2))
        if marker[1] in _FRAMES:
            height, width = struct.unpack(">HH", file.read(5)[1:])
            return width, height
        if size < 2:
            break
        file.seek(size - 2, 1)
    raise Refused("file_broken", "there is no picture in it")


def _webp(file: BinaryIO, length: int) -> Size:
    head = file.read(30)
    (size,) = struct.unpack("<I", head[4:8])
    if size + 8 + (size & 1) not in (length, length + (size & 1)):
        raise Refused("file_broken", "it is longer or shorter than it says")
    if head[12:16] == b"VP8X":
        width, height = (int.from_bytes(head[at : at + 3], "little") + 1 for at in (24, 27))
    elif head[12:16] == b"VP8L":
        (bits,) = struct.unpack("<I", head[21:25])
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    else:
        width, height = (side & 0x3FFF for side in struct.unpack("<HH", head[26:30]))
    return width, height
