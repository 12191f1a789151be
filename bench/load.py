"""The load generator: one process that publishes synthetic H.264 and Opus and receives many times.

It is told what to do in lines of JSON on standard input and answers each on standard output;
whoever measures runs the server. Rule: a receiver counts packets and reports (RTCP RR once a second) but
decrypts nothing, so that one core is enough for 60 of them.
"""

import asyncio
import json
import sys
import time
from typing import Any

from media import rtcp
from media.client import ClientTransport
from media.dtls import Certificate

OPUS, H264 = 100, 102  # payload types
FRAME_SECONDS = 0.04  # 25 frames a second
FRAME_BYTES = 7500  # 1.5 Mbit/s
PACKETS_A_FRAME = 7
SOUND_SECONDS = 0.02
SOUND_BYTES = 80  # 32 kbit/s
KEYFRAME_EVERY = 50  # frames
FU_A, IDR, NON_IDR = 28, 5, 1  # NAL unit types, RFC 6184 §5.2
NTP_EPOCH = 2_208_988_800  # seconds from 1900 to 1970, RFC 5905


def frame_payloads(index: int) -> list[bytes]:
    """Return the RTP payloads of one frame: an FU-A fragmented slice, every 50th an IDR."""
    kind = IDR if index % KEYFRAME_EVERY == 0 else NON_IDR
    body = bytes(FRAME_BYTES // PACKETS_A_FRAME - 2)
    payloads = []
    for part in range(PACKETS_A_FRAME):
        start, end = part == 0, part == PACKETS_A_FRAME - 1
        payloads.append(bytes([0x60 | FU_A, start << 7 | end << 6 | kind]) + body)
    return payloads


class Load:
    """All clients of this process."""

    def __init__(self) -> None:
        """Share one certificate: making one costs more than a handshake."""
        self.certificate = Certificate()
        self.clients: dict[str, ClientTransport] = {}
        self.tasks: list[asyncio.Task[None]] = []

    async def handle(self, order: dict[str, Any]) -> dict[str, Any]:
        """Carry out one order and return the answer."""
        match order["do"]:
            case "open":
                client = ClientTransport(role=order["role"], certificate=self.certificate)
                self.clients[order["id"]] = client
                return {
                    "fragment": client.username_fragment,
                    "password": client.password,
                    "dtls": client.dtls_parameters(),
                }
            case "connect":
                await self.clients[order["id"]].connect(order["description"])
                return {}
            case "report":
                self.tasks.append(
                    asyncio.create_task(self._report(self.clients[order["id"]], order["ssrcs"]))
                )
                return {}
            case "publish":
                sound, picture = order["ssrcs"]
                client = self.clients[order["id"]]
                self.tasks.append(asyncio.create_task(self._publish(client, sound, picture)))
                return {}
            case "count":
                received = sum(client.packets_in for client in self.clients.values())
                sent = sum(client.packets_out for client in self.clients.values())
                return {"received": received, "sent": sent, "at": time.monotonic()}
            case "close":
                for client in self.clients.values():
                    await client.close()
                self.clients.clear()
                return {}
        raise ValueError(order["do"])

    async def _publish(self, client: ClientTransport, sound: int, picture: int) -> None:
        loop = asyncio.get_running_loop()
        start = due = loop.time()
        seq = frame = tick = 0
        while True:
            if tick % 2 == 0:
                payloads = frame_payloads(frame)
                for index, payload in enumerate(payloads):
                    marker = 0x80 if index == len(payloads) - 1 else 0
                    client.send_rtp(marker | H264, seq & 0xFFFF, frame * 3600, picture, payload)
                    seq += 1
                frame += 1
            client.send_rtp(OPUS, tick & 0xFFFF, tick * 960, sound, bytes(SOUND_BYTES))
            if tick % 50 == 0:
                client.send_rtcp(self._sender_report(sound, tick * 960, tick))
                client.send_rtcp(self._sender_report(picture, frame * 3600, seq))
            tick += 1
            due = start + tick * SOUND_SECONDS
            await asyncio.sleep(max(0.0, due - loop.time()))

    def _sender_report(self, ssrc: int, timestamp: int, packets: int) -> bytes:
        report = rtcp.SenderReport(
            ssrc=ssrc,
            ntp=int((time.time() + NTP_EPOCH) * 2**32),
            timestamp=timestamp & 0xFFFFFFFF,
            packets=packets,
            octets=0,
        )
        return rtcp.sender_report(report) + rtcp.source_description([(ssrc, b"bench")])

    async def _report(self, client: ClientTransport, ssrcs: list[int]) -> None:
        blocks = [
            rtcp.ReportBlock(
                ssrc=ssrc,
                fraction_lost=0,
                lost=0,
                highest_sequence=0,
                jitter=0,
                last_sr=0,
                delay=0,
            )
            for ssrc in ssrcs
        ]
        while True:
            await asyncio.sleep(1)
            client.send_rtcp(rtcp.receiver_report(1, blocks))


async def main() -> None:
    """Answer orders until the input ends."""
    loop = asyncio.get_running_loop()
    orders = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    load = Load()
    async for line in orders:
        answer = await load.handle(json.loads(line))
        print(json.dumps(answer), flush=True)
    for task in load.tasks:
        task.cancel()


if __name__ == "__main__":
    asyncio.run(main())
