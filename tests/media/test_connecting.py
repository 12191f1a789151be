import gc
import weakref
from contextlib import suppress

import pytest

from classroom.failures import BadMessage, Refused, Unavailable
from media.client import ClientTransport
from media.dtls import Certificate, DtlsRole, DtlsSession, DtlsState
from tests.media.network import AUDIO, Listener, Thief, endpoint, pair, soon

ROUTES = [
    pytest.param({"protocol": protocol, "ipv6": ipv6}, id=f"{protocol}-{'v6' if ipv6 else 'v4'}")
    for protocol in ("udp", "tcp")
    for ipv6 in (False, True)
]


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("role", ["client", "server"])
async def test_media_goes_both_ways_over_every_route_in_both_dtls_roles(
    route: dict[str, object], role: str
) -> None:
    loopback = ["127.0.0.1", "::1"]
    async with endpoint(listen=loopback) as server, pair(server, role=role, **route) as both:
        await both.sees(b"picture")
        await both.says(b"sound")
        await both.reports()

        assert both.transport.protocol == route["protocol"]
        assert both.transport.packets_in == 2
        assert both.transport.packets_out == 1


async def test_a_dual_stack_socket_takes_ipv4_and_answers_with_the_address_as_ipv4() -> None:
    async with endpoint(listen=["::"], announce=["127.0.0.1"]) as server, pair(server) as both:
        await both.sees(b"picture")


async def test_the_description_is_what_mediasoup_client_wants() -> None:
    async with endpoint(announce=["203.0.113.5"]) as server:
        description = server.create_transport(Listener()).description()

    assert description["iceParameters"]["iceLite"] is True
    assert description["dtlsParameters"]["role"] == "auto"
    assert description["dtlsParameters"]["fingerprints"][0]["algorithm"] == "sha-256"
    udp, tcp = description["iceCandidates"]
    assert (udp["ip"], udp["port"], udp["protocol"]) == ("203.0.113.5", server.port, "udp")
    assert (tcp["port"], tcp["protocol"], tcp["tcpType"]) == (server.port, "tcp", "passive")
    assert udp["priority"] > tcp["priority"]


async def test_a_client_with_another_certificate_is_refused_and_its_transport_lost() -> None:
    async with endpoint() as server:
        listener = Listener()
        transport = server.create_transport(listener)
        transport.connect(ClientTransport(certificate=Certificate()).dtls_parameters())
        impostor = ClientTransport(certificate=Certificate())

        with pytest.raises(Unavailable, match="dtls"):
            await impostor.connect(transport.description())

        assert await soon(listener.lost) == "fingerprint mismatch"
        assert listener.connected.empty()


async def test_a_client_refuses_a_server_with_another_certificate() -> None:
    async with endpoint() as server:
        listener = Listener()
        transport = server.create_transport(listener)
        client = ClientTransport()
        transport.connect(client.dtls_parameters())
        description = transport.description()
        wrong = {"algorithm": "sha-256", "value": Certificate().fingerprint().value}
        description["dtlsParameters"]["fingerprints"] = [wrong]

        with pytest.raises(Unavailable, match="fingerprint mismatch"):
            await client.connect(description)

        assert await soon(listener.lost)


async def test_connecting_twice_is_refused() -> None:
    async with endpoint() as server:
        transport = server.create_transport(Listener())
        parameters = ClientTransport().dtls_parameters()
        transport.connect(parameters)

        with pytest.raises(Refused, match="already_connected"):
            transport.connect(parameters)


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"role": "both", "fingerprints": [{"algorithm": "sha-256", "value": "AA"}]},
        {"role": ["client"], "fingerprints": [{"algorithm": "sha-256", "value": "AA"}]},
        {"role": "client", "fingerprints": []},
        {"role": "client", "fingerprints": "sha-256 AA"},
        {"role": "client", "fingerprints": [None]},
        {"role": "client", "fingerprints": [{"algorithm": "sha-256", "value": 5}]},
        {"role": "client", "fingerprints": [{"algorithm": "sha-256", "value": "å"}]},
        {"role": "client", "fingerprints": [{"algorithm": "md5", "value": "AA"}]},
        {"role": "client", "fingerprints": [{"algorithm": "sha-256", "value": "AA"}] * 17},
    ],
)
async def test_dtls_parameters_that_cannot_be_read_are_a_bad_message(
    parameters: dict[str, object],
) -> None:
    async with endpoint() as server:
        transport = server.create_transport(Listener())

        with pytest.raises(BadMessage, match="dtls_parameters"):
            transport.connect(parameters)


