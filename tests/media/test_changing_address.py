import pytest

from media.paths import Path
from tests.media.network import Thief, endpoint, pair

pytestmark = pytest.mark.usefixtures("either_way")

GARBAGE_RTP = bytes.fromhex("8060000100000000000000ff") + bytes(40)


@pytest.mark.parametrize("protocol", ["udp", "tcp"])
async def test_a_sender_that_changes_its_address_goes_on(protocol: str) -> None:
    async with endpoint() as server, pair(server, protocol=protocol) as both:
        await both.client.rebind()
        await both.says(b"from the new address")

        await both.sees(b"to the new address")
        assert both.listener.connected.empty()


async def test_a_peer_that_only_receives_goes_on_at_its_new_address_with_its_next_report() -> None:
    async with endpoint() as server, pair(server) as both:
        await both.sees(b"before")
        await both.client.rebind()
        await both.reports()

        await both.sees(b"after")


async def test_a_nomination_alone_does_not_move_what_we_send() -> None:
    async with endpoint() as server, pair(server) as both:
        with Thief(both.transport) as thief:
            assert (await thief.nominates()).error_code is None

            await both.sees(b"for the peer")

            assert thief.has_received_nothing()


async def test_a_stolen_password_moves_nothing_whatever_is_sent_with_it() -> None:
    async with endpoint() as server, pair(server) as both:
        captured = bytes(both.client._outbound.rtp(96, 500, 0, 8, b"once"))  # type: ignore[union-attr, arg-type]
        both.client._send(captured)
        await both.listener.rtp.get()
        with Thief(both.transport) as thief:
            await thief.nominates()

            thief.send(GARBAGE_RTP)
            thief.send(captured)  # a replay
            thief.send(bytes.fromhex("15fefd000000000000000000020228"))  # a fatal alert, in clear
            thief.send(bytes.fromhex("16fefd0000000000000000000c") + bytes(12))
            await both.says(b"still here")
            await both.sees(b"for the peer")

            assert thief.has_received_nothing()
            assert server.counters.srtp_failed == 2


async def test_a_thief_cannot_make_another_transport_give_up_an_address_in_use() -> None:
    async with endpoint() as server, pair(server) as victim, pair(server) as other:
        with Thief(other.transport) as thief:
            forged = thief.check()
        refused = server.counters.stun_refused
        victim.client._send(forged)  # as if its address were spoofed
        await victim.says(b"mine")
        await victim.sees(b"still mine")

        assert server.counters.stun_refused == refused + 1


async def test_a_move_from_udp_to_tcp_tells_the_new_protocol() -> None:
    async with endpoint() as server, pair(server) as both:
        both.client._candidate = both.transport.description()["iceCandidates"][1]
        await both.client.rebind()
        await both.reports()

        assert both.listener.connected.get_nowait() == "tcp"
        assert both.transport.protocol == "tcp"
        await both.sees(b"over tcp")


async def test_media_from_an_address_that_passed_no_check_is_dropped() -> None:
    async with endpoint() as server, pair(server) as both, pair(server) as other:
        dropped = server.counters.dropped_unknown
        with Thief(both.transport) as stranger:
            stranger.send(bytes(both.client._outbound.rtp(96, 900, 0, 8, b"x")))  # type: ignore[union-attr, arg-type]
            stranger.send(bytes.fromhex("16fefd0000000000000000000c") + bytes(12))
            await other.says(b"later")

        assert server.counters.dropped_unknown == dropped + 2
        assert both.listener.rtp.empty()


async def test_paths_are_bounded_and_the_one_in_use_is_never_pushed_out() -> None:
    async with endpoint() as server, pair(server) as both:
        for _ in range(40):
            with Thief(both.transport) as thief:
                await thief.nominates()
        await both.sees(b"still here")

        paths: list[Path] = both.transport._ice.paths
        assert len(paths) == 16
        assert len(server._sockets[0].paths) == 16
