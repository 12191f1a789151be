"""Lessons of 1 + 3 through the `Media` port, with the views that the real server makes.

Rule: one of a few lessons is probed: the lecturer and the first classroom receive in the process of
the probes.
"""

import itertools
from typing import Any

from bench.capacity_load import CC_ID, FRAME_SECONDS, MOST, SIZES, SOUND_SECONDS
from bench.generator import Generator
from classroom.media_messages import (
    ConnectTransport,
    Consume,
    Consumed,
    CreateTransport,
    Described,
    Direction,
    OpenRoom,
    Produce,
    Produced,
    ResumeConsumer,
    RoomOpened,
    Source,
)
from media.ortc import router
from media.pool import MediaPool

CLASSROOMS = 3
LAYERS = ("low", "medium", "high")
HIGH, LOW = 2, 0
A_SECOND = {kind: -(-size // MOST) / FRAME_SECONDS for kind, size in SIZES.items()} | {
    "sound": 1 / SOUND_SECONDS
}
RECEIVED = CLASSROOMS * (A_SECOND["high"] + A_SECOND["low"] + 2 * A_SECOND["sound"])
"""RTP packets a second that receivers get in one lesson."""

Track = tuple[Source, list[int], list[str]]  # what, its SSRCs, what each of them is


class Lessons:
    """All lessons on one pool."""

    def __init__(self, pool: MediaPool, load: Generator, probes: Generator, *, probed: int) -> None:
        """Begin with none; the first ones, `probed` of them, are probed."""
        self.count = 0
        self._pool, self._load, self._probes = pool, load, probes
        self._probed = probed
        self._ssrcs = itertools.count(1000)
        self._capabilities: dict[str, Any] = {}

    async def add(self) -> None:
        """Begin another one."""
        room = f"lesson{self.count}"
        clients = self._probes if self.count < self._probed else self._load
        opened = await self._pool.ask(OpenRoom(room=room))
        assert isinstance(opened, RoomOpened)
        self._capabilities = opened.rtp_capabilities
        lecturer = await self._send(room, "d", list(LAYERS))
        classrooms = [await self._send(room, f"r{n}", ["low"]) for n in range(CLASSROOMS)]
        await self._receive(room, "d", clients, [p for each in classrooms for p in each], LOW)
        for n in range(CLASSROOMS):
            await self._receive(room, f"r{n}", clients if n == 0 else self._load, lecturer, HIGH)
        self.count += 1

    async def _transport(
        self, room: str, peer: str, direction: Direction, clients: Generator
    ) -> tuple[str, str]:
        name = f"{room} {peer} {direction}"
        opened = await clients.order("open", id=name, role="client")
        made = await self._pool.ask(CreateTransport(room=room, peer=peer, direction=direction))
        assert isinstance(made, Described)
        transport = str(made.description["id"])
        connect = ConnectTransport(
            room=room, peer=peer, transport=transport, dtls_parameters=opened["dtls"]
        )
        await self._pool.ask(connect)
        await clients.order("connect", id=name, description=made.description)
        return transport, name

    async def _send(self, room: str, peer: str, layers: list[str]) -> list[str]:
        transport, name = await self._transport(room, peer, Direction.SEND, self._load)
        tracks: list[Track] = [
            (Source.MICROPHONE, [next(self._ssrcs)], ["sound"]),
            (Source.CAMERA, [next(self._ssrcs) for _ in layers], layers),
        ]
        producers = []
        for source, ssrcs, _ in tracks:
            produced = await self._pool.ask(
                Produce(
                    room=room,
                    peer=peer,
                    transport=transport,
                    source=source,
                    rtp_parameters=self._parameters(source, ssrcs),
                )
            )
            assert isinstance(produced, Produced)
            producers.append(produced.producer)
        pairs = [pair for _, ssrcs, kinds in tracks for pair in zip(ssrcs, kinds, strict=True)]
        await self._load.order("send", id=name, tracks=pairs)
        return producers

    def _parameters(self, source: Source, ssrcs: list[int]) -> dict[str, Any]:
        codec = next(
            codec
            for codec in self._capabilities["codecs"]
            if codec["kind"] == source.kind and codec["mimeType"].lower().endswith(("opus", "h264"))
        )
        return {
            "codecs": [
                {
                    "mimeType": codec["mimeType"],
                    "payloadType": codec["preferredPayloadType"],
                    "clockRate": codec["clockRate"],
                    "parameters": codec.get("parameters", {}),
                    "rtcpFeedback": [{"type": "transport-cc"}, {"type": "nack"}],
                    **({"channels": 2} if source.kind == "audio" else {}),
                }
            ],
            "headerExtensions": [{"uri": router.TRANSPORT_CC, "id": CC_ID}],
            "encodings": [{"ssrc": ssrc} for ssrc in ssrcs],
            "rtcp": {"cname": "bench"},
        }

    async def _receive(
        self, room: str, peer: str, clients: Generator, producers: list[str], layer: int
    ) -> None:
        transport, name = await self._transport(room, peer, Direction.RECV, clients)
        if clients is self._probes:
            await clients.order("probe", id=name)
        ssrcs = []
        for producer in producers:
            consumed = await self._pool.ask(
                Consume(
                    room=room,
                    peer=peer,
                    transport=transport,
                    producer=producer,
                    rtp_capabilities=self._capabilities,
                    layer=layer,
                )
            )
            assert isinstance(consumed, Consumed)
            ssrcs.append(consumed.rtp_parameters["encodings"][0]["ssrc"])
            await self._pool.ask(ResumeConsumer(room=room, peer=peer, consumer=consumed.consumer))
        await clients.order("report", id=name, ssrcs=ssrcs)
