"""`WebRtcTransport`: one browser's ICE, DTLS and SRTP tied together.

Rule 1: sending never waits: a packet leaves now or is dropped and False is returned.
Rule 2: whatever ends a transport from outside is told once by `on_lost`; after `close` nothing is.
"""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from classroom.failures import Refused
from media import stun
from media.counters import BugLog, Counters
from media.downstream.sent_log import SentLog
from media.dtls import Certificate, DtlsRole, DtlsSession, DtlsState, parse_dtls_parameters
from media.ice import Credentials, IceAgent, answer
from media.kernel.binding import Kernel, Outlet
from media.listener import TransportListener
from media.paths import Path, UdpPath
from media.srtp import InboundSrtp, OutboundSrtp, Scratch

# DTLS that arrives before `connect` told us the fingerprint: one ClientHello and its repetitions.
MAX_EARLY_DTLS = 4


@dataclass(slots=True)
class Surroundings:
    """What all transports of an endpoint share."""

    certificate: Certificate
    candidates: list[dict[str, object]]
    consent_seconds: float
    handshake_seconds: float
    counters: Counters
    bugs: BugLog
    kernel: Kernel | None = None
    outgoing: Scratch = field(default_factory=Scratch)
    incoming: Scratch = field(default_factory=Scratch)
    transports: "dict[str, WebRtcTransport]" = field(default_factory=dict)  # by id
    by_fragment: "dict[str, WebRtcTransport]" = field(default_factory=dict)


