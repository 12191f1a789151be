#!/usr/bin/env python3
"""The front door: the one place where the parts of the house are joined.

Rule: parts are opened in the order of `serving`, each inside the one before it, so that they are
closed in the reverse order by construction. Each is given its own settings and no others. Imports
that take long stand where they are needed: `lesson new` does not wait for what it does not use, and
media workers start while the rest is imported.
"""

import argparse
import asyncio
import gc
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from functools import partial
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import commands
from classroom.failures import Failure
from classroom.planning import timetable_rules
from config import command_line, logs
from config.load import BadSettings, load
from config.sections import Settings

if TYPE_CHECKING:
    from classroom.store.transactions import Database
    from media.pool import MediaPool
    from web.operating.stopping import Stopping


@asynccontextmanager
async def serving(
    settings: Settings, database: "Database", stopping: "Stopping | None" = None
) -> AsyncIterator[str]:
    """Run everything until the block ends; the value is the address of the pages. `stopping` is
    told whose lessons it lets come to their end.
    """
    from media.configured import worker_settings
    from media.pool import MediaPool

    async with AsyncExitStack() as stack:
        with _uncollected():
            rest = asyncio.get_running_loop().run_in_executor(None, import_module, "web.services")
            pool = await stack.enter_async_context(MediaPool(worker_settings(settings)))
            await rest
            behind = _behind(pool, settings, database, stopping)
            address = await stack.enter_async_context(behind)
        yield address


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage while all is imported, which takes a tenth of it, nor ever in that."""
    gc.disable()
    try:
        yield
        gc.freeze()
        # What closed sockets leave in cycles is found after some thirty lessons, not hundreds.
        gc.set_threshold(*gc.get_threshold()[:2], 1)
    finally:
        gc.enable()


@asynccontextmanager
async def _behind(
    pool: "MediaPool", settings: Settings, database: "Database", stopping: "Stopping | None"
) -> AsyncIterator[str]:
    from classroom.store.database import DatabaseStore
    from classroom.store.opening import DatabaseDueLessons
    from classroom.store.recording_consents import DatabaseRecordingConsents
    from classroom.store.rolls import DatabaseRolls
    from classroom.store.sanctions import DatabaseSanctions
    from commands.relays import relays
    from commands.wording import wording
    from recording.recorder.settings import recorder_settings
    from recording.recorder.supervisor import RecorderSupervisor
    from signaling.clock import SystemClock
    from signaling.gateway import Gateway
    from signaling.lessons import Lessons
    from signaling.opening import Opening
    from signaling.recorder_feed import Recording
    from web import services
    from web.address import page_address
    from web.app import make_app
    from web.board import exporting as boards
    from web.compliance.facts import eye_rules
    from web.files import opening as files
    from web.listening import SOCKETS_A_PAGE, Listening
    from web.operating import opening as doors
    from web.operating.figures import Sources
    from web.operating.lag import Lag
    from web.operating.readiness import Readiness
    from web.operating.requests import Requests
    from web.operating.tidying import tidying
    from web.recordings import missed
    from web.sender import sender

    words, turn = wording(settings), relays(settings)
    here, store, clock = settings.web, DatabaseStore(database.engine), SystemClock()
    async with AsyncExitStack() as stack:
        certificates = await stack.enter_async_context(doors.certificates(here))
        recorder = await stack.enter_async_context(RecorderSupervisor(recorder_settings(settings)))
        behind = await stack.enter_async_context(services.opened(database, settings))
        rooms = Lessons(
            store=store,
            media=pool,
            door=behind.door,
            clock=clock,
            rules=settings.lesson,
            limits=settings.limits,
            opening=Opening(
                DatabaseDueLessons(database),
                clock=clock,
                rules=timetable_rules(settings.lesson, settings.timetable),
                eyes=eye_rules(settings.eyes),
            ),
            rolls=DatabaseRolls(database),
            sanctions=DatabaseSanctions(database),
            wording=words,
            stills=behind.incidents,
            recording=Recording(
                recorder, DatabaseRecordingConsents(database), behind.recordings.rows
            ),
            relays=turn,
            elsewhere=behind.lines.on_media,
        )
        behind.lines.served_by(pool, turn, len(pool.workers))
        await stack.enter_async_context(rooms.serving())
        if stopping is not None:
            stopping.of(rooms.draining)
        address = partial(sender, proxies=frozenset(here.trusted_proxies))
        gateway = Gateway(rooms, settings.limits, here.public_url, address)
        behind.revocations.listen(gateway.cut)
        behind.live.served_by(rooms.shut_down, rooms.amend, rooms.restart, rooms.judge)
        folder = settings.files_folder
        shared = await stack.enter_async_context(
            files.opened(settings.files, folder, lessons=rooms, store=store, clock=clock)
        )
        readiness, requests = Readiness(database, rooms, pool, recorder), Requests()
        rest = [*boards.rows(rooms, store), *missed.rows(rooms, database, behind.recordings)]
        app = make_app(
            gateway,
            readiness.missing,
            guard=behind.guard,
            watch=[behind.refusals.watch],
            more=[*behind.rows, *shared, *rest],
            requests=requests,
        )
        sockets = settings.limits.connections * SOCKETS_A_PAGE
        # A whole county may be behind one address; a stranger is, too.
        listening = Listening(app, sockets, of_one=sockets // 2, proxies=here.trusted_proxies)
        await stack.enter_async_context(listening.prepared())
        await stack.enter_async_context(gateway.serving())
        lag = await stack.enter_async_context(Lag().measured())
        await stack.enter_async_context(tidying())
        exports = behind.recordings.kept.exporting.rows
        sources = Sources(
            readiness, database, exports, rooms, gateway, pool, recorder, requests, listening, lag,
            certificates,
        )  # fmt: skip
        port = await stack.enter_async_context(
            doors.opened(settings, listening, certificates, sources)
        )
        scheme = "https" if here.tls else "http"
        yield here.public_url or page_address(here.listen, port, scheme)


async def serve(settings: Settings, _args: argparse.Namespace) -> None:
    """Serve lessons until told to stop."""
    from classroom.store.transactions import Database
    from media import memory
    from web.address import set_up_link
    from web.operating.stopping import Stopping
    from web.signin.arriving import offer_setup

    memory.few_heaps()
    stopping = Stopping(settings.operate.drain_seconds)
    async with (
        Database.open(settings.store.url, time.time) as database,
        serving(settings, database, stopping) as address,
    ):
        token = await offer_setup(database)
        print(f"三课堂 Sanketang: {address}", flush=True)  # from here on it can be told to stop
        if token is not None:
            print(set_up_link(address, token), flush=True)
        await stopping.told()


async def demo(settings: Settings, args: argparse.Namespace) -> None:
    """Serve the demonstration."""
    from commands.demo import demo
    from web.operating.stopping import Stopping

    await demo(serving, Stopping().told, settings, args)


HERE: dict[str, commands.Command] = {"serve": serve, "demo": demo}


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return its exit status."""
    try:
        ours = version("sanketang")
    except PackageNotFoundError:
        ours = "(from a checkout)"
    args = command_line.parser(ours).parse_args(arguments)
    try:
        settings = load(
            path=args.config, environment=os.environ, overrides=command_line.overrides(args)
        )
        logs.set_up(settings.log)
        loop_factory: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop
        with suppress(ImportError):  # there is none for Windows
            from uvloop import new_event_loop as loop_factory
        with asyncio.Runner(loop_factory=loop_factory) as runner:
            command = HERE.get(args.command) or commands.find(args.command)
            status = runner.run(command(settings, args))
    except (BadSettings, Failure) as error:
        print(f"sanketang: {getattr(error, 'detail', '') or error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:  # before it served; afterwards it is told to stop
        return 130
    finally:
        gc.freeze()  # or all that was imported is searched for garbage before the process ends
    return status or 0


if __name__ == "__main__":
    sys.exit(main())
