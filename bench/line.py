"""What one Chromium behind a bad line gets: sound concealed, pictures, and what the server thinks.

A room of ours in this process, a lecturer without a browser, and a real Chromium with
mediasoup-client, which receives through `bench.relay`. The layer follows the estimate in the
simplest way, so that the estimate is seen at work without a lesson around it.
"""

import asyncio
import contextlib
import tempfile
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from bench import report
from bench.broadcast import PICTURE_PARAMETERS, SOUND_PARAMETERS, Broadcast
from bench.relay import Line, Relay
from classroom.media_messages import Direction, Source
from media.client import ClientTransport
from media.clocks import PeerClock, WallClock
from media.ortc.router import capabilities_json
from media.room import Room
from media.rounds import TICK_SECONDS, Rounds
from media.transport import Endpoint
from tools.chromium import chromium

CLIENT = Path(__file__).parents[1] / "web" / "client"
BUNDLE = """
import { build } from "vite";
const [out] = process.argv.slice(2);
await build({ configFile: false, logLevel: "error", root: process.cwd(), publicDir: false,
  build: { lib: { entry: "node_modules/mediasoup-client/lib/index.js", formats: ["iife"],
    name: "mediasoupClient", fileName: () => "client.js" }, outDir: out, minify: false } });
"""
RECEIVE = """
async ({ capabilities, description }) => {
  const device = new mediasoupClient.Device({ handlerName: "Chrome111" });
  await device.load({ routerRtpCapabilities: capabilities });
  const transport = device.createRecvTransport(description);
  transport.on("connect", ({ dtlsParameters }, done, failed) =>
    window.ask("connect", { dtlsParameters }).then(done, failed));
  window.consumers = [];
  for (const kind of ["audio", "video"]) {
    const told = await window.ask("consume", { kind, rtpCapabilities: device.rtpCapabilities });
    const consumer = await transport.consume(told);
    const element = document.body.appendChild(document.createElement(kind));
    element.srcObject = new MediaStream([consumer.track]);
    element.play().catch(() => {});
    window.consumers.push(consumer);
    await window.ask("resume", { id: told.id });
  }
}
"""
STATS = """
async () => {
  const found = {};
  for (const consumer of window.consumers)
    for (const report of (await consumer.getStats()).values())
      if (report.type === "inbound-rtp") found[report.kind] = report;
  return found;
}
"""


async def bundle(folder: Path) -> str:
    """Return mediasoup-client as one script, made of what the pages are made of."""
    script = CLIENT / ".bench-bundle.mjs"
    script.write_text(BUNDLE, encoding="utf-8")
    try:
        made = await asyncio.create_subprocess_exec("node", script.name, str(folder), cwd=CLIENT)
        if await made.wait():
            raise RuntimeError("vite could not bundle mediasoup-client")
    finally:
        script.unlink()
    return (folder / "client.js").read_text(encoding="utf-8")


