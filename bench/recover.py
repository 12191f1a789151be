"""What a lesson's recording loses when the whole server is killed: twenty times at random moments.

The real server with a film as the lecturer and a synthetic classroom that is recorded, too: a
camera and a microphone each, so four tracks. Each time the control process, its media worker and
its recorder get SIGKILL at once, 1 to 6 seconds after the recording has gone on. Then every segment
that the manifest names is hashed, every part is opened by FFmpeg and decoded, and the loss of each
track is counted: from the end of its last segment, by its own clock, to the kill. After the last
kill the lesson is ended by its lecturer, sealed and verified.
"""

import asyncio
import contextlib
import hashlib
import os
import random
import secrets
import signal
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import av
import socketio

from bench import processes, report
from recording.manifest.entries import Entry, PartOpened, Resumed, Segment
from recording.manifest.lines import Appending, read
from recording.manifest.names import SEAL
from tools.live_server import ROOT, Server

KILLS, TRACKS = 20, 4
EARLIEST, LATEST = 1.0, 6.0  # seconds of recording before a kill
PATIENCE = 60.0
FILM, CLASSROOM = ROOT / "demo" / "lesson.mp4", ROOT / "demo" / "classroom_a.mp4"


class Recorded:
    """The lesson's recording, as it lies on the disk."""

    def __init__(self, folder: Path) -> None:
        """Look into the folder of recordings."""
        self._folder = folder

    @property
    def folder(self) -> Path | None:
        """The recording, once there is one."""
        return next(self._folder.glob("*"), None) if self._folder.exists() else None

    def entries(self) -> list[Entry]:
        """Return what its manifest says; a line that a kill has cut does not count."""
        assert self.folder is not None
        manifest = self.folder / "manifest.jsonl"
        whole = manifest.read_bytes().rpartition(b"\n")[0]
        copy = self._folder.with_name("looked-at.jsonl")
        copy.write_bytes(whole + b"\n")
        return read(copy)

    def ends(self) -> dict[int, float]:
        """Return until when each track is on the disk, seconds since the epoch."""
        rates: dict[tuple[int, int], int] = {}
        ends: dict[int, float] = {}
        for entry in self.entries():
            match entry:
                case PartOpened():
                    rates[entry.track, entry.part] = entry.rate
                case Segment():
                    ends[entry.track] = entry.wall + entry.duration / rates[entry.track, entry.part]
        return ends

    def broken(self) -> list[str]:
        """Return what is wrong with any segment that the manifest names."""
        assert self.folder is not None
        files: dict[tuple[int, int], str] = {}
        wrong: list[str] = []
        for entry in self.entries():
            if isinstance(entry, PartOpened):
                files[entry.track, entry.part] = entry.file
            elif isinstance(entry, Segment):
                name = files[entry.track, entry.part]
                with (self.folder / name).open("rb") as file:
                    file.seek(entry.offset)
                    found = hashlib.sha256(file.read(entry.bytes)).hexdigest()
                if found != entry.sha256:
                    wrong.append(f"{name} at {entry.offset}")
        return wrong

    def unplayable(self) -> list[str]:
        """Return the parts in which FFmpeg finds other than what the manifest says."""
        assert self.folder is not None
        samples: dict[str, int] = defaultdict(int)
        files: dict[tuple[int, int], str] = {}
        for entry in self.entries():
            if isinstance(entry, PartOpened):
                files[entry.track, entry.part] = entry.file
            elif isinstance(entry, Segment):
                samples[files[entry.track, entry.part]] += entry.samples
        return [name for name, count in samples.items() if count != _decoded(self.folder / name)]


def _decoded(path: Path) -> int:
    with av.open(str(path)) as opened:
        return sum(1 for packet in opened.demux() if packet.size and packet.decode() is not None)


def kill_everything(server: Server) -> None:
    """Kill the server and all that it has started, at once."""
    found, waiting = [], [server.pid]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        with contextlib.suppress(OSError):
            waiting += processes.children(pid)
    for pid in found:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


