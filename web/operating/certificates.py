"""Our own certificate: taken from files, and taken again when they have changed.

Rule: a connection keeps what it began with; each new one gets the newest that was good. Files that
are no certificate with its key (half written, say) change nothing, and the log says so once.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)

LOOK_SECONDS = 30.0
# TLS 1.2: forward secrecy and AEAD only, whose order is the browser's (an old PC without AES in its
# processor knows why it prefers ChaCha20); TLS 1.3 has no others.
CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"

_Stamp = tuple[tuple[int, int, int], ...]


class BadCertificate(Exception):
    """The files cannot be used; the message says why, in words for an administrator."""


class Certificates:
    """A certificate with its chain, its key, and the context of our listeners."""

    def __init__(self, certificate: Path, key: Path) -> None:
        """Take them from these files.

        Raises:
            BadCertificate: they cannot be used.
        """
        self._files = (certificate, key)
        self._look = asyncio.Event()
        self._stamp = self._stamped()
        self.expires = 0.0  # seconds since the epoch
        self._shown = self._take()
        self.context = self._shown  # the listeners'; who comes later is shown what came later
        self.context.sni_callback = self._show

    def look(self) -> None:
        """Look at the files now, as at SIGHUP."""
        self._look.set()

    @asynccontextmanager
    async def watched(self, every: float = LOOK_SECONDS) -> AsyncIterator["Certificates"]:
        """Look at the files until the block ends."""
        task = asyncio.create_task(self._watch(every), name="certificate files")
        try:
            yield self
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _watch(self, every: float) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(every):
                    await self._look.wait()
            self._look.clear()
            await asyncio.to_thread(self._again)

    def _again(self) -> None:
        stamp = self._stamped()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._shown = self._take()
        except BadCertificate as bad:
            log.error("certificate_not_taken", reason=str(bad))
        else:
            log.info("certificate_taken", expires=self.expires)

    def _show(self, line: ssl.SSLObject, _name: str | None, _context: ssl.SSLContext) -> None:
        # One assignment from context to context: loading into one that is in use shows whoever
        # comes between its certificate and its key neither. Called with and without a name.
        line.context = self._shown

    def _take(self) -> ssl.SSLContext:
        from cryptography import x509  # only servers that speak HTTPS themselves carry it

        certificate, key = self._files
        try:
            context = _context()
            _load(context, certificate, key)
            first = x509.load_pem_x509_certificates(certificate.read_bytes())[0]
        except (OSError, ValueError) as error:  # an SSLError is an OSError
            reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
            raise BadCertificate(f"{certificate} and {key} cannot be used: {reason}") from None
        self.expires = first.not_valid_after_utc.timestamp()
        return context

    def _stamped(self) -> _Stamp | None:
        try:
            stats = [file.stat() for file in self._files]
        except OSError:
            return None
        return tuple((s.st_mtime_ns, s.st_size, s.st_ino) for s in stats)


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(CIPHERS)
    context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
    context.set_alpn_protocols(["http/1.1"])
    return context


def _load(context: ssl.SSLContext, certificate: Path, key: Path) -> None:
    # A key with a password: without this, OpenSSL asks at the terminal and the server waits.
    context.load_cert_chain(certificate, key, password=lambda: "")
