"""`ClientTransport`: the browser's half of a transport, for tests, synthetic classrooms and load.

It does what a browser does: full ICE, controlling, over UDP or TCP; DTLS in either role; SRTP both
ways. It can also move to another address (`rebind`) and take new credentials (`restart_ice`).
Rule: it trusts the server no more than the server trusts it: one answer is believed only with the
right transaction and MESSAGE-INTEGRITY, and keys are taken only after the fingerprint matched.
"""

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from classroom.failures import BadMessage, Unavailable
from media import stun
from media.client_wires import ClientWire, TcpWire, UdpWire
from media.dtls import Certificate, DtlsRole, DtlsSession, DtlsState, parse_dtls_parameters
from media.srtp import InboundSrtp, OutboundSrtp, Scratch

CONNECT_SECONDS = 10.0
FIRST_CHECK_SECONDS = 0.05  # between checks until one is answered, RFC 8445 §14.2
CONSENT_CHECK_SECONDS = 2.5  # as Chromium
PRIORITY = (110 << 24) + (65535 << 8) + 255  # peer-reflexive, RFC 8445 §5.1.2

PacketCallback = Callable[[bytes, float], None]


class ClientTransport:
    """One client endpoint. Use: `dtls_parameters()` to the server, then `await connect(...)`.

    Callbacks are plain attributes and may be set at any time: `on_rtp(packet, arrival)`,
    `on_rtcp(compound, arrival)`, `on_lost(reason)`. Without `on_rtp`, packets are counted but not
    decrypted, so that a load of many clients is cheap.
    """

    def __init__(self, *, role: str = "client", certificate: Certificate | None = None) -> None:
        """`role` is our DTLS role; a certificate may be shared by many clients of a process."""
        self.on_rtp: PacketCallback | None = None
        self.on_rtcp: PacketCallback | None = None
        self.on_lost: Callable[[str], None] | None = None
        self.connected = False
        self.packets_in = self.packets_out = 0
        self.bytes_in = self.bytes_out = 0
        self.checks_answered = 0
        self._role = DtlsRole(role)
        self._certificate = certificate or Certificate()
        self._scratch = Scratch()
        self.username_fragment = secrets.token_hex(4)
        self.password = secrets.token_hex(12)
        self._tie_breaker = 2**64 - 1  # in a role conflict the other yields, RFC 8445 §7.3.1.1
        self._wire: ClientWire | None = None
        self._remote: dict[str, Any] = {}
        self._candidate: dict[str, Any] = {}
        self._transactions: set[bytes] = set()
        self._answered = asyncio.Event()
        self._ready = asyncio.Event()
        self._failure = ""
        self._closed = False
        self._dtls: DtlsSession | None = None
        self._outbound: OutboundSrtp | None = None
        self._inbound: InboundSrtp | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._retransmit: asyncio.TimerHandle | None = None

    def dtls_parameters(self) -> dict[str, Any]:
        """Return what the server's `connect` wants: our role and fingerprint."""
        fingerprint = self._certificate.fingerprint()
        return {
            "role": self._role.value,
            "fingerprints": [{"algorithm": fingerprint.algorithm, "value": fingerprint.value}],
        }

    async def connect(
        self,
        description: dict[str, Any],
        *,
        protocol: str = "udp",
        ipv6: bool = False,
        timeout_seconds: float = CONNECT_SECONDS,
    ) -> None:
        """Do ICE and DTLS with what a server's `description()` says.

        Raises Unavailable `ice` (no such candidate, or no answer in time) or `dtls`.
        """
        self._remote = dict(description["iceParameters"])
        self._candidate = _choose(description["iceCandidates"], protocol, ipv6)
        _, fingerprints = parse_dtls_parameters(description["dtlsParameters"])
        self._dtls = DtlsSession(self._role, self._certificate, fingerprints, self._send)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout_seconds):
                self._wire = await self._open_wire()
                self._spawn(self._check_forever())
                await self._answered.wait()
                if self._role is DtlsRole.CLIENT:
                    self._dtls.start()
                    self._after_dtls(loop)
                await self._ready.wait()
        except (TimeoutError, OSError) as failure:
            await self.close()
            code = "dtls" if self._answered.is_set() else "ice"
            raise Unavailable(code, str(failure) or "no answer in time") from failure
        if not self.connected:
            await self.close()
            raise Unavailable("dtls", self._failure)

    def send_rtp(
        self, b1: int, seq: int, timestamp: int, ssrc: int, payload: bytes, droppable: bool = True
    ) -> bool:
        """Send one packet without header extensions, as `WebRtcTransport.send_rtp`."""
        outbound = self._outbound
        return outbound is not None and self._send_packet(
            outbound.rtp(b1, seq, timestamp, ssrc, payload)
        )

    def send_packet(self, packet: bytes) -> bool:
        """Send one whole RTP packet (`media.rtp.build`), header extensions and all."""
        return self._outbound is not None and self._send_packet(self._outbound.packet(packet))

    def send_rtcp(self, compound: bytes) -> bool:
        """Send one compound."""
        data = self._outbound.rtcp(compound) if self._outbound is not None else None
        if data is None or self._wire is None:
            return False
        self._wire.send(data)
        return True

    async def rebind(self) -> None:
        """Move to a new local socket, as a laptop does from Wi-Fi to 4G; a check is answered."""
        old = self._wire
        self._wire = await self._open_wire()
        if old is not None:
            old.close()
        await self._check_until_answered()

    async def restart_ice(self, description: dict[str, Any]) -> None:
        """Take the server's new iceParameters, and have a check answered with them."""
        self._remote = dict(description["iceParameters"])
        self.username_fragment = secrets.token_hex(4)
        await self._check_until_answered()

    def go_silent(self) -> None:
        """Vanish as a laptop whose lid is closed: nothing is sent or read any more."""
        for task in self._tasks:
            task.cancel()
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    async def close(self) -> None:
        """Send close_notify and free everything; no callback after it."""
        if not self._closed:
            self._closed = True
            if self._dtls is not None and self._wire is not None:
                self._dtls.close()
        self._stop_timer()
        self.connected = False
        self.go_silent()
        for task in list(self._tasks):
            with suppress(asyncio.CancelledError):
                await task

    # ------------------------------------------------------------------ inside

    async def _open_wire(self) -> ClientWire:
        kind = TcpWire if self._candidate["protocol"] == "tcp" else UdpWire
        return await kind.open(self._candidate["ip"], self._candidate["port"], self._on_datagram)

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _check_forever(self) -> None:
        while True:
            self._send_check()
            pause = CONSENT_CHECK_SECONDS if self._answered.is_set() else FIRST_CHECK_SECONDS
            await asyncio.sleep(pause)

    async def _check_until_answered(self) -> None:
        self._answered.clear()
        self._transactions.clear()
        async with asyncio.timeout(CONNECT_SECONDS):
            while not self._answered.is_set():
                self._send_check()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._answered.wait(), FIRST_CHECK_SECONDS)

    def _send_check(self) -> None:
        transaction = stun.new_transaction()
        if len(self._transactions) >= 64:  # unanswered ones are of the past
            self._transactions.clear()
        self._transactions.add(transaction)
        self._send(
            stun.binding_request(
                transaction=transaction,
                username=f"{self._remote['usernameFragment']}:{self.username_fragment}",
                password=self._remote["password"].encode(),
                priority=PRIORITY,
                tie_breaker=self._tie_breaker,
                nominate=True,  # one candidate, so regular and aggressive nomination are one
            )
        )

    def _send(self, data: bytes) -> None:
        if self._wire is not None:
            self._wire.send(data)

    def _send_packet(self, data: memoryview | None) -> bool:
        if data is None or self._wire is None:
            return False
        self._wire.send(data)
        self.packets_out += 1
        self.bytes_out += len(data)
        return True

    def _on_datagram(self, data: bytes, arrival: float) -> None:
        first = data[0] if data else 255
        with suppress(BadMessage):  # as a browser: what is wrong is dropped
            if 128 <= first <= 191 and len(data) >= 12:
                self._on_media(data, arrival)
            elif first <= 3:
                self._on_stun(stun.parse(data))
            elif 20 <= first <= 63 and self._dtls is not None:
                self._dtls.receive(data)
                self._after_dtls(asyncio.get_running_loop())

    def _on_media(self, data: bytes, arrival: float) -> None:
        is_rtcp = 192 <= data[1] <= 223
        callback = self.on_rtcp if is_rtcp else self.on_rtp
        if not is_rtcp:
            self.packets_in += 1
            self.bytes_in += len(data)
        if callback is None or self._inbound is None or len(data) > len(self._scratch.view):
            return
        self._scratch.view[: len(data)] = data
        opened = self._inbound.rtcp(len(data)) if is_rtcp else self._inbound.rtp(len(data))
        callback(opened, arrival)

    def _on_stun(self, message: stun.StunMessage) -> None:
        if message.message_type == stun.BINDING_REQUEST:
            self._answer(message)
            return
        if message.transaction not in self._transactions:
            return
        if not message.is_authentic(self._remote["password"].encode()):
            return
        self._transactions.discard(message.transaction)
        if message.message_type == stun.BINDING_SUCCESS:
            self.checks_answered += 1
            self._answered.set()

    def _answer(self, check: stun.StunMessage) -> None:
        """Answer a server that is not ICE-lite; ours is and never asks."""
        password = self.password.encode()
        if check.is_authentic(password):
            address = (self._candidate["ip"], self._candidate["port"])
            self._send(stun.binding_success(check.transaction, address, password))

    def _after_dtls(self, loop: asyncio.AbstractEventLoop) -> None:
        dtls = self._dtls
        if dtls is None:
            return
        self._stop_timer()
        if dtls.state is DtlsState.CONNECTED and not self.connected and not self._closed:
            assert dtls.keys is not None  # it is connected
            self._outbound = OutboundSrtp(dtls.keys, self._scratch)
            self._inbound = InboundSrtp(dtls.keys, self._scratch)
            self.connected = True
            self._ready.set()
        elif dtls.state in (DtlsState.CLOSED, DtlsState.FAILED) and not self._closed:
            self._closed = True
            self._failure = dtls.reason
            was_connected, self.connected = self.connected, False
            self._ready.set()
            self.go_silent()
            if was_connected and self.on_lost is not None:
                self.on_lost(dtls.reason)
        elif (seconds := dtls.timeout()) is not None:
            self._retransmit = loop.call_later(seconds, self._on_retransmit)

    def _on_retransmit(self) -> None:
        if self._dtls is not None:
            self._dtls.on_timer()
            self._after_dtls(asyncio.get_running_loop())

    def _stop_timer(self) -> None:
        if self._retransmit is not None:
            self._retransmit.cancel()
            self._retransmit = None


def _choose(candidates: list[dict[str, Any]], protocol: str, ipv6: bool) -> dict[str, Any]:
    for candidate in candidates:
        if candidate["protocol"] == protocol and (":" in candidate["ip"]) == ipv6:
            return candidate
    raise Unavailable("ice", f"no {protocol} candidate for {'IPv6' if ipv6 else 'IPv4'}")