class WebRtcTransport:
    """Made by `Endpoint.create_transport`; carries media once ICE and DTLS are done."""

    def __init__(self, around: Surroundings, listener: TransportListener) -> None:
        """Take credentials and wait for the browser."""
        self.id = secrets.token_hex(8)
        self.connected = False
        self.protocol: str | None = None
        self.bytes_in = self.packets_in = 0
        self.outlet = None if around.kernel is None else Outlet(around.kernel)
        self._bytes_by_hand = self._packets_by_hand = 0  # the outlet counts what it sends
        self.sent_log: SentLog | None = None  # once a receiver has agreed to transport-wide numbers
        self._around = around
        self._counters = around.counters
        self._listener = listener
        self._loop = asyncio.get_running_loop()
        self._closed = False
        self._dtls: DtlsSession | None = None
        self._dtls_path: Path | None = None
        self._early_dtls: list[tuple[Path, bytes]] = []
        self._outbound: OutboundSrtp | None = None
        self._inbound: InboundSrtp | None = None
        self._path: Path | None = None  # where media goes, once there are keys
        self._consent_timer: asyncio.TimerHandle | None = None
        self._handshake_timer: asyncio.TimerHandle | None = None
        self._retransmit_timer: asyncio.TimerHandle | None = None
        self._ice = IceAgent(self._new_credentials())
        around.transports[self.id] = self

    @property
    def bytes_out(self) -> int:
        """Bytes sent, as `bytes_in`: as on the wire, without IP and UDP headers."""
        return self._bytes_by_hand + (self.outlet.bytes if self.outlet is not None else 0)

    @property
    def packets_out(self) -> int:
        """RTP packets sent."""
        return self._packets_by_hand + (self.outlet.packets if self.outlet is not None else 0)

    # ------------------------------------------------------------------ for the router

    @property
    def heard_at(self) -> float | None:
        """When anything authentic came where media goes, loop time; None while none does."""
        return self._path.heard_at if self._path is not None else None

    def description(self) -> dict[str, Any]:
        """Return id, iceParameters, iceCandidates, dtlsParameters as mediasoup-client wants."""
        offered = self._ice.pending or self._ice.current
        fingerprint = self._around.certificate.fingerprint()
        return {
            "id": self.id,
            "iceParameters": offered.parameters(),
            "iceCandidates": [dict(candidate) for candidate in self._around.candidates],
            "dtlsParameters": {
                "role": "auto",
                "fingerprints": [{"algorithm": fingerprint.algorithm, "value": fingerprint.value}],
            },
        }

    def connect(self, dtls_parameters: dict[str, Any]) -> None:
        """Take the remote role and fingerprints; DTLS begins when ICE has a path.

        Raises BadMessage `dtls_parameters` when they cannot be read or name no hash we know, and
        Refused `already_connected` the second time, `closed` when the transport is gone.
        """
        if self._closed:
            raise Refused("closed")
        if self._dtls is not None:
            raise Refused("already_connected")
        remote_role, fingerprints = parse_dtls_parameters(dtls_parameters)
        role = DtlsRole.CLIENT if remote_role == "server" else DtlsRole.SERVER
        self._dtls = DtlsSession(role, self._around.certificate, fingerprints, self._send_dtls)
        early, self._early_dtls = self._early_dtls, []
        for path, datagram in early:
            self.on_dtls(path, datagram)
        self._start_dtls_client()

    def restart_ice(self) -> dict[str, Any]:
        """Return new iceParameters; the old stay valid until the new are used."""
        if self._closed:
            raise Refused("closed")
        fresh = self._new_credentials()
        self._void(self._ice.restart(fresh))
        return {"iceParameters": fresh.parameters()}

    def send_rtp(
        self,
        b1: int,
        seq: int,
        timestamp: int,
        ssrc: int,
        payload: bytes,
        droppable: bool = True,
        padded: bool = False,
    ) -> bool:
        """Protect and send one packet now, or drop it (False).

        `b1` is marker and payload type. Pass droppable=False for sound: over TCP, pictures are
        dropped first when the peer is slow.
        """
        outbound = self._outbound
        path = self._path
        if outbound is None or path is None:
            return False
        log = self.sent_log
        if log is None or ssrc not in log.ssrcs:
            log = None
            data = outbound.rtp(b1, seq, timestamp, ssrc, payload)
        else:
            data = outbound.numbered(b1, seq, timestamp, ssrc, payload, log.element(), padded)
        if data is None:
            self._counters.send_failed += 1
            return False
        if not path.send(data, droppable):
            return False
        if log is not None:
            log.note(len(data))
        self._packets_by_hand += 1
        self._bytes_by_hand += len(data)
        return True

    def send_rtcp(self, compound: bytes) -> bool:
        """Protect and send one compound now, or drop it (False)."""
        if self._outbound is None or self._path is None:
            return False
        data = self._outbound.rtcp(compound)
        if data is None:
            self._counters.send_failed += 1
            return False
        self._bytes_by_hand += len(data)
        return self._path.send(data)

    def release_ssrc(self, ssrc: int) -> None:
        """Free what SRTP keeps for an SSRC we sent; it must never be sent again (see srtp.py)."""
        if self._outbound is not None:
            self._outbound.release(ssrc)

    def close(self) -> None:
        """Send close_notify and free everything; no callback after it."""
        if self._closed:
            return
        self._closed = True
        if self._dtls is not None:
            self._dtls_path = self._path
            self._dtls.close()
        self._free()

    # ------------------------------------------------------------------ for the endpoint

    def on_check(self, check: stun.StunMessage, path: Path) -> None:
        """Answer a binding request that named one of our fragments, or not at all.

        What is not authentic is not answered, nor is a check from an address that carries the
        media of another transport. Until then it changes nothing.
        """
        fragment = check.username[0] if check.username is not None else ""
        credentials = self._ice.credentials_for(fragment)
        password = credentials.password.encode() if credentials is not None else b""
        if credentials is None or not check.is_authentic(password):
            self._counters.stun_bad_auth += 1
            return
        reply, valid = answer(check, path, password)
        if not valid:
            self._counters.stun_refused += 1
            path.send(reply)
            return
        if path.owner is not self:
            if path.owner is not None and not path.owner.gives_up(path):
                self._counters.stun_refused += 1
                return
            path.owner = self
            path.enlist()
        self._void(self._ice.use(credentials))
        now = self._loop.time()
        for pushed_out in self._ice.on_check(check, path, now, keyed=self.connected):
            pushed_out.owner = None
            pushed_out.forget()
        if self._consent_timer is None:
            self._watch_consent()
        path.send(reply)  # before any ClientHello: the peer may drop DTLS on an unanswered pair
        self._start_dtls_client()

    def on_media(self, path: Path, size: int, arrival: float) -> None:
        """Open one SRTP or SRTCP packet and hand it on; BadMessage `srtp` when it is none of ours.

        RFC 5761 §4 tells RTCP by its packet type.
        """
        inbound = self._inbound
        if inbound is None:
            self._counters.srtp_early += 1
            return
        is_rtcp = 192 <= self._around.incoming.buffer[1] <= 223
        packet = inbound.rtcp(size) if is_rtcp else inbound.rtp(size)
        path.heard_at = arrival
        self.packets_in += 1
        self.bytes_in += size
        if path is not self._path and self._ice.on_proof(path):
            self._follow_selected()
        if is_rtcp:
            self._listener.on_rtcp(packet, arrival)
        else:
            self._listener.on_rtp(packet, arrival)

    def on_dtls(self, path: Path, datagram: bytes) -> None:
        """Take one DTLS datagram from a path that passed a check."""
        if self._closed:
            return
        if self._dtls is None:
            if len(self._early_dtls) < MAX_EARLY_DTLS:
                self._early_dtls.append((path, datagram))
            else:
                self._counters.dtls_early += 1
            return
        self._dtls_path = path
        self._watch_handshake()
        self._dtls.receive(datagram)
        self._after_dtls()

    def on_path_gone(self, path: Path) -> None:
        """Know that the TCP connection under a path closed."""
        self._ice.forget(path)
        if path is self._dtls_path:
            self._dtls_path = None
        self._follow_selected()

    def gives_up(self, path: Path) -> bool:
        """Let another transport have an address, unless media is sent to it."""
        if path is self._path:
            return False
        self._ice.forget(path)
        return True

    def lose(self, reason: str) -> None:
        """End from outside: free everything and tell the listener."""
        if self._closed:
            return
        self._closed = True
        self._free()
        self._tell(self._listener.on_lost, reason)

    # ------------------------------------------------------------------ inside

    def _new_credentials(self) -> Credentials:
        while (fresh := Credentials.new()).fragment in self._around.by_fragment:
            pass
        self._around.by_fragment[fresh.fragment] = self
        return fresh

    def _void(self, credentials: Credentials | None) -> None:
        if credentials is not None:
            self._around.by_fragment.pop(credentials.fragment, None)

    def _send_dtls(self, datagram: bytes) -> None:
        path = self._dtls_path or self._ice.selected
        if path is not None:
            path.send(datagram)

    def _start_dtls_client(self) -> None:
        dtls = self._dtls
        if dtls is None or dtls.role is DtlsRole.SERVER or dtls.state is not DtlsState.NEW:
            return
        if self._ice.selected is not None:
            self._watch_handshake()
            dtls.start()
            self._after_dtls()

    def _after_dtls(self) -> None:
        dtls = self._dtls
        if dtls is None or self._closed:
            return
        if self._retransmit_timer is not None:
            self._retransmit_timer.cancel()
            self._retransmit_timer = None
        if dtls.state in (DtlsState.FAILED, DtlsState.CLOSED):
            self.lose(dtls.reason)
        elif dtls.state is DtlsState.CONNECTED and not self.connected:
            self._on_keys()
        elif (seconds := dtls.timeout()) is not None:
            self._retransmit_timer = self._loop.call_later(seconds, self._on_retransmit)

    def _on_retransmit(self) -> None:
        if self._dtls is not None:
            self._dtls.on_timer()
            self._after_dtls()

    def _on_keys(self) -> None:
        assert self._dtls is not None  # it has just connected
        assert self._dtls.keys is not None
        assert self._dtls_path is not None  # its last flight came from there
        if self._handshake_timer is not None:
            self._handshake_timer.cancel()
        self._outbound = OutboundSrtp(self._dtls.keys, self._around.outgoing)
        self._inbound = InboundSrtp(self._dtls.keys, self._around.incoming)
        self.connected = True
        self._ice.on_handshake_done(self._dtls_path)
        self._follow_selected()

    def _follow_selected(self) -> None:
        """Send where ICE says, and tell of a new protocol."""
        path = self._ice.selected
        if not self.connected or path is self._path:
            return
        self._path = path
        if self.outlet is not None:
            if isinstance(path, UdpPath) and self._outbound is not None:
                self.outlet.open(self._outbound.session_address, path.fd, path.address)
            else:
                self.outlet.close()
        if path is not None and path.protocol != self.protocol:
            self.protocol = path.protocol
            self._tell(self._listener.on_connected, path.protocol)

    def _watch_handshake(self) -> None:
        if self._handshake_timer is None:
            self._handshake_timer = self._loop.call_later(
                self._around.handshake_seconds, self.lose, "handshake timeout"
            )

    def _watch_consent(self) -> None:
        consent_at = self._ice.consent_at
        assert consent_at is not None  # only called after a check
        expires = consent_at + self._around.consent_seconds
        if expires <= self._loop.time():
            self.lose("consent expired")
        else:
            self._consent_timer = self._loop.call_at(expires, self._watch_consent)

    def _tell(self, callback: Callable[[str], None], word: str) -> None:
        try:
            callback(word)
        except Exception:
            self._around.bugs.note(callback.__name__)

    def _free(self) -> None:
        for timer in (self._consent_timer, self._handshake_timer, self._retransmit_timer):
            if timer is not None:
                timer.cancel()
        for path in self._ice.paths:
            path.owner = None
            path.forget()
        self._ice.paths.clear()
        self._void(self._ice.current)
        self._void(self._ice.pending)
        self._around.transports.pop(self.id, None)
        self._early_dtls.clear()
        self.connected = False
        self.protocol = None
        self._path = self._dtls_path = None
        if self.outlet is not None:
            self.outlet.close()
        self._inbound = self._outbound = None
        self._dtls = None
