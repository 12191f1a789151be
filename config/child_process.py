"""Python processes of ours that hang on a socket: how they are started and how they end.

Rule: the child has one inherited socket and ends when it closes; whoever started it always waits
for it, so that none stays as a zombie. It leads a session of its own: Ctrl-C at a terminal is for
whoever started it, from its first instruction on.
"""

import asyncio
import contextlib
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = str(Path(__file__).resolve().parent.parent)
PATIENCE = 2.0  # seconds between asking a process to end and ending it


async def start(
    module: str, *arguments: str, environment: Mapping[str, str] | None = None
) -> tuple[asyncio.subprocess.Process, socket.socket]:
    """Start `python -m module --fd N arguments`; return the process and our end of its socket.

    `environment` is added to our own.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    ours.setblocking(False)
    inherited = dict(os.environ) | dict(environment or {})
    # Also from a bare clone, and whatever the working directory is.
    inherited["PYTHONPATH"] = os.pathsep.join(
        p for p in (ROOT, inherited.get("PYTHONPATH", "")) if p
    )
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            module,
            "--fd",
            str(theirs.fileno()),
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=2,  # what they say is log; our standard output is for whoever reads the links
            pass_fds=(theirs.fileno(),),
            start_new_session=True,
            env=inherited,
        )
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()
    return process, ours


async def end(process: asyncio.subprocess.Process) -> int:
    """Wait for a process whose socket is closed, ending it when it does not; return its code."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await process.wait()
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
    except asyncio.CancelledError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        raise
    try:
        async with asyncio.timeout(PATIENCE):
            return await process.wait()
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    return await process.wait()
