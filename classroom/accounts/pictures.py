"""A person's picture: what is taken for one, by its own bytes and never by what its sender says.

Rule: PNG or JPEG, small, of sensible size, read as far as its dimensions; it is never decoded here,
and served only as what it was found to be.
"""

import struct

from classroom.register.checks import Invalid
from classroom.register.resource import Problem

MOST_BYTES = 64 * 1024
LEAST_SIDE, MOST_SIDE = 32, 1024
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # where JPEG tells its dimensions
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length


def kind_of(data: bytes) -> str:
    """Return the picture's content type.

    Raises:
        Invalid: it is no picture we take.
    """
    if len(data) > MOST_BYTES:
        raise _invalid("too_long", limit=MOST_BYTES)
    found = _png(data) or _jpeg(data)
    if found is None:
        raise _invalid("not_a_picture")
    kind, width, height = found
    if not (LEAST_SIDE <= width <= MOST_SIDE and LEAST_SIDE <= height <= MOST_SIDE):
        raise _invalid("bad_dimensions", limit=MOST_SIDE)
    return kind


def _invalid(code: str, **about: int) -> Invalid:
    return Invalid([Problem("picture", code, dict(about))])


def _png(data: bytes) -> tuple[str, int, int] | None:
    if not data.startswith(_PNG) or data[12:16] != b"IHDR" or len(data) < 33:
        return None
    width, height = struct.unpack_from(">II", data, 16)
    return "image/png", width, height


def _jpeg(data: bytes) -> tuple[str, int, int] | None:
    if not data.startswith(_JPEG):
        return None
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF or marker in _ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        if marker in _FRAMES:
            if at + 9 > len(data):
                return None
            height, width = struct.unpack_from(">HH", data, at + 5)
            return "image/jpeg", width, height
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None