class Studio:
    """The room, the lecturer and the way to the browser."""

    def __init__(self, endpoint: Endpoint, relay: Relay) -> None:
        """Open the room."""
        loop = asyncio.get_running_loop()
        self.room = Room("bench", endpoint, WallClock(loop), lambda event: None)
        self._rounds = Rounds(self.room, lambda event: None)
        self._relay = relay
        self._producers: dict[str, str] = {}
        self.client = ClientTransport()

    async def begin(self) -> None:
        """Let the lecturer send."""
        self.room.add_peer("lecturer", PeerClock())
        described = self.room.transports.create("lecturer", Direction.SEND)
        self.room.transports.of("lecturer", described["id"]).transport.connect(
            self.client.dtls_parameters()
        )
        await self.client.connect(described)
        for kind, source, parameters in (
            ("audio", Source.MICROPHONE, SOUND_PARAMETERS),
            ("video", Source.CAMERA, PICTURE_PARAMETERS),
        ):
            made = self.room.produce("lecturer", described["id"], source, parameters, False)
            self._producers[kind] = made.producer
        self.described = self.room.transports.create("far", Direction.RECV)
        self.outbound = self.room.peer("far").outbound[self.described["id"]]

    def ask(self, question: str, body: dict[str, Any]) -> Any:
        """Answer the page."""
        id = self.described["id"]
        if question == "connect":
            self.outbound.transport.connect(body["dtlsParameters"])
            return None
        if question == "consume":
            producer = self._producers[body["kind"]]
            made = self.room.consume("far", id, producer, body["rtpCapabilities"], 2)
            return {
                "id": made.consumer,
                "producerId": producer,
                "kind": body["kind"],
                "rtpParameters": made.rtp_parameters,
            }
        self.room.consumer("far", body["id"]).resume(asyncio.get_running_loop().time())
        return None

    async def tick(self) -> None:
        """Turn the room's clock, by which levels are found."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(TICK_SECONDS)
            self._rounds.tick(loop.time())


async def measure(line: Line, seconds: float) -> dict[str, Any]:
    """Let a Chromium receive for so long, and read what it says of it."""
    with tempfile.TemporaryDirectory() as folder:
        script = await bundle(Path(folder))
    endpoint = await Endpoint.open(listen=["127.0.0.1"], port=0, tcp=False)
    relay = await Relay.open(("127.0.0.1", endpoint.port), line)
    studio = Studio(endpoint, relay)
    await studio.begin()
    broadcast = await asyncio.to_thread(Broadcast, studio.client)
    running = [asyncio.create_task(broadcast.run()), asyncio.create_task(studio.tick())]
    try:
        async with chromium() as browser:
            page = await browser.new_page()
            await page.expose_function("ask", studio.ask)
            await page.add_script_tag(content=script)
            await page.evaluate(
                RECEIVE,
                {
                    "capabilities": capabilities_json(),
                    "description": relay.through(studio.described),
                },
            )
            return await _watch(page, studio, relay, seconds)
    finally:
        for task in running:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await studio.client.close()
        studio.room.close()
        relay.close()
        await endpoint.close()


async def _watch(page: Page, studio: Studio, relay: Relay, seconds: float) -> dict[str, Any]:
    await asyncio.sleep(3)  # to begin with, a decoder conceals what it does not have yet
    begin = await page.evaluate(STATS)
    seen: list[dict[str, Any]] = []
    for second in range(int(seconds)):
        await asyncio.sleep(1)
        consumer = next(c for c in studio.outbound.consumers if c.droppable)
        voice = next(c for c in studio.outbound.consumers if not c.droppable)
        estimate = studio.outbound.estimate
        seen.append(
            {
                "second": second + 1,
                "estimate_kbps": None if estimate is None else estimate // 1000,
                "layer": consumer.layer,
                "level": studio.room.peer("far").levels.ladder.level,
                "stills": studio.room.peer("far").levels.stills.sent,
                "redundancy": voice.redundancy,
                "paced": studio.outbound.line.paced,
            }
        )
    end = await page.evaluate(STATS)

    def grown(kind: str, name: str) -> float:
        value: float = end.get(kind, {}).get(name, 0) - begin.get(kind, {}).get(name, 0)
        return value

    total = grown("audio", "totalSamplesReceived")
    down = relay.down
    return {
        "sound_concealed": round(grown("audio", "concealedSamples") / max(total, 1), 4),
        "sound_lost": round(
            grown("audio", "packetsLost") / max(1, grown("audio", "packetsReceived")), 4
        ),
        "sound_delay_ms": round(
            1000
            * grown("audio", "jitterBufferDelay")
            / max(1, grown("audio", "jitterBufferEmittedCount"))
        ),
        "pictures": grown("video", "framesDecoded"),
        "freezes": grown("video", "freezeCount"),
        "freeze_seconds": round(grown("video", "totalFreezesDuration"), 2),
        "relay_lost": round(down.lost / max(1, down.lost + down.passed), 4),
        "probes": studio.outbound.line.probes,
        "overflows": studio.outbound.line.overflows,
        "seconds": seen,
    }


def main() -> None:
    """Read the command line, measure, print."""
    parser = report.arguments(__doc__)
    parser.add_argument("--kbps", type=float, default=0, help="the line's width (0: any)")
    parser.add_argument("--loss", type=float, default=0.0, help="share lost each way, 0 to 1")
    parser.add_argument("--delay", type=float, default=20.0, help="milliseconds each way")
    parser.add_argument("--jitter", type=float, default=0.0, help="milliseconds more at most")
    parser.add_argument("--seconds", type=float, default=30.0)
    options = parser.parse_args()
    line = Line(
        rate=options.kbps * 1000 or float("inf"),
        delay=options.delay / 1000,
        jitter=options.jitter / 1000,
        loss=options.loss,
    )
    figures = asyncio.run(measure(line, options.seconds))
    report.publish("line", figures, options.json)


if __name__ == "__main__":
    main()
