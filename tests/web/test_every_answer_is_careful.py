"""What comes in by HTTP, as a table: its status, and the same headers on whatever goes out."""

import asyncio
import logging
from collections.abc import AsyncIterator
from http.client import parse_headers
from io import BytesIO
from pathlib import Path

import pytest

from classroom.store.memory import MemoryStore
from signaling.lessons import Lessons
from tests.signaling.server import Server, settings

HOST = "Host: class.example"
POLLING = "/socket.io/?EIO=4&transport=polling"

REQUESTS: list[tuple[str, list[str], int]] = [
    ("GET /", [HOST], 200),
    ("GET /teach", [HOST], 200),
    ("HEAD /teach", [HOST], 200),
    ("GET /learn", [HOST], 200),
    ("GET /learn/", [HOST], 404),
    ("GET /healthz", [HOST], 200),
    ("HEAD /readyz", [HOST], 200),
    (f"GET {POLLING}", [HOST], 200),
    (f"GET {POLLING}", [HOST, "Origin: http://class.example"], 200),
    (f"GET {POLLING}", [HOST, "Origin: http://evil.example"], 403),
    (f"GET {POLLING}", [HOST, "Origin: null"], 403),
    (f"GET {POLLING}", [HOST, "Origin: http://[::1"], 403),
    (
        "GET /socket.io/?EIO=4&transport=websocket",
        [HOST, "Origin: http://evil.example", "Connection: upgrade", "Upgrade: websocket"],
        403,
    ),
    ("OPTIONS /socket.io/", [HOST], 400),
    ("PUT /socket.io/?EIO=4", [HOST], 405),
    ("POST /teach", [HOST], 405),
    ("DELETE /healthz", [HOST], 405),
    ("TRACE /", [HOST], 405),
    ("GET /nothing", [HOST], 404),
    ("GET /%ff%fe", [HOST], 404),
    ("GET /a%00b", [HOST], 404),
    ("GET //evil.example/", [HOST], 404),
    ("GET /../web/app.py", [HOST], 404),
    ("GET /assets/../../app.py", [HOST], 404),
    ("GET /assets/%2e%2e%2fapp.py", [HOST], 404),
    ("GET /teach", [HOST, "Expect: the-unexpected"], 417),
    ("GET /teach", ["Host: not a host; script-src *"], 200),
    ("GET /teach", [HOST, "Content-Length: -1"], 400),
    ("GET /teach", [HOST, "Content-Length: many"], 400),
    ("GET http://[", [HOST], 400),
    ("GET /" + "a" * 9000, [HOST], 400),
    ("NONSENSE", [], 400),
]


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    (tmp_path / "index.html").write_text("<!doctype html><title>三课堂</title>")
    running = Server(settings(), MemoryStore())
    async with running.running(tmp_path):
        yield running


async def answered(server: Server, text: str) -> tuple[int, dict[str, str], str]:
    """Send bytes as they are; return status, headers and body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(server.url.split(":")[-1]))
    writer.write(text.encode())
    async with asyncio.timeout(10):
        head = await reader.readuntil(b"\r\n\r\n")
        status, _, headers = head.partition(b"\r\n")
        parsed = dict(parse_headers(BytesIO(headers)))
        length = 0 if text.startswith("HEAD") else int(parsed["Content-Length"])
        body = await reader.readexactly(length)
    writer.close()
    await writer.wait_closed()
    return int(status.split()[1]), parsed, body.decode()


def is_careful(headers: dict[str, str], host: str = "class.example") -> bool:
    policy = headers["Content-Security-Policy"]
    sockets = f"connect-src 'self' ws://{host} wss://{host};" if host else "connect-src 'self';"
    return (
        sockets in policy
        and "default-src 'self'" in policy
        and "frame-ancestors 'none'" in policy
        and "unsafe" not in policy
        and headers["Referrer-Policy"] == "no-referrer"
        and headers["X-Content-Type-Options"] == "nosniff"
        and headers["X-Frame-Options"] == "DENY"
        and headers["Cross-Origin-Resource-Policy"] == "same-origin"
        and "camera=(self)" in headers["Permissions-Policy"]
        and headers["Server"] == "sanketang"
        and "Access-Control-Allow-Origin" not in headers
    )


@pytest.mark.parametrize(("line", "fields", "status"), REQUESTS, ids=lambda v: str(v)[:60])
async def test_a_request_has_its_status_and_its_answer_the_headers(
    server: Server,
    line: str,
    fields: list[str],
    status: int,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = "\r\n".join([f"{line} HTTP/1.1", *fields, "", ""])

    got, headers, body = await answered(server, text)

    understood = HOST in fields and not (status == 400 and "socket.io" not in line)
    assert got == status
    assert is_careful(headers, host="class.example" if understood else "")
    assert "Traceback" not in body
    assert line[4:] not in body or len(line) < 8  # nobody's text is sent back
    assert not [r for r in caplog.records if r.levelno >= logging.WARNING]
    assert "Traceback" not in capsys.readouterr().out


async def test_a_bug_is_told_as_one_and_no_more(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_lessons: Lessons) -> bool:
        raise RuntimeError("what nobody outside may read")

    monkeypatch.setattr(Lessons, "ready", property(broken))

    status, headers, body = await answered(server, f"GET /readyz HTTP/1.1\r\n{HOST}\r\n\r\n")

    assert status == 500
    assert '"internal"' in body
    assert "nobody" not in body
    assert is_careful(headers)


async def test_a_request_without_a_host_looks_up_no_name(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lookup(_name: str = "") -> str:
        raise AssertionError("everybody would have waited for the name server")

    monkeypatch.setattr("socket.getfqdn", lookup)

    status, headers, _ = await answered(server, "GET /teach HTTP/1.0\r\n\r\n")

    assert status == 200
    assert is_careful(headers, host="")


async def test_a_connection_that_asks_nothing_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.listening.REQUEST_SECONDS", 0.05)
    server = Server(settings(), MemoryStore())
    async with server.running():
        port = int(server.url.split(":")[-1])

        for beginning in (b"", b"GET /teach HTTP/1.1\r\nHost: cl"):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(beginning)
            async with asyncio.timeout(10):
                assert await reader.read() == b""
            writer.close()
            await writer.wait_closed()


async def test_a_page_that_has_not_changed_leaves_the_connection_in_step(server: Server) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(server.url.split(":")[-1]))

    async def status(method: str, *fields: str) -> int:
        lines = [f"{method} /teach HTTP/1.1", HOST, "Accept-Encoding: gzip, deflate", *fields]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        async with asyncio.timeout(10):
            version, code = (await reader.readuntil(b"\r\n\r\n")).split()[:2]
        assert version == b"HTTP/1.1"  # and nothing that was left over from the answer before
        return int(code)

    fresh = "if-modified-since: Fri, 01 Jan 2100 00:00:00 GMT"
    statuses = [await status(*asked) for asked in [("GET", fresh), ("HEAD",), ("GET", fresh)]]

    assert statuses == [304, 200, 304]
    writer.close()
    await writer.wait_closed()
