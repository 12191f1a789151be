"""What comes in at a worker's port, and what is in packets that decrypted: for bench.fuzz_targets.

Rule: the real endpoint and the real room, on an event loop of their own that runs between two
inputs; nothing is sent to anybody but closed ports of this machine.
"""

import asyncio
import atexit
from contextlib import suppress
from functools import cache
from itertools import pairwise

import msgspec

from bench.fuzz_rules import CORPUS, must
from classroom.failures import BadMessage
from classroom.media_messages import Direction, MediaEvent, Source
from media import rtp, stun
from media.clocks import WallClock
from media.room import Room
from media.srtp import MAX_PACKET
from media.transport import Endpoint
from media.upstream.ssrc_table import MAX_LEARNED, MAX_STRANGERS

LOOP = asyncio.new_event_loop()
ADDRESSES = [("127.0.0.1", port) for port in (1, 2, 3)]  # tcpmux and the like: nobody is there
CERTIFICATE = msgspec.json.decode((CORPUS / "ortc" / "dtls.json").read_bytes())
CHECKED = 0x80  # in the byte before a datagram: its address first makes a check that is authentic


@cache
def _endpoint() -> Endpoint:
    opened = LOOP.run_until_complete(Endpoint.open(listen=["127.0.0.1"], port=0, tcp=False))
    atexit.register(LOOP.close)
    atexit.register(lambda: LOOP.run_until_complete(opened.close()))  # before it
    return opened


def _told(event: MediaEvent) -> None:
    pass


def _pieces(data: bytes) -> list[tuple[int, bytes]]:
    """Cut: a byte that says how, a byte of length (in eights), and so many bytes."""
    found, at = [], 0
    while at + 2 < len(data):
        end = at + 2 + 8 * data[at + 1]
        found.append((data[at], data[at + 2 : end]))
        at = end
    return found


def read_datagrams(data: bytes) -> None:
    """Datagrams from three addresses at one transport, which wait for its handshake or not."""
    LOOP.run_until_complete(_read_datagrams(_endpoint(), data))


async def _read_datagrams(endpoint: Endpoint, data: bytes) -> None:
    sock, around, before = endpoint._sockets[0], endpoint._around, endpoint.counters.bugs
    room = Room("fuzzed", endpoint, WallClock(LOOP), _told)
    described = room.transports.create("a", Direction.SEND)
    transport = around.transports[described["id"]]
    if data[:1] > b"\x7f":
        transport.connect(CERTIFICATE)
    for how, datagram in _pieces(data[1:]):
        address = ADDRESSES[how % len(ADDRESSES)]
        if how & CHECKED:
            _take(endpoint, _check(described), address)
        _take(endpoint, datagram[: MAX_PACKET + 1], address)
    paths = len(sock.paths)
    room.close()
    must(endpoint.counters.bugs == before, "a packet made an exception, which is logged")
    must(paths <= len(ADDRESSES), "paths without a check")
    must(not (sock.paths or around.transports or around.by_fragment), "left when all is closed")


def _take(endpoint: Endpoint, datagram: bytes, address: tuple[str, int]) -> None:
    endpoint._around.incoming.buffer[: len(datagram)] = datagram
    endpoint._on_datagram(endpoint._sockets[0], len(datagram), address, LOOP.time())


def _check(described: dict[str, dict[str, str]]) -> bytes:
    offered = described["iceParameters"]
    return stun.binding_request(
        transaction=stun.new_transaction(),
        username=f"{offered['usernameFragment']}:them",
        password=offered["password"].encode(),
        priority=1,
        tie_breaker=1,
        nominate=True,
    )


def read_extensions(data: bytes) -> None:
    """Packets of a publisher with layers that are told by header extensions; two of them, so that
    what the first leaves behind meets the second.
    """
    LOOP.run_until_complete(_read_extensions(_endpoint(), data))


async def _read_extensions(endpoint: Endpoint, data: bytes) -> None:
    room = Room("fuzzed", endpoint, WallClock(LOOP), _told)
    transport = room.transports.create("a", Direction.SEND)["id"]
    for source, name in ((Source.CAMERA, "simulcast"), (Source.MICROPHONE, "opus")):
        parameters = msgspec.json.decode((CORPUS / "ortc" / f"{name}.json").read_bytes())
        parameters["mid"] = name[:1]
        room.produce("a", transport, source, parameters, False)
    inbound = room.peer("a").inbound[transport]
    pieces = _pieces(data)
    for (how, body), (_, payload) in pairwise([*pieces, (0, b"")]):
        with suppress(BadMessage):  # which the gate counts
            inbound.on_rtp(_packet(how, body, payload), LOOP.time())
    table = inbound._table
    known, strangers = len(table.streams), len(table._strangers)
    room.close()
    must(known <= MAX_LEARNED + 1 and strangers <= MAX_STRANGERS, "the table of streams grows")


def _packet(how: int, body: bytes, payload: bytes) -> bytes:
    """Put an extension of one of three sorts before a payload."""
    body = body + bytes(-len(body) % 4)
    profile = (rtp.ONE_BYTE, rtp.TWO_BYTE, how)[how % 3]
    return (
        bytes([0x90 | how & 0x20, (120, 121, 111, 77)[how >> 2 & 3]])
        + bytes([0, how])
        + bytes(4)
        + bytes([0, 0, how >> 4 & 3, how & 3])
        + profile.to_bytes(2)
        + (len(body) // 4).to_bytes(2)
        + body
        + payload
    )
