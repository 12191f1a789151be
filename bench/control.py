"""A full lesson under way: what everybody says at once, and how soon a key silences it.

Everything runs on this machine over loopback: the server, and here the pages and the classrooms.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bench import control_board, control_media, control_messages, report
from bench.control_pages import Pages
from bench.processes import cpu_seconds
from tools.live_server import Server

ROOMS = 60
TRIES = 20
BURSTS = 5
DRAWING = 5  # rooms that draw while a wall's frames are counted
FULL = 1_000  # strokes on a board that was written full before


@asynccontextmanager
async def served() -> AsyncIterator[Server]:
    """Start a server that takes sixty classrooms in a lesson."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), LESSON_CAP=str(ROOMS))
        await server.start()
        try:
            yield server
        finally:
            await server.stop()


async def silence(tries: int) -> dict[str, Any]:
    """Measure pause and shut-down."""
    async with served() as server:
        paused = await control_media.pauses(server, tries)
        shut_down = await control_media.shut_downs(server, tries)
    return {
        "pause_to_last_packet_ms": report.spread(paused, 0),
        "shut_down_to_last_packet_ms": report.spread(shut_down, 0),
    }


async def hands(rooms: int, bursts: int) -> dict[str, Any]:
    """Let all classrooms raise a hand at once; measure until every page shows every hand."""
    up = [0] * (rooms + 1)  # hands that each page shows
    changed = asyncio.Event()

    def heard(place: int, name: str, payload: Any) -> None:
        for change in payload["changes"] if name == "changed" else ():
            if change["type"] == "lesson_changed":
                up[place] = len(change["lesson"]["hands"])
                changed.set()

    async def until(count: int) -> None:
        while any(each != count for each in up):
            changed.clear()
            await changed.wait()

    async def everybody(request: str, **payload: str) -> None:
        await asyncio.gather(*(pages.ask(n, request, **payload) for n in range(1, rooms + 1)))

    took, cpu = [], []
    async with served() as server:
        links = await server.new_lesson(*(f"教学点{number}" for number in range(1, rooms + 1)))
        pages = Pages(heard)
        await pages.join(server, links)
        for _ in range(bursts):
            began, used = time.monotonic(), cpu_seconds(server.pid)
            await everybody("raise_hand", purpose="answer")
            await until(rooms)
            took.append((time.monotonic() - began) * 1000)
            cpu.append((cpu_seconds(server.pid) - used) * 1000)
            await everybody("lower_hand")
            await until(0)
        await pages.leave()
    return {
        "rooms": rooms,
        "all_hands_up_everywhere_ms": report.spread(took, 0),
        "server_cpu_ms": report.spread(cpu, 0),
    }


async def messages(rooms: int) -> dict[str, Any]:
    """Let everybody send twenty messages a second for a minute."""
    async with served() as server:
        links = await server.new_lesson(*(f"教学点{number}" for number in range(1, rooms + 1)))
        return await control_messages.measure(server, links)


async def board(joins: int) -> dict[str, Any]:
    """Let classrooms come to a board that is full."""
    async with served() as server:
        return await control_board.late(server, joins)


async def frames(rooms: int) -> dict[str, Any]:
    """Count a wall's frames while so many rooms draw, on an empty board and on a full one."""
    found = {}
    for kept in (0, FULL):
        async with served() as server:
            found[f"with_{kept}_strokes"] = await control_board.frames(server, rooms, kept)
    return found


PARTS: dict[str, Callable[[], Awaitable[dict[str, Any]]]] = {
    "silence": lambda: silence(TRIES),
    "hands": lambda: hands(ROOMS, BURSTS),
    "messages": lambda: messages(ROOMS),
    "board": lambda: board(TRIES),
    "frames": lambda: frames(DRAWING),
}


async def measure(parts: list[str]) -> dict[str, Any]:
    """Measure these parts, one after the other."""
    return {part: await PARTS[part]() for part in parts}


def main() -> None:
    """Read the command line, measure, print."""
    parser = report.arguments(__doc__)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    options = parser.parse_args()
    report.publish("control", asyncio.run(measure(options.parts)), options.json)


if __name__ == "__main__":
    main()
