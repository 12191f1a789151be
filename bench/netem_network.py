"""Two network namespaces and the line between them: the server's, and a village school's.

Rule: both belong to processes of the bench and are gone with them, whatever ends them; no name is
left in /run/netns, and nothing measured leaves them. The bench itself runs in the server's.
"""

import asyncio
import json
import shutil
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.namespace import ADDRESS
from bench.netem_carrier import FAR, NEAR
from bench.netem_line import Line

SCHOOL = ("10.77.0.2", "10.77.1.2")  # the address at first, and the one it changes to
MTU = 1492  # PPPoE's, as on DSL
INTERFACE = "eth0"  # at the school: browsers judge an interface by its name
GOOD = Line()
FAR_UP = f"""set -e
ip link set lo up
ip link set {FAR} name {INTERFACE}
ip link set {INTERFACE} mtu {MTU} up
"""
NEAR_UP = f"""set -e
ip link set {NEAR} mtu {MTU} up
ip route add 10.77.0.0/16 dev {NEAR} src {ADDRESS}
"""


class Network:
    """The school's end, and the line to it."""

    def __init__(self, carrier: Process, holder: Process) -> None:
        """Use `network`."""
        self._carrier, self._holder = carrier, holder
        self._address = ""

    async def set(self, down: Line, up: Line | None = None) -> dict[str, Any]:
        """Be such a line from now on, both ways alike unless said; return what was carried."""
        told = {"down": asdict(down), "up": asdict(up or down)}
        assert self._carrier.stdin is not None
        self._carrier.stdin.write(json.dumps(told).encode() + b"\n")
        return await self._answer()

    async def _answer(self) -> dict[str, Any]:
        assert self._carrier.stdout is not None
        answer = await self._carrier.stdout.readline()
        if not answer:
            raise RuntimeError("the line ended; it needs root and /dev/net/tun")
        carried: dict[str, Any] = json.loads(answer)
        return carried

    async def open(self) -> None:
        """Take the devices up."""
        await self._answer()
        await _run("ip", "link", "set", FAR, "netns", str(self._holder.pid))
        await _run("sh", "-c", NEAR_UP)
        await self._at_school("sh", "-c", FAR_UP)
        await self.move_to(SCHOOL[0])

    async def move_to(self, address: str, pause: float = 0.0) -> None:
        """Give the school another address: the old one goes, and seconds later the new one comes.

        The interface stays up, as with a new lease or a line that dialled in again.
        """
        if self._address:
            await self._at_school("ip", "addr", "del", f"{self._address}/24", "dev", INTERFACE)
            await asyncio.sleep(pause)
        await self._at_school("ip", "addr", "add", f"{address}/24", "dev", INTERFACE)
        await self._at_school("ip", "route", "replace", "default", "dev", INTERFACE)
        self._address = address

    @property
    def address(self) -> str:
        """The school's address now."""
        return self._address

    def inside(self, program: str, folder: Path) -> str:
        """Write a script that starts `program` at the school; return its path."""
        script = folder / "at-school"
        enter = f"nsenter --net=/proc/{self._holder.pid}/ns/net"
        script.write_text(f'#!/bin/sh\nexec {enter} {program} "$@"\n', encoding="utf-8")
        script.chmod(0o755)
        return str(script)

    async def _at_school(self, *command: str) -> None:
        await _run("nsenter", f"--net=/proc/{self._holder.pid}/ns/net", *command)


async def _run(*command: str) -> None:
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=PIPE)
    _, said = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)}: {said.decode().strip()}")


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def network() -> AsyncIterator[Network]:
    """Make the school's namespace and the line to it; both are gone at the end.

    Raises:
        RuntimeError: a tool is missing, or it is not allowed; the text says which.
    """
    for tool in ("ip", "nsenter", "unshare"):
        if shutil.which(tool) is None:
            raise RuntimeError(f"{tool} is missing; apt-get install util-linux iproute2")
    # `cat` holds the namespace and ends with our end of the pipe, however we end.
    hold = ("unshare", "-n", "sh", "-c", "echo here; exec cat")
    holder = await asyncio.create_subprocess_exec(*hold, stdin=PIPE, stdout=PIPE)
    assert holder.stdout is not None
    await holder.stdout.readline()
    carry = (sys.executable, "-m", "bench.netem_carrier")
    carrier = await asyncio.create_subprocess_exec(*carry, stdin=PIPE, stdout=PIPE)
    try:
        made = Network(carrier, holder)
        await made.open()
        yield made
    finally:
        await _end(carrier)
        await _end(holder)
