import asyncio
import random
import socket
from collections.abc import Iterator

import pytest

from media import stun
from media.client_wires import TcpWire
from media.srtp import MAX_PACKET
from media.tcp_framing import CHECK_SECONDS
from tests.media.network import SECONDS, Pair, Thief, endpoint, pair

SEED = 20240901


def garbage(count: int) -> Iterator[bytes]:
    """Random datagrams of each protocol's first byte, empty and oversized ones among them."""
    dice = random.Random(SEED)
    yield b""
    yield b"\x80" * 4000
    yield b"\x00" * 4000
    for _ in range(count):
        first = dice.choice([0, 1, 3, 4, 20, 22, 63, 64, 128, 144, 191, 192, 255])
        second = dice.choice([0, 1, 96, 200, 201, 223, 254])
        yield bytes([first, second]) + dice.randbytes(dice.choice([0, 1, 5, 10, 18, 30, 200, 1400]))


def mutations(packet: bytes, count: int) -> Iterator[bytes]:
    """Versions of a good packet with bits flipped, cut short, or made longer."""
    dice = random.Random(SEED)
    for _ in range(count):
        changed = bytearray(packet)
        match dice.randrange(3):
            case 0:
                for _ in range(dice.randint(1, 4)):
                    changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
            case 1:
                del changed[dice.randrange(len(changed)) :]
            case 2:
                changed += dice.randbytes(dice.randint(1, 40))
        if bytes(changed) != packet:
            yield bytes(changed)


async def goes_on(both: Pair) -> None:
    """Check that the session works in both directions."""
    await both.says(b"from the client")
    await both.sees(b"from the server")


async def test_garbage_from_a_stranger_leaves_a_session_working() -> None:
    async with endpoint() as server, pair(server) as both:
        with Thief(both.transport) as stranger:
            for datagram in garbage(500):
                stranger.send(datagram)
            await goes_on(both)

        assert server.counters.bugs == 0
        assert server.counters.dropped_malformed > 0
        assert server.counters.dropped_unknown > 0


async def test_garbage_from_the_peers_own_address_leaves_its_session_working() -> None:
    async with endpoint() as server, pair(server) as both:
        for datagram in garbage(300):
            both.client._send(datagram)
        await goes_on(both)

        assert server.counters.bugs == 0
        assert server.counters.srtp_failed > 0
        assert both.listener.lost.empty()


async def test_changed_checks_are_dropped_in_silence() -> None:
    async with endpoint() as server, pair(server) as both:
        with Thief(both.transport) as stranger:
            for datagram in mutations(stranger.check(), 500):
                stranger.send(datagram)
            await goes_on(both)

            assert stranger.has_received_nothing()
        assert server.counters.bugs == 0
        assert server.counters.dropped_malformed > 0


async def test_a_check_with_the_wrong_password_is_dropped_in_silence() -> None:
    async with endpoint() as server, pair(server) as both:
        with Thief(both.transport) as stranger:
            stranger.send(stranger.check(password=b"guess"))
            await goes_on(both)

            assert stranger.has_received_nothing()
        assert server.counters.stun_bad_auth == 1


async def test_a_peer_that_claims_to_be_controlled_is_told_the_role_conflict() -> None:
    async with endpoint() as server, pair(server) as both:
        with Thief(both.transport) as confused:
            confused.send(confused.check(controlling=False))
            answer = stun.parse(await confused.receive())

        assert answer.message_type == stun.BINDING_ERROR
        assert answer.error_code == 487
        assert answer.is_authentic(confused.parameters["password"].encode())


async def test_changed_srtp_is_dropped_and_counted() -> None:
    async with endpoint() as server, pair(server) as both:
        outbound = both.client._outbound
        assert outbound is not None
        packet = bytes(outbound.rtp(96, 400, 0, 8, b"payload" * 20) or b"")
        for datagram in mutations(packet, 300):
            both.client._send(datagram)
        await goes_on(both)

        assert server.counters.bugs == 0
        assert server.counters.srtp_failed > 0


async def test_changed_dtls_during_the_session_changes_nothing() -> None:
    async with endpoint() as server, pair(server) as both:
        application = bytes.fromhex("17fefd0001000000000005002a") + bytes(42)
        hello = bytes.fromhex("16fefd0000000000000000003a0100002e") + bytes(45)
        for record in (application, hello):
            for datagram in (record, *mutations(record, 200)):
                both.client._send(datagram)
        await goes_on(both)

        assert server.counters.bugs == 0
        assert both.listener.lost.empty()


