"""The floor under a forwarded packet: a C loop, compiled here, that only protects and sends.

`python -m bench.floor ADDRESS PORT…` sends the bench's load to these receivers until it is ended.
Rule: the same libsrtp, packets, pace and receivers as of the servers beside it; no server.
"""

import asyncio
import ctypes
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from pylibsrtp import Policy, Session
from pylibsrtp._binding import ffi, lib  # type: ignore[import-not-found]

from bench.load import FRAME_BYTES, PACKETS_A_FRAME, SOUND_BYTES
from media.srtp import PROFILES

TICKS = 1 << 20  # hours; it is ended from outside


@asynccontextmanager
async def floor(address: str, ports: list[int]) -> AsyncIterator[int]:
    """Run it in a process of its own; yield that process's id."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.floor", address, *map(str, ports)
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        await process.wait()


def main(address: str, ports: list[int]) -> None:
    """Compile the loop and run it."""
    with tempfile.TemporaryDirectory() as name:
        built = Path(name, "floor.so")
        source = Path(__file__).with_name("floor.c")
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", source, "-o", built], check=True)
        loop = ctypes.CDLL(str(built))
    profile = PROFILES[0]
    key = bytes(range(profile.key_length + profile.salt_length))
    sessions = [Session(Policy(key, Policy.SSRC_ANY_OUTBOUND, 0, profile.number)) for _ in ports]
    handles = [int(ffi.cast("uintptr_t", session._srtp[0])) for session in sessions]
    to = b"".join(
        socket.AF_INET.to_bytes(2, sys.byteorder)
        + port.to_bytes(2)
        + socket.inet_aton(address)
        + bytes(8)
        for port in ports
    )
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        loop.run(
            ctypes.c_void_p(int(ffi.cast("uintptr_t", ffi.addressof(lib, "srtp_protect")))),
            (ctypes.c_void_p * len(ports))(*handles),
            out.fileno(),
            to,
            len(ports),
            TICKS,
            FRAME_BYTES // PACKETS_A_FRAME,
            PACKETS_A_FRAME,
            SOUND_BYTES,
        )


if __name__ == "__main__":
    main(sys.argv[1], [int(port) for port in sys.argv[2:]])
