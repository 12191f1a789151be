"""Fills a lesson's board with strokes, through the protocol, as fast as the server lets one page.

    python -m bench.ink 'http://…/teach#…' --strokes 5000

Rule: the strokes are like a hand's: short, with some thirty points. What is asked is what a page
asks; a stroke counts when the server has acknowledged it, and so kept it.
"""

import argparse
import asyncio
import math
import random
import secrets
from typing import Any
from urllib.parse import urlsplit

import socketio

from classroom.ink import points
from classroom.ink.points import SIDE

BOARD = "board:1"
AT_ONCE = 12  # requests on their way
POINTS = 30
STEP = 45  # between two points, of the surface's 16,383: some five pixels of a wall
PATIENCE = 30.0


def stroke(seed: int, count: int = POINTS) -> list[points.Point]:
    """Return the points of a stroke like a hand's, always the same for the same seed."""
    chance = random.Random(seed)
    x, y = chance.randrange(1000, SIDE - 2500), chance.randrange(1000, SIDE - 2500)
    turn, bend = chance.random() * math.tau, chance.uniform(-0.4, 0.4)
    made = [(x, y)]
    for _ in range(count - 1):
        turn += bend
        x, y = x + round(STEP * math.cos(turn)), y + round(STEP * math.sin(turn))
        made.append((min(max(x, 0), SIDE), min(max(y, 0), SIDE)))
    return list(made)


def drawing(seed: int, *, surface: str = BOARD, count: int = POINTS) -> dict[str, Any]:
    """Return the fields of a `draw` request, or of a `sketch` without its `text`."""
    return {
        "surface": surface,
        "tag": seed,
        "tool": "pen",
        "colour": ("black", "red", "blue", "green", "purple")[seed % 5],
        "width": 4,
        "points": points.write(stroke(seed, count)),
        "pressed": False,
    }


async def fill(client: socketio.AsyncClient, strokes: int, *, surface: str = BOARD) -> None:
    """Have so many strokes kept on a surface that is shown, whatever pace the server sets."""
    begin = secrets.randbelow(2**30)
    waiting = asyncio.Semaphore(AT_ONCE)

    async def draw(seed: int) -> None:
        async with waiting:
            while True:
                answer = await client.call("draw", drawing(seed, surface=surface), timeout=PATIENCE)
                if answer["type"] == "ok":
                    return
                if not answer.get("retryable"):
                    raise RuntimeError(f"the server refused a stroke: {answer['code']}")
                await asyncio.sleep(0.25)

    async with asyncio.TaskGroup() as group:
        for number in range(strokes):
            group.create_task(draw(begin + number))


async def _main(link: str, strokes: int) -> None:
    address = urlsplit(link)
    client = socketio.AsyncClient(reconnection=False)
    auth = {"token": address.fragment, "session": secrets.token_urlsafe(24)}
    await client.connect(
        f"{address.scheme}://{address.netloc}", auth=auth, transports=["websocket"]
    )
    for event, asked in (("enter", {}), ("show_board", {"page": 1})):
        answer = await client.call(event, asked, timeout=PATIENCE)
        if answer["type"] == "error":
            raise RuntimeError(f"{event}: {answer['code']}")
    await fill(client, strokes)
    await client.disconnect()


def main() -> None:
    """Fill the board of the lesson whose delivering link is given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("link", help="the lesson's delivering link")
    parser.add_argument("--strokes", type=int, default=5_000)
    asked = parser.parse_args()
    asyncio.run(_main(asked.link, asked.strokes))


if __name__ == "__main__":
    main()