async def test_a_callback_that_raises_loses_only_its_packet(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with endpoint() as server, pair(server) as both:
        taken = both.listener.on_rtp

        def raises_once(packet: bytes, arrival: float) -> None:
            monkeypatch.setattr(both.listener, "on_rtp", taken)
            raise ZeroDivisionError

        monkeypatch.setattr(both.listener, "on_rtp", raises_once)
        both.client.send_rtp(96, 700, 0, 8, b"the one that is lost")
        await goes_on(both)

        assert server.counters.bugs == 1


async def test_packets_that_are_too_long_to_send_are_refused() -> None:
    async with endpoint() as server, pair(server) as both:
        assert not both.transport.send_rtp(96, 1, 0, 7, bytes(MAX_PACKET))
        assert not both.transport.send_rtcp(bytes(MAX_PACKET + 1))
        assert not both.transport.send_rtcp(b"")

        await goes_on(both)


async def test_a_tcp_frame_of_65_kb_ends_only_its_connection() -> None:
    async with endpoint() as server, pair(server) as both:
        stranger = socket.create_connection(("127.0.0.1", server.port))
        with stranger:
            stranger.sendall(b"\xff\xff" + b"\x80" * 65535)
            await both.sees(b"picture")
            stranger.settimeout(CHECK_SECONDS)
            await closed_by_server(stranger)

        await goes_on(both)
        assert server.counters.dropped_malformed == 1


async def test_garbage_in_tcp_frames_leaves_a_session_over_tcp_working() -> None:
    async with endpoint() as server, pair(server, protocol="tcp") as both:
        for datagram in garbage(300):
            if len(datagram) <= MAX_PACKET:
                both.client._send(datagram)
        await goes_on(both)

        assert server.counters.bugs == 0


async def test_a_tcp_connection_without_a_check_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("media.tcp_framing.CHECK_SECONDS", 0.05)
    async with endpoint() as server, pair(server) as both:
        with socket.create_connection(("127.0.0.1", server.port)) as idle:
            await closed_by_server(idle)

        await goes_on(both)
        assert not server._connections


async def test_tcp_connections_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("media.tcp_framing.MAX_CONNECTIONS", 1)
    async with endpoint() as server, pair(server, protocol="tcp") as both:
        with socket.create_connection(("127.0.0.1", server.port)) as one_too_many:
            await closed_by_server(one_too_many)

        await goes_on(both)


async def test_a_tcp_connection_without_a_check_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("media.tcp_framing.MAX_CONNECTIONS", 2)
    async with endpoint() as server:
        with (
            socket.create_connection(("127.0.0.1", server.port)) as first,
            socket.create_connection(("127.0.0.1", server.port)) as second,
        ):
            first.sendall(b"\0\1")  # which is no frame yet
            async with pair(server, protocol="tcp") as both:
                await closed_by_server(first)
                async with pair(server, protocol="tcp") as others:
                    await closed_by_server(second)
                    await goes_on(both)
                    await goes_on(others)


async def test_a_slow_tcp_reader_loses_pictures_first_and_then_its_connection() -> None:
    async with endpoint() as server, pair(server, protocol="tcp") as both:
        wire = both.client._wire
        assert isinstance(wire, TcpWire)
        assert wire.connection is not None
        wire.connection.pause_reading()
        payload = bytes(1200)
        sent = 0
        while both.transport.send_rtp(96, sent, 0, 17, payload):
            sent += 1
            assert sent < 20_000  # whatever the kernel takes is below 24 MB
        sounds = 0
        while both.transport.send_rtp(100, sounds, 0, 19, payload, droppable=False):
            sounds += 1
            assert sounds < 500  # 600 kB

        assert sounds > 100
        wire.connection.resume_reading()
        async with asyncio.timeout(SECONDS):
            await wire.lost.wait()
        assert not both.transport.send_rtp(100, 5000, 0, 19, payload, droppable=False)
        assert both.listener.lost.empty()  # it may come back on another connection

        await both.client.rebind()
        await both.reports()
        await both.sees(b"picture")


async def closed_by_server(sock: socket.socket) -> None:
    """Wait until the other side closed or reset the connection."""
    sock.setblocking(False)
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(CHECK_SECONDS):
        try:
            while await loop.sock_recv(sock, 4096):
                pass
        except ConnectionError:
            return
