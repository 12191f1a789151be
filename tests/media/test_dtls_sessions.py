"""DTLS without sockets: two sessions whose datagrams a test carries by hand."""

from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.dtls import MTU, Certificate, DtlsRole, DtlsSession, DtlsState, Fingerprint

CLIENT, SERVER = Certificate(), Certificate()


class Line:
    """Two sessions and the datagrams on their way."""

    def __init__(
        self,
        server_knows: list[Fingerprint] | None = None,
        client_knows: list[Fingerprint] | None = None,
    ) -> None:
        self.under_way: deque[tuple[DtlsSession, bytes]] = deque()
        self.client = DtlsSession(
            DtlsRole.CLIENT, CLIENT, client_knows or [SERVER.fingerprint()], self.to_server
        )
        self.server = DtlsSession(
            DtlsRole.SERVER, SERVER, server_knows or [CLIENT.fingerprint()], self.to_client
        )

    def to_server(self, datagram: bytes) -> None:
        self.under_way.append((self.server, datagram))

    def to_client(self, datagram: bytes) -> None:
        self.under_way.append((self.client, datagram))

    def run(self) -> None:
        while self.under_way:
            session, datagram = self.under_way.popleft()
            session.receive(datagram)


def test_both_ends_have_the_same_keys_crosswise_for_the_cheapest_profile() -> None:
    line = Line()
    line.client.start()
    line.run()

    assert line.client.keys is not None
    assert line.server.keys is not None
    assert line.client.state is line.server.state is DtlsState.CONNECTED
    assert line.client.keys.local == line.server.keys.remote
    assert line.client.keys.remote == line.server.keys.local
    assert line.client.keys.profile.name == b"SRTP_AEAD_AES_128_GCM"
    assert line.client.timeout() is None


def test_no_datagram_is_longer_than_the_mtu() -> None:
    line = Line()
    line.client.start()
    while line.under_way:
        session, datagram = line.under_way.popleft()
        assert len(datagram) <= MTU
        session.receive(datagram)


@pytest.mark.parametrize("algorithm", ["sha-256", "sha-384", "sha-512"])
def test_the_strongest_fingerprint_offered_decides(algorithm: str) -> None:
    right = CLIENT.fingerprint(algorithm)
    wrong = SERVER.fingerprint("sha-256")
    line = Line(server_knows=[wrong, right] if algorithm != "sha-256" else [right])
    line.client.start()
    line.run()

    assert line.server.state is DtlsState.CONNECTED


def test_a_weaker_fingerprint_does_not_make_up_for_a_wrong_strong_one() -> None:
    line = Line(server_knows=[CLIENT.fingerprint("sha-256"), SERVER.fingerprint("sha-512")])
    line.client.start()
    line.run()

    assert (line.server.state, line.server.reason) == (DtlsState.FAILED, "fingerprint mismatch")
    assert line.server.keys is None
    assert line.client.state is DtlsState.FAILED


def test_closing_is_told_to_the_other_end_in_both_directions() -> None:
    for closes_first in ("client", "server"):
        line = Line()
        line.client.start()
        line.run()
        first, second = line.client, line.server
        if closes_first == "server":
            first, second = second, first

        first.close()
        line.run()

        assert first.state is DtlsState.CLOSED
        assert (second.state, second.reason) == (DtlsState.CLOSED, "close_notify")


def test_a_flight_that_was_lost_has_a_time_to_be_sent_again() -> None:
    line = Line()
    line.client.start()
    line.under_way.clear()

    seconds = line.client.timeout()

    assert seconds is not None
    assert 0 < seconds <= 1


@given(st.lists(st.binary(max_size=100), max_size=5))
def test_garbage_before_a_handshake_does_not_raise(datagrams: list[bytes]) -> None:
    line = Line()
    for datagram in datagrams:
        line.server.receive(datagram)


@given(st.integers(0, 2), st.integers(0, 500), st.integers(0, 255))
def test_a_changed_flight_neither_raises_nor_connects_to_a_stranger(
    flight: int, position: int, value: int
) -> None:
    line = Line()
    line.client.start()
    for _ in range(flight):
        session, datagram = line.under_way.popleft()
        session.receive(datagram)
    if line.under_way:
        session, datagram = line.under_way.popleft()
        changed = bytearray(datagram)
        changed[position % len(changed)] = value
        session.receive(bytes(changed))
    line.run()

    if line.client.keys is not None and line.server.keys is not None:
        assert line.client.keys.local == line.server.keys.remote
