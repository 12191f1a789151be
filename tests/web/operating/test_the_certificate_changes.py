"""HTTPS by files: what is offered, what is not, and a certificate that changes under load."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from cryptography import x509
from structlog.testing import capture_logs

from tests.web.operating.certifying import Files, Made, made
from web import listening as listening_module
from web.headers import secure
from web.listening import Listening
from web.operating.certificates import BadCertificate, Certificates
from web.operating.redirecting import redirecting


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "class.pem", tmp_path / "class.key")


@asynccontextmanager
async def served(certificates: Certificates, most: int = 100) -> AsyncIterator[int]:
    async def hello(_request: web.Request) -> web.Response:
        return web.Response(text="hello")

    app = web.Application()
    app.router.add_get("/", hello)
    app.on_response_prepare.append(secure)
    listening = Listening(app, most)
    async with listening.prepared(), listening.on("localhost", 0, certificates.context) as port:
        yield port


class Line:
    """A browser's connection that stays open."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def open(cls, port: int, **limits: ssl.TLSVersion) -> "Line":
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        for name, value in limits.items():
            setattr(context, name, value)
        return cls(*await asyncio.open_connection("localhost", port, ssl=context))

    @property
    def number(self) -> int:
        """The serial number of the certificate that was shown."""
        shown = self.writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        return x509.load_der_x509_certificate(shown).serial_number

    async def ask(self) -> str:
        self.writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        head = await self.reader.readuntil(b"\r\n\r\n")
        assert await self.reader.readexactly(5) == b"hello"
        return head.decode()

    async def close(self) -> None:
        self.writer.close()
        await self.writer.wait_closed()


async def test_a_new_certificate_is_shown_to_who_comes_and_nobody_who_is_there_notices(
    files: Files,
) -> None:
    first, second = made(), made(days=60)
    files.put(first)
    async with Certificates(*files).watched() as certificates, served(certificates) as port:
        there = await Line.open(port)
        asked = 0

        async def load() -> None:
            nonlocal asked
            while True:
                line = await Line.open(port)
                await line.ask()
                await line.close()
                asked += 1

        loading = [asyncio.create_task(load()) for _ in range(4)]
        while asked < 8:  # noqa: ASYNC110 - until they are all at it
            await asyncio.sleep(0.001)
        files.put(second)
        certificates.look()
        async with asyncio.timeout(20):
            while (line := await Line.open(port)).number != second.number:
                await line.close()
        await line.close()
        while asked < 16:  # noqa: ASYNC110 - as before
            await asyncio.sleep(0.001)
        went_on = not any(task.done() for task in loading)
        for task in loading:
            task.cancel()
        await asyncio.gather(*loading, return_exceptions=True)
        head = await there.ask()

        assert went_on
        assert there.number == first.number
        assert "max-age=31536000" in head
        assert certificates.expires == second.expires
        await there.close()


async def test_what_is_no_certificate_changes_nothing_and_is_told_once(files: Files) -> None:
    good, other = made(), made()
    files.put(good)
    async with (
        Certificates(*files).watched(every=0.01) as certificates,
        served(certificates) as port,
    ):
        with capture_logs() as lines:
            for broken in (
                Made(good.certificate[:300], good.key, 0, 0.0),  # half written
                Made(other.certificate, good.key, 0, 0.0),  # its key is still to come
            ):
                files.put(broken)
                certificates.look()
                told = len(lines)
                async with asyncio.timeout(20):
                    while len(lines) == told:  # noqa: ASYNC110 - the log tells
                        await asyncio.sleep(0.01)
                await asyncio.sleep(0.05)  # some more looks
                line = await Line.open(port)
                assert line.number == good.number
                await line.close()

        assert {line["event"] for line in lines} == {"certificate_not_taken"}
        assert len(lines) <= 4  # each file was put on its own


async def test_who_never_shakes_hands_is_counted_and_does_not_stay(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening_module, "HANDSHAKE_SECONDS", 0.3)
    files.put(made())
    certificates = Certificates(*files)
    async with served(certificates, most=3) as port:
        silent = [await asyncio.open_connection("localhost", port) for _ in range(3)]

        turned_away = await Line.open(port)
        with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
            await turned_away.ask()
        turned_away.writer.close()

        assert [await reader.read() for reader, _ in silent] == [b""] * 3  # closed by the server
        line = await Line.open(port)
        assert "200 OK" in await line.ask()
        await line.close()
        for _, writer in silent:
            writer.close()


async def test_an_old_tls_is_not_spoken(files: Files) -> None:
    files.put(made())
    certificates = Certificates(*files)
    async with served(certificates) as port:
        line = await Line.open(port, maximum_version=ssl.TLSVersion.TLSv1_2)
        cipher = line.writer.get_extra_info("cipher")[0]
        await line.close()

        with pytest.raises((ssl.SSLError, ConnectionError)), pytest.warns(match="TLSv1_1"):
            await Line.open(port, maximum_version=ssl.TLSVersion.TLSv1_1)

    assert cipher.startswith("ECDHE-")
    assert "GCM" in cipher or "CHACHA20" in cipher


@pytest.mark.parametrize("what", ["missing", "no certificate", "another's key", "a password"])
def test_a_server_does_not_start_with_what_it_cannot_use(files: Files, what: str) -> None:
    good = made()
    files.put(good)
    if what == "missing":
        files.key.unlink()
    elif what == "no certificate":
        files.certificate.write_text("-----BEGIN NOTHING-----")
    elif what == "another's key":
        files.key.write_bytes(made().key)
    else:
        from cryptography.hazmat.primitives import serialization as s

        key = s.load_pem_private_key(good.key, None)
        locked = s.BestAvailableEncryption(b"secret")
        files.key.write_bytes(key.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, locked))

    with pytest.raises(BadCertificate, match=str(files.key)):
        Certificates(*files)


@pytest.mark.parametrize(
    ("public_url", "host", "there"),
    [
        ("", "class.example", "https://class.example:8443/room?a=b"),
        ("", "class.example:80", "https://class.example:8443/room?a=b"),
        ("", "[2001:db8::1]:80", "https://[2001:db8::1]:8443/room?a=b"),
        ("https://class.example", "evil.example", "https://class.example/room?a=b"),
        ("", "evil.example/@", None),
    ],
)
async def test_who_comes_without_https_is_sent_on(
    public_url: str, host: str, there: str | None
) -> None:
    listening = Listening(redirecting(public_url, 8443), 10)
    async with (
        listening.prepared(),
        listening.on("127.0.0.1", 0) as port,
        aiohttp.ClientSession() as http,
        http.get(
            f"http://127.0.0.1:{port}/room?a=b", headers={"Host": host}, allow_redirects=False
        ) as answer,
    ):
        told = (answer.status, answer.headers.get("Location"))

    assert told == ((308, there) if there else (400, None))
