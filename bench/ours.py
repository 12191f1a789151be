"""One media worker of ours for a bench, asked through the same `Media` port as lessons ask."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal

from bench.generator import Generator
from classroom.media_messages import (
    ClosePeer,
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
from media.pool import MediaPool
from media.settings import WorkerSettings

ROOM = "bench"


class Ours:
    """A pool with one worker and one room."""

    def __init__(self, pool: MediaPool, capabilities: dict[str, Any], pid: int) -> None:
        """Wrap a started pool; use `ours()`."""
        self.pid = pid
        self._pool = pool
        self._capabilities = capabilities
        self._peers: list[str] = []
        self.port = 0  # of its media, once there is a session

    async def _transport(self, load: Generator, peer: str, direction: Direction) -> str:
        opened = await load.order("open", id=peer, role="client")
        made = await self._pool.ask(CreateTransport(room=ROOM, peer=peer, direction=direction))
        assert isinstance(made, Described)
        self.port = int(made.description["iceCandidates"][0]["port"])
        transport: str = made.description["id"]
        await self._pool.ask(
            ConnectTransport(
                room=ROOM, peer=peer, transport=transport, dtls_parameters=opened["dtls"]
            )
        )
        await load.order("connect", id=peer, description=made.description)
        return transport

    async def _produce(self, transport: str, source: Source, ssrc: int) -> str:
        codec = next(
            codec
            for codec in self._capabilities["codecs"]
            if codec["kind"] == source.kind and codec["mimeType"].lower().endswith(("opus", "h264"))
        )
        produced = await self._pool.ask(
            Produce(
                room=ROOM,
                peer="publisher",
                transport=transport,
                source=source,
                rtp_parameters={
                    "codecs": [
                        {
                            "mimeType": codec["mimeType"],
                            "payloadType": codec["preferredPayloadType"],
                            "clockRate": codec["clockRate"],
                            "parameters": codec.get("parameters", {}),
                            "rtcpFeedback": [],
                            **({"channels": 2} if source.kind == "audio" else {}),
                        }
                    ],
                    "headerExtensions": [],
                    "encodings": [{"ssrc": ssrc}],
                    "rtcp": {"cname": "bench"},
                },
            )
        )
        assert isinstance(produced, Produced)
        return produced.producer

    async def session(
        self, load: Generator, subscribers: int, ssrcs: tuple[int, int], *, numbered: bool = True
    ) -> None:
        """Connect a publisher and the subscribers, and let media flow.

        `numbered`: packets carry transport-wide numbers, and receivers give feedback on them.
        """
        taken = self._capabilities if numbered else {**self._capabilities, "headerExtensions": []}
        self._peers = ["publisher", *(f"subscriber{index}" for index in range(subscribers))]
        sending = await self._transport(load, "publisher", Direction.SEND)
        producers = [
            await self._produce(sending, Source.MICROPHONE, ssrcs[0]),
            await self._produce(sending, Source.CAMERA, ssrcs[1]),
        ]
        await load.order("publish", id="publisher", ssrcs=list(ssrcs))
        for peer in self._peers[1:]:
            receiving = await self._transport(load, peer, Direction.RECV)
            reported = []
            for producer in producers:
                consumed = await self._pool.ask(
                    Consume(
                        room=ROOM,
                        peer=peer,
                        transport=receiving,
                        producer=producer,
                        rtp_capabilities=taken,
                    )
                )
                assert isinstance(consumed, Consumed)
                reported.append(consumed.rtp_parameters["encodings"][0]["ssrc"])
                await self._pool.ask(
                    ResumeConsumer(room=ROOM, peer=peer, consumer=consumed.consumer)
                )
            await load.order("report", id=peer, ssrcs=reported, timed=reported[:1])

    @property
    def pool(self) -> MediaPool:
        """Who is asked."""
        return self._pool

    async def leave(self) -> None:
        """Let everybody go."""
        for peer in self._peers:
            await self._pool.ask(ClosePeer(room=ROOM, peer=peer))
        self._peers = []


def _pid(pool: MediaPool) -> int:
    pid = pool.workers[0].pid
    assert pid is not None  # the room was opened, so its worker runs
    return pid


@asynccontextmanager
async def ours(
    address: str, kernel: Literal["auto", "c", "python"] = "auto"
) -> AsyncIterator[Ours]:
    """Start a pool with one worker that listens on `address`; stop it at the end."""
    settings = WorkerSettings(
        workers=1, port=0, listen=[address], announce=[address], kernel=kernel
    )
    async with MediaPool(settings) as pool:
        opened = await pool.ask(OpenRoom(room=ROOM))
        assert isinstance(opened, RoomOpened)
        yield Ours(pool, opened.rtp_capabilities, _pid(pool))
