"""Sound and film, by how their bytes are laid out; nothing is decoded or played here."""

import struct
from typing import BinaryIO

from classroom.failures import Refused
from classroom.files.values import FileKind

_BOXES = 1_000
_BITRATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_BITRATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES = (44_100, 48_000, 32_000)


def kind_of(head: bytes) -> FileKind | None:
    """Return what begins so, if it is sound or film."""
    if head[4:8] == b"ftyp":
        return FileKind.MP4
    if head[:3] == b"ID3" or _frame_length(head[:4]):
        return FileKind.MP3
    return None


def check(file: BinaryIO, kind: FileKind, length: int) -> None:
    """Raise Refused `file_broken` unless it is laid out as what it seems to be."""
    whole = _is_mp4(file, length) if kind is FileKind.MP4 else _is_mp3(file)
    if not whole:
        raise Refused("file_broken", f"it is not laid out as an {kind}")


def _is_mp4(file: BinaryIO, length: int) -> bool:
    """Whether boxes fill the file to its last byte, and one of them says what is in it."""
    at, found = 0, set()
    for _ in range(_BOXES):
        file.seek(at)
        head = file.read(16)
        if at == length or len(head) < 8:
            return at == length and b"moov" in found
        size, name = struct.unpack(">I4s", head[:8])
        if size == 1 and len(head) == 16:
            (size,) = struct.unpack(">Q", head[8:])
        elif size == 0:
            size = length - at
        if size < 8 or not name.isalnum():
            return False
        found.add(name)
        at += size
    return False


def _is_mp3(file: BinaryIO) -> bool:
    """Whether two frames follow each other, behind what is said about the piece."""
    head, at = file.read(10), 0
    if head[:3] == b"ID3" and len(head) == 10:
        for byte in head[6:]:  # a number of four times seven bits
            at = at << 7 | byte & 0x7F
        at += 10
    for _ in range(2):
        file.seek(at)
        size = _frame_length(file.read(4))
        if size == 0:
            return False
        at += size
    return True


def _frame_length(head: bytes) -> int:
    """Return how long an MPEG layer III frame is that begins so; 0: it is none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, bitrate, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or rate == 3 or not 0 < bitrate < 15:
        return 0
    first = version == 3
    kbps = (_BITRATES if first else _BITRATES_2)[bitrate]
    hertz = _RATES[rate] >> (0 if first else 1 if version == 2 else 2)
    return (144 if first else 72) * kbps * 1000 // hertz + (head[2] >> 1 & 1)
