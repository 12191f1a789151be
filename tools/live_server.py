"""A real server process for journeys and benches: started, killed, started again on its data."""

import asyncio
import io
import json
import os
import random
import re
import signal
import socket
import sys
from contextlib import redirect_stdout
from pathlib import Path

import aiohttp

import commands
from config import command_line
from config.load import load

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 30
READY = "三课堂 Sanketang: http".encode()
PORTS = (20_000, 32_000)  # below those of outgoing connections (ip_local_port_range: 32768 on)


def free_port(count: int = 1) -> int:
    """Return a port such that it and the next `count - 1` are free for TCP and UDP on loopback.

    Not one that the system gives to outgoing connections, of which other tests make many: between
    being found free and being used it would be gone now and then.
    """
    while True:
        base = random.randrange(*PORTS)
        held: list[socket.socket] = []
        try:
            for port in range(base, base + count):
                for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                    other = socket.socket(socket.AF_INET, kind)
                    held.append(other)
                    other.bind(("127.0.0.1", port))
        except OSError:
            continue
        else:
            return base
        finally:
            for each in held:
                each.close()


class Server:
    """`python sanketang.py serve` with its own data folder and ports."""

    def __init__(self, folder: Path, **settings: str) -> None:
        """Choose ports; `settings` are environment overrides such as MEDIA_TCP="true"."""
        self.port = free_port()
        self.media_port = free_port(2)
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "server.log"
        self.environment = {
            **os.environ,
            "SANKETANG_WEB_PORT": str(self.port),
            "SANKETANG_MEDIA_PORT": str(self.media_port),
            "SANKETANG_MEDIA_WORKERS": "1",
            # One process less to start; and what is seen while a worker is away can be seen.
            "SANKETANG_MEDIA_SPARE": "false",
            "SANKETANG_STORE_URL": f"sqlite+aiosqlite:///{folder}/sanketang.db",
            **{f"SANKETANG_{name}": value for name, value in settings.items()},
        }
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """The control process."""
        assert self._process is not None, "start the server first"
        return self._process.pid

    async def start(self) -> None:
        """Start it and wait until it is ready and has said where."""
        said = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "sanketang.py", "serve",
                cwd=ROOT, env=self.environment, stdout=log, stderr=log,
            )  # fmt: skip
        async with asyncio.timeout(START_SECONDS), aiohttp.ClientSession() as http:
            while True:
                if self._process.returncode is not None:
                    raise RuntimeError(f"the server ended:\n{self.log.read_text()[-2000:]}")
                try:
                    async with http.get(f"{self.url}/readyz") as answer:
                        if answer.status == 200 and READY in self.log.read_bytes()[said:]:
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.05)

    def set_up_token(self) -> str:
        """Return the token of the link that it printed at its first start."""
        found = re.search(r"/setup#([A-Za-z0-9_-]+)", self.log.read_text(encoding="utf-8"))
        if found is None:
            raise RuntimeError(f"the server printed no set-up link:\n{self.log.read_text()}")
        return found[1]

    async def stop(self) -> None:
        """Ask it to end, as systemd would."""
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            async with asyncio.timeout(15):
                await self._process.wait()

    async def kill(self) -> None:
        """Kill it as a power cut would."""
        os.kill(self.pid, signal.SIGKILL)
        assert self._process is not None
        await self._process.wait()

    def kill_media_worker(self) -> None:
        """Kill one media worker as a bug in it would."""
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                command = Path(f"/proc/{child}/cmdline").read_bytes()
                if b"media.worker" in command:
                    os.kill(int(child), signal.SIGKILL)
                    return
        raise RuntimeError("the server has no media worker")

    async def new_lesson(self, *receiving: str, title: str = "静夜思", **more: str) -> list[str]:
        """Make a lesson by the command line; return the delivering link, then the others.

        It is done in this process, since a Python that starts takes longer than all it does.
        """
        words = ["lesson", "new", "--title", title, "--subject", "语文", "--deliver", "中心小学"]
        words += ["--json", "--receive", *receiving]
        for name, value in more.items():
            words += [f"--{name.replace('_', '-')}", value]
        said = io.StringIO()
        with redirect_stdout(said):
            args = command_line.parser("").parse_args(words)
            await commands.find(args.command)(load(environment=self.environment), args)
        links = json.loads(said.getvalue())
        return [links["deliver"], *links["receive"]]
