"""The load generator: one process that publishes synthetic H.264 and Opus and receives many times.

It is told what to do in lines of JSON on standard input and answers on standard output; whoever
measures runs the server. Rule: a receiver counts packets and reports (RTCP RR once a second, and
transport-wide feedback where packets are numbered); one in SAMPLED decrypts, so that one core is
enough for all of them.
"""

import asyncio
import json
import socket
import sys
import time
from typing import Any

from bench.receiver import Receiver, direct_delay, stamped
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
SAMPLED = 5
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
        self.receivers: list[Receiver] = []
        self.bare: list[socket.socket] = []  # receivers of the floor
        self.bare_received = 0
        self.sound_sent: list[float] = []  # when, by the clock that stamps arrivals
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
            case "connect_all":
                connecting = [self.clients[id].connect(d) for id, d in order["descriptions"]]
                await asyncio.gather(*connecting)
                return {}
            case "report":
                client = self.clients[order["id"]]
                receiver = Receiver(client, sampled=self.samples(order["id"]))
                receiver.arrivals = {ssrc: [] for ssrc in order.get("timed", ())}
                self.receivers.append(receiver)
                self.tasks.append(asyncio.create_task(self._report(client, order["ssrcs"])))
                return {}
            case "bare":
                return {"ports": [self._bare(order["address"]) for _ in range(order["count"])]}
            case "publish":
                sound, picture = order["ssrcs"]
                client = self.clients[order["id"]]
                self.tasks.append(asyncio.create_task(self._publish(client, sound, picture)))
                return {}
            case "count":
                received = sum(r.received for r in self.receivers) + self.bare_received
                sent = sum(client.packets_out for client in self.clients.values())
                return {"received": received, "sent": sent, "at": time.monotonic()}
            case "delays":
                delays = [delay for r in self.receivers for delay in r.delays]
                for receiver in self.receivers:
                    receiver.delays.clear()
                lost = sum(r.lost() for r in self.receivers)
                return {"delays": delays, "direct": direct_delay(), "lost": lost}
            case "arrivals":
                timed = [times for r in self.receivers for times in r.arrivals.values()]
                answer = {"arrivals": [list(times) for times in timed], "sent": self.sound_sent}
                for times in timed:
                    times.clear()
                self.sound_sent = []
                return answer
            case "close":
                for receiver in self.receivers:
                    receiver.close()
                for sock in self.bare:
                    asyncio.get_running_loop().remove_reader(sock.fileno())
                    sock.close()
                for client in self.clients.values():
                    await client.close()
                self.clients.clear()
                return {}
        raise ValueError(order["do"])

    def samples(self, id: str) -> bool:
        """Whether the next receiver, this client, opens its packets."""
        return len(self.receivers) % SAMPLED == SAMPLED - 1

    def _bare(self, address: str) -> int:
        """Open a receiver that only counts; return its port."""
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024 * 1024)
        sock.bind((address, 0))

        def take() -> None:
            try:
                while sock.recv(2048):
                    self.bare_received += 1
            except BlockingIOError:
                return

        asyncio.get_running_loop().add_reader(sock.fileno(), take)
        self.bare.append(sock)
        return int(sock.getsockname()[1])

    async def _publish(self, client: ClientTransport, sound: int, picture: int) -> None:
        loop = asyncio.get_running_loop()
        start = due = loop.time()
        seq = frame = tick = 0
        while True:
            if tick % 2 == 0:
                payloads = frame_payloads(frame)
                for index, payload in enumerate(payloads):
                    marker = 0x80 if index == len(payloads) - 1 else 0
                    stamp = frame * 3600
                    client.send_rtp(marker | H264, seq & 0xFFFF, stamp, picture, stamped(payload))
                    seq += 1
                frame += 1
            heard = stamped(bytes(SOUND_BYTES))
            self.sound_sent.append(time.time())
            client.send_rtp(OPUS, tick & 0xFFFF, tick * 960, sound, heard)
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