async def test_a_client_hello_before_connect_is_kept_until_the_fingerprint_is_known() -> None:
    async with endpoint() as server:
        listener = Listener()
        transport = server.create_transport(listener)
        certificate = Certificate()
        theirs, ours = server._around.certificate.fingerprint(), certificate.fingerprint()
        with Thief(transport) as peer:
            await peer.nominates()
            session = DtlsSession(DtlsRole.CLIENT, certificate, [theirs], peer.send)
            session.start()
            await peer.nominates()  # answered in order, so the ClientHello has arrived

            fingerprint = {"algorithm": ours.algorithm, "value": ours.value}
            transport.connect({"role": "client", "fingerprints": [fingerprint]})

            while session.state is DtlsState.CONNECTING:
                session.receive(await peer.receive())
            assert session.state is DtlsState.CONNECTED
            assert await soon(listener.connected) == "udp"


async def test_an_ice_restart_goes_on_without_a_new_session() -> None:
    async with endpoint() as server, pair(server) as both:
        with Thief(both.transport) as holder_of_old:
            fresh = both.transport.restart_ice()
            assert (await holder_of_old.nominates()).error_code is None  # not used yet: both valid

            await both.client.restart_ice(fresh)
            refused = server.counters.dropped_unknown
            holder_of_old.send(holder_of_old.check())
            await both.sees(b"picture")
            await both.says(b"sound")

            assert server.counters.dropped_unknown == refused + 1
            assert both.listener.connected.empty()  # no second session


async def test_closing_tells_the_client_and_frees_everything() -> None:
    async with endpoint() as server, pair(server) as both:
        both.transport.close()

        assert await soon(both.client_lost) == "close_notify"
        assert both.listener.lost.empty()
        assert not both.transport.send_rtp(AUDIO, 1, 1, 1, b"")
        assert not server._around.transports
        assert not server._around.by_fragment
        assert not server._sockets[0].paths


@pytest.mark.parametrize("protocol", ["udp", "tcp"])
async def test_a_client_that_closes_is_lost_at_once(protocol: str) -> None:
    async with endpoint() as server, pair(server, protocol=protocol) as both:
        await both.client.close()

        assert await soon(both.listener.lost) == "close_notify"
        with pytest.raises(Refused, match="closed"):
            both.transport.restart_ice()


async def test_a_client_that_vanishes_is_lost_when_its_consent_expires() -> None:
    async with endpoint(consent_seconds=0.2) as server:
        listener = Listener()
        transport = server.create_transport(listener)
        kept = weakref.ref(transport)
        client = ClientTransport()
        transport.connect(client.dtls_parameters())
        await client.connect(transport.description())
        client.go_silent()

        assert await soon(listener.lost) == "consent expired"

        del transport
        gc.collect()
        assert kept() is None
        assert not server._around.by_fragment
        assert not server._sockets[0].paths
        await client.close()


async def test_a_handshake_that_never_ends_is_given_up() -> None:
    async with endpoint(handshake_seconds=0.05) as server:
        listener = Listener()
        transport = server.create_transport(listener)
        peer = ClientTransport(role="server")
        transport.connect(peer.dtls_parameters())  # so the server begins the handshake
        with Thief(transport) as silent:
            await silent.nominates()
            hello = await silent.receive()

            assert hello[0] == 22  # handshake record: and never an answer to it
            assert await soon(listener.lost) == "handshake timeout"


async def test_a_lost_flight_is_sent_again() -> None:
    async with endpoint() as server:
        transport = server.create_transport(Listener())
        transport.connect(ClientTransport(role="server").dtls_parameters())
        with Thief(transport) as silent:
            await silent.nominates()
            first = await silent.receive()
            again = await silent.receive()

            assert first[0] == again[0] == 22
            assert first[:11] != again[:11]  # the record sequence number went on


async def test_a_port_that_is_taken_is_said_so() -> None:
    async with endpoint() as server:
        with pytest.raises(Unavailable, match="port"):
            async with endpoint(port=server.port):
                raise AssertionError("opened twice")


async def test_the_endpoint_closes_with_connections_open() -> None:
    async with endpoint() as server:
        listener = Listener()
        transport = server.create_transport(listener)
        client = ClientTransport()
        transport.connect(client.dtls_parameters())
        await client.connect(transport.description(), protocol="tcp")
        await server.close()

        assert not server._connections
        with suppress(Unavailable):
            await client.close()
