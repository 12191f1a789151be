"""A coturn of our own for journeys and benches, configured by `sanketang turn-config`.

Rule: what is printed is what runs; only where it writes and what it trusts is added.
"""

import asyncio
import os
import shutil
import ssl
import subprocess
from pathlib import Path

from commands.turn import lines
from config.load import load

START_SECONDS = 15


def certificate(folder: Path, host: str) -> tuple[Path, Path]:
    """Make a certificate for an address that is signed by itself; return its file and its key's."""
    made, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-days", "2", "-subj", f"/CN={host}",
            "-addext", f"subjectAltName=IP:{host}", "-keyout", str(key), "-out", str(made),
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return made, key


class Relay:
    """A running turnserver."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        """Be configured by a server's environment."""
        self._folder = folder
        self._settings = load(environment=environment)
        self._process: asyncio.subprocess.Process | None = None
        self.log = folder / "turn.log"

    async def start(self) -> None:
        """Start it and wait until it listens.

        Raises:
            RuntimeError: there is no turnserver here, or it does not start.
        """
        program = shutil.which("turnserver")
        if program is None:
            raise RuntimeError("no turnserver found: apt-get install coturn")
        file = self._folder / "turnserver.conf"
        told = [line for line in lines(self._settings) if line != "syslog"]
        if "127.0.0.1" in self._settings.media.listen:
            told.append("allow-loopback-peers")
        file.touch(mode=0o600)
        file.write_text("\n".join([*told, "log-file=stdout", "verbose"]) + "\n")
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                program, "-c", str(file), "--pidfile", str(self._folder / "turn.pid"),
                "--userdb", str(self._folder / "turndb"),
                stdout=log, stderr=log, cwd=self._folder, env=dict(os.environ),
            )  # fmt: skip
        async with asyncio.timeout(START_SECONDS):
            while not await self._answers():
                if self._process.returncode is not None:
                    raise RuntimeError(f"coturn ended:\n{self.log.read_text()[-2000:]}")
                await asyncio.sleep(0.05)

    async def stop(self) -> None:
        """End it."""
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()

    async def kill(self) -> None:
        """Kill it, as a bug in it would."""
        assert self._process is not None, "start the relay first"
        self._process.kill()
        await self._process.wait()

    async def _answers(self) -> bool:
        """Whether each address that pages are told takes a connection."""
        turn = self._settings.turn
        try:
            for url in turn.urls:
                scheme, rest = url.split(":", 1)
                host, port = rest.partition("?")[0].rsplit(":", 1)
                context = ssl.create_default_context() if scheme == "turns" else None
                if context is not None:
                    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
                _, writer = await asyncio.open_connection(host, int(port), ssl=context)
                writer.close()
        except OSError:
            return False
        return True
