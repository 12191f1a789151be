"""Lines that hold on to each other: each has the SHA-256 of the line before.

A line is `{"n":1,"prev":"<64 hexadecimal digits>","entry":{…}}` and a newline; `prev` is the hash
of the bytes of the line before, without its newline; of the first line, 64 zeros.
Rule: reading keeps one line at a time and believes nothing; whoever knows from elsewhere where the
chain ends (a seal) gives that `End`, since a chain does not tell that its last lines are gone.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Annotated, Any, Generic, TypeVar

import msgspec

FIRST = "0" * 64
LINE_BYTES = 1 << 20  # a roll of 64 classrooms takes a quarter of it
_BLOCK = 1 << 16

Digest = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
E = TypeVar("E")


class LineFault(StrEnum):
    """What is wrong with a line."""

    UNREADABLE = "unreadable"  # it is no line of such a chain
    CUT = "cut"  # the file ends within it
    ALTERED = "altered"  # it is not what was written
    MISPLACED = "misplaced"  # another line stands in its place: it was removed, moved or doubled
    MISSING = "missing"  # the chain ends before it
    ADDED = "added"  # the chain should have ended before it
    IMPOSSIBLE = "impossible"  # it cannot be, after the lines before it


class Broken(Exception):
    """A chain is not what it was: which line, from 1, and why in plain words."""

    def __init__(self, line: int, fault: LineFault, reason: str, entry: object = None) -> None:
        """`entry` is what the line says as it stands, where that can be read."""
        super().__init__(f"line {line}: {reason}")
        self.line, self.fault, self.reason, self.entry = line, fault, reason, entry


class Line(
    msgspec.Struct, Generic[E], frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False
):
    """One line."""

    n: int
    prev: Digest
    entry: E


class End(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a chain ends."""

    lines: int
    head: Digest  # of the last line


def digest(raw: bytes) -> str:
    r"""Return the hash of a line, with or without its newline.

    >>> digest(b"a\n") == digest(b"a")
    True
    """
    return hashlib.sha256(raw.removesuffix(b"\n")).hexdigest()


def write(end: End, entry: object) -> tuple[bytes, End]:
    """Return the line that comes behind `end`, and the new end.

    Raises:
        ValueError: it would be longer than `LINE_BYTES`.
    """
    n = end.lines + 1
    raw = msgspec.json.encode(Line(n=n, prev=end.head, entry=entry))
    if len(raw) >= LINE_BYTES:
        raise ValueError(f"line {n} would take {len(raw)} bytes")
    return raw + b"\n", End(lines=n, head=digest(raw))


BEGINNING = End(lines=0, head=FIRST)


def split(read: Callable[[int], bytes]) -> Iterator[bytes]:
    """Yield lines with their newlines; the last one may have none.

    Raises:
        Broken: a line is longer than any may be.
    """
    rest, n = b"", 0
    while data := read(_BLOCK):
        *whole, rest = (rest + data).split(b"\n")
        for each in whole:
            n += 1
            yield each + b"\n"
        if len(rest) > LINE_BYTES:
            raise Broken(n + 1, LineFault.UNREADABLE, "is longer than any line may be")
    if rest:
        yield rest


class Follower(Generic[E]):
    """Takes lines one by one, as long as they follow each other."""

    def __init__(self, decoder: msgspec.json.Decoder[Line[E]]) -> None:
        """Begin before the first."""
        self.end = BEGINNING
        self._decoder = decoder

    def take(self, raw: bytes) -> E:
        """Return what the next line says.

        Raises:
            Broken: it does not follow. `ALTERED`: it or the line before it is not what was written.
        """
        n = self.end.lines + 1
        if not raw.endswith(b"\n"):
            raise Broken(n, LineFault.CUT, "is cut off: the file ends within it")
        try:
            line = self._decoder.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise Broken(n, LineFault.UNREADABLE, "cannot be read: it is no such line") from None
        if line.n != n:
            reason = f"is not there: in its place stands one that says it is line {line.n}"
            raise Broken(n, LineFault.MISPLACED, reason)
        if line.prev != self.end.head:
            reason = "does not follow the line before it" if n > 1 else "does not begin a chain"
            raise Broken(n, LineFault.ALTERED, reason, line.entry)
        self.end = End(lines=n, head=digest(raw))
        return line.entry


def follow(raws: Iterable[bytes], follower: Follower[E], end: End | None = None) -> Iterator[E]:
    """Yield what the lines say, until all are read or one is wrong; `end` is where they must end.

    Nothing that was yielded is certain before the iteration has come to its end.

    Raises:
        Broken: the first line that is wrong.
    """
    raws = iter(raws)
    last: E | None = None
    for raw in raws:
        if end is not None and follower.end.lines == end.lines:
            raise Broken(end.lines + 1, LineFault.ADDED, "was added after the last one")
        try:
            entry = follower.take(raw)
        except Broken as broken:
            if broken.fault is LineFault.ALTERED and _before_it(raw, next(raws, None), end, broken):
                raise _altered(broken.line - 1, last) from None
            raise
        if end is not None and follower.end.lines == end.lines and follower.end.head != end.head:
            raise _altered(end.lines, entry)
        yield entry
        last = entry
    if end is not None and follower.end.lines < end.lines:
        reason = f"is missing: {end.lines} lines were written"
        raise Broken(follower.end.lines + 1, LineFault.MISSING, reason)


def _altered(line: int, entry: object) -> Broken:
    return Broken(line, LineFault.ALTERED, "is not what was written", entry)


def _before_it(raw: bytes, after: bytes | None, end: End | None, broken: Broken) -> bool:
    """Tell whether the line before is the altered one: it is when the line after, or the end, still
    knows this one.
    """
    if broken.line == 1:
        return False
    if after is None:
        return end is None or end.lines != broken.line or end.head == digest(raw)
    try:
        return bool(_any.decode(after).prev == digest(raw))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return True


_any: msgspec.json.Decoder[Line[Any]] = msgspec.json.Decoder(Line[Any])
