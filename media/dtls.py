"""DTLS 1.2 for SRTP keys (RFC 5764), without I/O: datagrams in, datagrams and keys out.

Rule 1: no task and no socket. The owner hands in datagrams, sends what `send` is called with, and
calls `on_timer` at `deadline`; DTLS does nothing else by itself.
Rule 2: the certificate is self-signed and proves nothing; the fingerprint given over signaling
does. Keys are exported only after it matched (RFC 8122 §6.2).
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from OpenSSL import SSL, crypto

from classroom.failures import BadMessage
from media.srtp import PROFILES, SrtpKeys

MTU = 1200  # bytes a datagram; fits every path that carries WebRTC
HANDSHAKE_SECONDS = 15.0
MAX_FINGERPRINTS = 16
DTLS_1_2 = 0xFEFD
RECORD_HEADER = 13  # bytes, RFC 6347 §4.1
# Strongest first (RFC 8122 §5): only the strongest kind offered is compared.
HASHES = {"sha-512": hashlib.sha512, "sha-384": hashlib.sha384, "sha-256": hashlib.sha256}
CIPHERS = (
    b"ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    b"ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
    b"ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384"
)


class DtlsRole(StrEnum):
    """Who begins: the client (RFC 5763 `active`)."""

    CLIENT = "client"
    SERVER = "server"


class DtlsState(StrEnum):
    """From `new` to `connected`, and from anywhere to `closed` or `failed`."""

    NEW = "new"
    CONNECTING = "connecting"
    CONNECTED = "connected"
    CLOSED = "closed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A certificate's hash as signaling carries it: `sha-256` and upper-case hex with colons."""

    algorithm: str
    value: str


class Certificate:
    """A self-signed ECDSA P-256 certificate made at start, and the OpenSSL context that uses it."""

    def __init__(self) -> None:
        """Make a key and sign it; valid from yesterday (clocks differ) for thirty days."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, secrets.token_hex(8))])
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=30))
            .sign(key, hashes.SHA256())
        )
        self.der = certificate.public_bytes(Encoding.DER)
        self.context = SSL.Context(SSL.DTLS_METHOD)
        self.context.set_min_proto_version(DTLS_1_2)
        # `_flush` reads record headers, and those of DTLS 1.3 (RFC 9147 §4) are others.
        self.context.set_max_proto_version(DTLS_1_2)
        self.context.use_certificate(certificate)
        self.context.use_privatekey(key)
        self.context.set_cipher_list(CIPHERS)
        self.context.set_tlsext_use_srtp(b":".join(profile.name for profile in PROFILES))
        self.context.set_options(SSL.OP_NO_TICKET | SSL.OP_NO_QUERY_MTU | SSL.OP_NO_RENEGOTIATION)
        self.context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
        self.context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, _verify)

    def fingerprint(self, algorithm: str = "sha-256") -> Fingerprint:
        """Return the hash to give over signaling."""
        return Fingerprint(algorithm, _hash(self.der, algorithm))


class DtlsSession:
    """One association. State changes are read from `state` after each call."""

    def __init__(
        self,
        role: DtlsRole,
        certificate: Certificate,
        remote_fingerprints: Sequence[Fingerprint],
        send: Callable[[bytes], None],
    ) -> None:
        """Prepare; nothing is sent before `start` (client) or `receive` (server)."""
        self.state = DtlsState.NEW
        self.reason = ""
        self.keys: SrtpKeys | None = None
        self.role = role
        self._remote_fingerprints = tuple(remote_fingerprints)
        self._send = send
        self._matched: bool | None = None  # None until the peer showed its certificate
        self._ssl = SSL.Connection(certificate.context)
        self._ssl.set_app_data(self)  # for _verify, and no longer than the handshake
        self._ssl.set_ciphertext_mtu(MTU)
        if role is DtlsRole.CLIENT:
            self._ssl.set_connect_state()
        else:
            self._ssl.set_accept_state()

    def start(self) -> None:
        """Begin: a client sends its ClientHello, a server starts to listen."""
        if self.state is DtlsState.NEW:
            self.state = DtlsState.CONNECTING
            self._advance()

    def receive(self, datagram: bytes) -> None:
        """Take one datagram; garbage is ignored by DTLS itself (RFC 6347 §4.1.2.7)."""
        if not datagram or self.state in (DtlsState.CLOSED, DtlsState.FAILED):
            return
        if self.state is DtlsState.NEW:
            self.state = DtlsState.CONNECTING
        self._ssl.bio_write(datagram)
        self._advance()

    def timeout(self) -> float | None:
        """Return seconds until `on_timer` wants to be called, or None."""
        if self.state is not DtlsState.CONNECTING:
            return None
        return self._ssl.DTLSv1_get_timeout()

    def on_timer(self) -> None:
        """Send the last flight again if its time has come (RFC 6347 §4.2.4)."""
        if self.state is not DtlsState.CONNECTING:
            return
        try:
            self._ssl.DTLSv1_handle_timeout()
        except SSL.Error:
            self._fail("handshake timeout")
        self._flush()

    def close(self) -> None:
        """Say close_notify if the association was up; nothing is received any more."""
        if self.state is DtlsState.CONNECTED:
            with suppress(SSL.Error):  # the other side will find out by consent
                self._ssl.shutdown()
            self._flush()
        if self.state is not DtlsState.FAILED:
            self.state = DtlsState.CLOSED
        self._ssl.set_app_data(None)

    def _advance(self) -> None:
        try:
            if self.state is DtlsState.CONNECTING:
                self._ssl.do_handshake()
                self._on_handshake_done()
            while self.state is DtlsState.CONNECTED:
                self._ssl.recv(2048)  # no data channels: application data is not ours to read
        except SSL.WantReadError:
            pass
        except SSL.ZeroReturnError:
            self.state, self.reason = DtlsState.CLOSED, "close_notify"
        except SSL.Error:
            if self._matched is False:
                self._fail("fingerprint mismatch")
            else:
                connecting = self.state is DtlsState.CONNECTING
                self._fail("handshake failed" if connecting else "fatal alert")
        self._flush()

    def matches(self, der: bytes) -> bool:
        """Compare the peer's certificate with the strongest kind of fingerprint we were given."""
        offered = {one.algorithm for one in self._remote_fingerprints}
        strongest = next((algorithm for algorithm in HASHES if algorithm in offered), None)
        self._matched = strongest is not None and any(
            hmac.compare_digest(one.value, _hash(der, strongest))
            for one in self._remote_fingerprints
            if one.algorithm == strongest
        )
        return self._matched

    def _on_handshake_done(self) -> None:
        if not self._matched:
            self._fail("fingerprint mismatch")
            return
        name = self._ssl.get_selected_srtp_profile()
        profile = next((one for one in PROFILES if one.name == name), None)
        if profile is None:
            self._fail("no SRTP profile in common")
            return
        key, salt = profile.key_length, profile.salt_length
        # RFC 5764 §4.2: client key, server key, client salt, server salt.
        material = self._ssl.export_keying_material(b"EXTRACTOR-dtls_srtp", 2 * (key + salt))
        salts = 2 * key
        client = material[:key] + material[salts : salts + salt]
        server = material[key:salts] + material[salts + salt :]
        mine, theirs = (client, server) if self.role is DtlsRole.CLIENT else (server, client)
        self.keys = SrtpKeys(profile, local=mine, remote=theirs)
        self.state = DtlsState.CONNECTED
        self._ssl.set_app_data(None)

    def _fail(self, reason: str) -> None:
        self.state, self.reason = DtlsState.FAILED, reason
        self._ssl.set_app_data(None)

    def _flush(self) -> None:
        """Send what OpenSSL wrote; a flight is several records, joined up to the MTU."""
        pending = bytearray()
        while True:
            try:
                pending += self._ssl.bio_read(16384)
            except SSL.WantReadError:
                break
        start = end = 0
        while end < len(pending):
            length = RECORD_HEADER + int.from_bytes(pending[end + 11 : end + 13])
            if end > start and end + length - start > MTU:
                self._send(bytes(pending[start:end]))
                start = end
            end += length
        if end > start:
            self._send(bytes(pending[start:end]))