async def until_recorded(recorded: Recorded, parts: int) -> None:
    """Wait until each track goes on in a part of its own after this many starts."""
    async with asyncio.timeout(PATIENCE):
        while True:
            with contextlib.suppress(AssertionError, OSError, ValueError):
                entries = recorded.entries()
                since = max((n for n, e in enumerate(entries) if isinstance(e, Resumed)), default=0)
                going = {e.track for e in entries[since:] if isinstance(e, Segment)}
                starts = 1 + sum(isinstance(e, Resumed) for e in entries)
                if len(going) == TRACKS and starts == parts:
                    return
            await asyncio.sleep(0.1)


async def end_lesson(server: Server, link: str) -> None:
    """End it as its lecturer."""
    client = socketio.AsyncClient(reconnection=False)
    auth = {"token": link.partition("#")[2], "session": secrets.token_urlsafe(16)}
    await client.connect(server.url, auth=auth, transports=["websocket"])
    for event in ("enter", "end_lesson"):
        answer = await client.call(event, {"type": event})
        if answer["type"] == "error":
            raise RuntimeError(f"{event}: {answer['code']}")
    await client.disconnect()


async def verified(server: Server, folder: Path) -> bool:
    """Wait until it is sealed; tell whether `sanketang recording verify` says intact."""
    async with asyncio.timeout(PATIENCE):
        while not (folder / SEAL).exists():  # noqa: ASYNC110 - another process makes it
            await asyncio.sleep(0.1)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "sanketang.py", "recording", "verify", folder.name,
        cwd=ROOT, env=server.environment, stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    return await process.wait() == 0


async def killed(server: Server, recorded: Recorded, number: int, figures: Any) -> None:
    """Run it, kill it, and look at what is left."""
    await server.start()
    await until_recorded(recorded, number)
    await asyncio.sleep(random.uniform(EARLIEST, LATEST))
    at = time.time()
    kill_everything(server)
    await server.kill()
    ends = recorded.ends()
    figures["lost"] += [max(0.0, at - end) for end in ends.values()]
    figures["broken"] += recorded.broken()
    figures["unplayable"] += recorded.unplayable()
    # The next start cuts off what is beyond the manifest; that it can is a figure, too.
    assert recorded.folder is not None
    appending, _ = Appending.resume(recorded.folder / "manifest.jsonl")
    appending.close()


async def measured(kills: int) -> dict[str, Any]:
    """Return the figures of so many kills of one lesson."""
    figures: dict[str, Any] = {"lost": [], "broken": [], "unplayable": []}
    with tempfile.TemporaryDirectory() as data:
        folder = Path(data)
        server = Server(folder, LESSON_RECORDED="lecturer,classrooms")
        recorded = Recorded(folder / "recordings")
        lecturer, classroom = await server.new_lesson("青山小学", ingest=str(FILM))
        peer = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "demo.peer", "--url", server.url, "--film", str(CLASSROOM),
            "--token", classroom.partition("#")[2], cwd=ROOT,
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            for number in range(1, kills + 1):
                await killed(server, recorded, number, figures)
                print(f"kill {number}: lost up to {max(figures['lost']):.2f} s", file=sys.stderr)
            await server.start()
            await until_recorded(recorded, kills + 1)
            await end_lesson(server, lecturer)
            assert recorded.folder is not None
            intact = await verified(server, recorded.folder)
            await server.stop()
        finally:
            peer.terminate()
            await peer.wait()
    return {
        "kills": kills,
        "tracks": TRACKS,
        "lost_seconds": report.spread(figures["lost"], 2),
        "segments_broken": len(figures["broken"]),
        "parts_unplayable": len(figures["unplayable"]),
        "verified": intact,
    }


def main() -> None:
    """Measure and publish."""
    parser = report.arguments(__doc__)
    parser.add_argument("--kills", type=int, default=KILLS)
    args = parser.parse_args()
    report.publish("recover", asyncio.run(measured(args.kills)), args.json)


if __name__ == "__main__":
    main()
