"""The demonstration: one lesson that is being taught, on this machine."""

import argparse
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from pathlib import Path

from classroom.store.database import DatabaseStore
from classroom.store.transactions import Database
from config.load import BadSettings
from config.sections import Settings
from demo import lesson
from web.address import is_loopback, joining_links

DEMO_STORE = Path("var/demo.db")

Serving = Callable[[Settings, Database], AbstractAsyncContextManager[str]]
Stopped = Callable[[], Awaitable[None]]


async def demo(
    serving: Serving, stopped: Stopped, settings: Settings, args: argparse.Namespace
) -> None:
    """Serve one lesson that is being taught, with links for whoever is at this terminal.

    Raises:
        BadSettings: others than this machine could reach it, and nobody said that they may.
    """
    beyond = settings.web.public_url or settings.media.listen
    if not args.allow_remote and (beyond or not is_loopback(settings.web.listen)):
        raise BadSettings(
            "The demo listens on this machine only, for whoever reads this terminal has its links. "
            f"Say --allow-remote to listen on {beyond or settings.web.listen}."
        )
    for leftover in DEMO_STORE.parent.glob(DEMO_STORE.name + "*"):
        leftover.unlink()  # every demo begins anew
    async with (
        Database.open(f"sqlite+aiosqlite:///{DEMO_STORE}", time.time) as database,
        AsyncExitStack() as stack,
    ):
        store = DatabaseStore(database.engine)
        prepared = await lesson.prepare(store, settings, time.time())
        address = await stack.enter_async_context(serving(settings, database))
        await stack.enter_async_context(prepared.running(address))
        tokens = [prepared.deliver, *prepared.receive]
        print(joining_links(address, tokens, as_json=args.print_links), flush=True)
        await stopped()
