"""Which bytes of a file a request asks for (RFC 9110, sections 13 and 14).

Rule: pure. What is no range of bytes, or several, is as if it was not asked for, which the RFC
allows; a range that begins behind the end is refused.
"""

import re
from collections.abc import Mapping

import msgspec

_ONE = re.compile(r"bytes=[ \t]*(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))[ \t]*", re.I)


class Span(msgspec.Struct, frozen=True):
    """Bytes from `start` to before `stop`."""

    start: int
    stop: int


class BehindTheEnd(Exception):
    """No byte of the file is in the range."""


def span(header: str | None, size: int) -> Span | None:
    """Return what a Range header asks for of a file of so many bytes; None: all of it.

    Raises:
        BehindTheEnd: answer with 416.

    >>> span("bytes=0-1", 10), span("bytes=8-", 10), span("bytes=-3", 10), span("bytes=0-1,4-5", 10)
    (Span(0, 2), Span(8, 10), Span(7, 10), None)
    """
    found = _ONE.fullmatch(header or "")
    if found is None:
        return None
    first, last, suffix = found.groups()
    if suffix is not None:
        if not size or not int(suffix):
            raise BehindTheEnd
        return Span(max(0, size - int(suffix)), size)
    start, stop = int(first), int(last) + 1 if last else size
    if last and stop <= start:
        return None
    if start >= size:
        raise BehindTheEnd
    return Span(start, min(stop, size))


def wanted(headers: Mapping[str, str], etag: str | None, size: int) -> Span | None:
    """Return the range that is asked for of a file that has this strong ETag, quoted, or none.

    With an If-Range that does not name its state as it is now, all of it is answered.

    Raises:
        BehindTheEnd: answer with 416.
    """
    if headers.get("If-Range", etag) != etag:
        return None
    return span(headers.get("Range"), size)


def has_it(headers: Mapping[str, str], etag: str) -> bool:
    """Tell whether If-None-Match says that whoever asks has this state already."""
    given = headers.get("If-None-Match", "")
    each = [one.strip().removeprefix("W/") for one in given.split(",")]
    return "*" in each or etag in each
