"""The process that makes one export and ends. `python -m recording.export.worker --fd N`.

Rule: a recording's bytes are a stranger's, and this decodes them: by itself, with less right to the
processor than any lesson, and so much memory. Whoever started it is gone when the socket closes;
so is this, at once. What it had finished by then is on the disk.
"""

import argparse
import os
import resource
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import av
import msgspec

from classroom.framing import frame
from recording.export.film import join, make_piece, make_sound
from recording.export.lettering import NoFont, font
from recording.export.order import FILM, MOST_ORDER, CannotBeMade, Finished, Order, Step, Told
from recording.export.plan import plan

MEMORY = 3 << 30  # of addresses; what is used is a tenth of it
NICE = 15


def main() -> int:
    """Read the order from the socket, make it, and tell how far it is."""
    parser = argparse.ArgumentParser(prog="recording.export.worker", description=__doc__)
    parser.add_argument("--fd", type=int, required=True, help="inherited socket")
    arguments = parser.parse_args()
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    av.logging.set_level(av.logging.PANIC)
    with socket.socket(fileno=arguments.fd) as link:
        order = _read(link)
        if order is None:
            return 1
        threading.Thread(target=_watch, args=(link,), daemon=True).start()
        try:
            make(order, lambda told: link.sendall(frame(msgspec.msgpack.encode(told))))
        except NoFont as missing:
            told: Told = CannotBeMade(code="no_font", detail=str(missing))
            link.sendall(frame(msgspec.msgpack.encode(told)))
        except OSError as error:
            if isinstance(error, BrokenPipeError | ConnectionError):
                return 1
            told = CannotBeMade(code="export_failed", detail=error.strerror or str(error))
            link.sendall(frame(msgspec.msgpack.encode(told)))
    return 0


def make(order: Order, tell: Callable[[Told], None]) -> None:
    """Make what is not there yet: pieces, the sound, and one file of them.

    Raises:
        NoFont: nothing can be written.
        OSError: the disk is full or failing.
    """
    font(16)
    work = Path(order.work)
    work.mkdir(parents=True, exist_ok=True)
    if not (work / FILM).exists():
        spans = plan(order)
        for number in range(order.pieces):
            make_piece(order, spans, number)
            tell(Step(done=number + 1))
        make_sound(order)
        tell(Step(done=order.pieces + 1))
    tell(Finished(bytes=join(order)))


def _read(link: socket.socket) -> Order | None:
    with link.makefile("rb") as file:
        size = int.from_bytes(file.read(4), "big")
        if not 0 < size <= MOST_ORDER:
            return None
        data = file.read(size)
    return msgspec.msgpack.decode(data, type=Order) if len(data) == size else None


def _watch(link: socket.socket) -> None:
    """Go when whoever waits for it is gone, whatever is being encoded."""
    try:
        while link.recv(1024):
            pass
    except OSError:
        pass
    os._exit(1)


if __name__ == "__main__":
    raise SystemExit(main())
