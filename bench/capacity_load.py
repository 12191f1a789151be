"""The clients of many lessons: one process that sends, receives and counts, or one that probes.

It takes orders as `bench/load.py`. Rule 1: what is sent carries the time it was sent (the system's
clock, which stamps arrivals too) in the last bytes of its payload, and its number by which RTCP
feedback is asked for (transport-wide congestion control). Rule 2: who counts decrypts nothing; a
probe decrypts all it receives, so that delay and loss are known of each of its packets. Probes live
in a process of their own that has little to do, so that its queue loses nothing.
"""

import asyncio
import json
import random
import struct
import sys
import time
from collections import defaultdict
from typing import Any

import uvloop

from bench.load import FU_A, H264, IDR, KEYFRAME_EVERY, NON_IDR, OPUS, Load
from media.client import ClientTransport

FRAME_SECONDS = 0.04  # 25 frames a second
SOUND_SECONDS = 0.02
SOUND_BYTES = 120  # 48 kbit/s
SIZES = {"high": 7500, "medium": 2500, "low": 750}  # bytes a frame: 1.5 M, 500 k and 150 kbit/s
MOST = 1100  # bytes of payload in one packet
CC_ID = 5  # of the header extension
_HEADER = struct.Struct("!BBHIIHHBHB")  # RFC 3550 §5.1, RFC 8285 §4.2
_STAMP = struct.Struct("!Q")


class Track:
    """One encoding of one track."""

    def __init__(self, ssrc: int, kind: str) -> None:
        """`kind` is "sound", or a key of SIZES."""
        self.ssrc = ssrc
        self.picture = kind != "sound"
        size = SIZES.get(kind, SOUND_BYTES)
        self.parts = -(-size // MOST)
        self.body = bytes(size // self.parts - 2 - _STAMP.size)
        self.number = 0
        self.packets = 0


class Sender:
    """One transport's tracks."""

    def __init__(self, client: ClientTransport, tracks: list[Track]) -> None:
        """Send these over `client`."""
        self._client = client
        self._tracks = tracks
        self._wide = 0

    async def run(self) -> None:
        """Send in the beat of sound, pictures with every second, from a random moment on."""
        loop = asyncio.get_running_loop()
        await asyncio.sleep(random.random())
        start, tick = loop.time(), random.randrange(2)
        begun = tick
        while True:
            for track in self._tracks:
                if not track.picture:
                    self._send(track, OPUS, tick * 960, b"\x78\x00")
                elif tick % 2 == 0:
                    self._frame(track, tick // 2)
            tick += 1
            await asyncio.sleep(max(0.0, start + (tick - begun) * SOUND_SECONDS - loop.time()))

    def _frame(self, track: Track, frame: int) -> None:
        kind = IDR if frame % KEYFRAME_EVERY == 0 else NON_IDR
        for part in range(track.parts):
            last = part == track.parts - 1
            fragment = bytes([0x60 | FU_A, (part == 0) << 7 | last << 6 | kind])
            second = H264 | (0x80 if last else 0)
            self._send(track, second, int(frame * FRAME_SECONDS * 90_000), fragment)

    def _send(self, track: Track, second: int, timestamp: int, head: bytes) -> None:
        self._wide = self._wide + 1 & 0xFFFF
        header = _HEADER.pack(
            *(0x90, second, track.number, timestamp & 0xFFFFFFFF, track.ssrc),
            *(0xBEDE, 1, CC_ID << 4 | 1, self._wide, 0),
        )
        track.number = track.number + 1 & 0xFFFF
        self._client.send_packet(header + head + track.body + _STAMP.pack(time.time_ns()))


class Probe:
    """What came over one transport."""

    def __init__(self) -> None:
        """Begin a stretch."""
        self.delays: list[float] = []
        self._highest: dict[int, int] = {}
        self._first: dict[int, int] = {}
        self._came: dict[int, int] = defaultdict(int)

    def take(self, packet: bytes, arrival: float) -> None:
        """Take one packet that the system stamped so when it came."""
        number, ssrc = packet[2] << 8 | packet[3], int.from_bytes(packet[8:12])
        self.delays.append(1e3 * arrival - _STAMP.unpack(packet[-8:])[0] / 1e6)
        known = self._highest.get(ssrc)
        if known is None:
            self._highest[ssrc] = self._first[ssrc] = number
        else:
            ahead = (number - known + 0x8000 & 0xFFFF) - 0x8000
            self._highest[ssrc] = max(known, known + ahead)
        self._came[ssrc] += 1

    def counted(self) -> tuple[int, int]:
        """Return how many packets came, and how many ought to have."""
        due = sum(self._highest[s] - self._first[s] + 1 for s in self._came)
        return sum(self._came.values()), due


class Classes(Load):
    """All clients of this process."""

    def __init__(self) -> None:
        """Begin with nobody."""
        super().__init__()
        self.probes: dict[str, Probe] = {}

    def samples(self, id: str) -> bool:
        """Probes open all they receive, nobody else opens anything."""
        return id in self.probes

    async def handle(self, order: dict[str, Any]) -> dict[str, Any]:
        """Carry out one order; those of `bench.load` and some more."""
        match order["do"]:
            case "send":
                tracks = [Track(ssrc, kind) for ssrc, kind in order["tracks"]]
                sender = Sender(self.clients[order["id"]], tracks)
                self.tasks.append(asyncio.create_task(sender.run()))
                return {}
            case "probe":
                self.probes[order["id"]] = Probe()
                return {}
            case "begin":
                for id in self.probes:
                    probe = self.probes[id] = Probe()
                    self.clients[id].on_rtp = probe.take
                return {"cpu": time.process_time(), "at": time.monotonic()}
            case "end":
                for id in self.probes:
                    self.clients[id].on_rtp = None
                counted = [probe.counted() for probe in self.probes.values()]
                return {
                    "cpu": time.process_time(),
                    "at": time.monotonic(),
                    "delays": [d for probe in self.probes.values() for d in probe.delays],
                    "came": sum(came for came, _ in counted),
                    "due": sum(due for _, due in counted),
                }
        return await super().handle(order)


async def main() -> None:
    """Answer orders until the input ends."""
    loop = asyncio.get_running_loop()
    orders = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    classes = Classes()
    async for line in orders:
        print(json.dumps(await classes.handle(json.loads(line))), flush=True)
    for task in classes.tasks:
        task.cancel()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