def _hash(der: bytes, algorithm: str) -> str:
    return HASHES[algorithm](der).digest().hex(":").upper()


def _verify(
    connection: SSL.Connection, certificate: crypto.X509, error: int, depth: int, ok: int
) -> bool:
    """Accept the peer's certificate if its fingerprint matches, else end with an alert.

    Whoever issued it (`depth` above 0) is of no matter.
    """
    session = connection.get_app_data()
    # Not by way of `to_cryptography`, which raises on certificates that OpenSSL lets through.
    der = crypto.dump_certificate(crypto.FILETYPE_ASN1, certificate)
    return depth > 0 or (isinstance(session, DtlsSession) and session.matches(der))


def parse_dtls_parameters(parameters: dict[str, Any]) -> tuple[str, list[Fingerprint]]:
    """Return the role ("auto", "client" or "server") and the fingerprints of kinds we know."""
    role = parameters.get("role", "auto")
    listed = parameters.get("fingerprints")
    if role not in ("auto", "client", "server"):
        raise BadMessage("dtls_parameters", "role")
    if not isinstance(listed, list) or not 0 < len(listed) <= MAX_FINGERPRINTS:
        raise BadMessage("dtls_parameters", "fingerprints")
    known = []
    for one in listed:
        algorithm = one.get("algorithm") if isinstance(one, dict) else None
        value = one.get("value") if isinstance(one, dict) else None
        if not isinstance(algorithm, str) or not isinstance(value, str) or not value.isascii():
            raise BadMessage("dtls_parameters", "fingerprint")
        if algorithm.lower() in HASHES:
            known.append(Fingerprint(algorithm.lower(), value.upper()))
    if not known:
        raise BadMessage("dtls_parameters", "no known hash")
    return role, known
