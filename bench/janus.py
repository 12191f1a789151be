"""A Janus of our own for comparison: started with a configuration written here, driven over HTTP.

Rule: Janus gets the same load from the same generator as our worker, on the same address of the
bench's own namespace: DTLS-SRTP with whatever profile it prefers, H.264 and Opus, no data channels,
no recording, logging off.
"""

import asyncio
import re
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

ROOM = 1001
PLUGINS_OFF = (
    "audiobridge echotest recordplay sip nosip streaming textroom videocall voicemail duktape lua"
)
TRANSPORTS_OFF = "mqtt nanomsg rabbitmq websockets pfunix"


def _configuration(folder: Path, http_port: int, rtp_ports: str) -> None:
    libraries = next(
        Path("/usr/lib").glob("*/janus/plugins"), Path("/usr/lib/janus/plugins")
    ).parent

    def off(names: str) -> str:
        return ",".join(f"libjanus_{name}.so" for name in names.split())

    (folder / "janus.jcfg").write_text(
        f"""
general: {{ configs_folder = "{folder}"; plugins_folder = "{libraries}/plugins";
  transports_folder = "{libraries}/transports"; events_folder = "{folder}/none";
  loggers_folder = "{folder}/none"; debug_level = 1; session_timeout = 0 }}
nat: {{ ice_enforce_list = "bench0" }}
media: {{ ipv6 = false; rtp_port_range = "{rtp_ports}" }}
plugins: {{ disable = "{off(PLUGINS_OFF)}" }}
transports: {{ disable = "{off(TRANSPORTS_OFF)}" }}
"""
    )
    (folder / "janus.transport.http.jcfg").write_text(
        f'general: {{ http = true; port = {http_port}; ip = "127.0.0.1"; https = false }}\n'
        "admin: { admin_http = false }\n"
    )
    (folder / "janus.plugin.videoroom.jcfg").write_text("general: {}\n")


@dataclass(frozen=True)
class Description:
    """The transport part of an SDP, as our client wants it (mediasoup's JSON)."""

    ice_parameters: dict[str, Any]
    ice_candidates: list[dict[str, Any]]
    dtls_parameters: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Return what `ClientTransport` connects to."""
        return {
            "id": "janus",
            "iceParameters": self.ice_parameters,
            "iceCandidates": self.ice_candidates,
            "dtlsParameters": self.dtls_parameters,
        }


def transport_of(sdp: str) -> Description:
    """Read ICE and DTLS parameters from Janus's SDP (its first, bundled, section)."""

    def one(pattern: str) -> re.Match[str]:
        found = re.search(pattern, sdp, re.MULTILINE)
        if found is None:
            raise ValueError(f"Janus sent an SDP without {pattern!r}")
        return found

    candidate = one(r"^a=candidate:(\S+) 1 udp (\d+) (\S+) (\d+) typ host")
    setup = one(r"^a=setup:(\S+)").group(1)
    return Description(
        ice_parameters={
            "usernameFragment": one(r"^a=ice-ufrag:(\S+)").group(1),
            "password": one(r"^a=ice-pwd:(\S+)").group(1),
        },
        ice_candidates=[
            {
                "foundation": candidate.group(1),
                "priority": int(candidate.group(2)),
                "ip": candidate.group(3),
                "address": candidate.group(3),
                "port": int(candidate.group(4)),
                "protocol": "udp",
                "type": "host",
            }
        ],
        dtls_parameters={
            "role": {"active": "client", "passive": "server"}.get(setup, "auto"),
            "fingerprints": [
                {
                    "algorithm": "sha-256",
                    "value": one(r"^a=fingerprint:sha-256 (\S+)").group(1),
                }
            ],
        },
    )


@dataclass(frozen=True)
class Local:
    """The generator's half of one transport."""

    username_fragment: str
    password: str
    fingerprint: str  # sha-256, colon separated


def _sdp(local: Local, setup: str, direction: str, ssrcs: tuple[int, int] | None) -> str:
    common = (
        "c=IN IP4 127.0.0.1\r\na=rtcp-mux\r\n"
        f"a=ice-ufrag:{local.username_fragment}\r\na=ice-pwd:{local.password}\r\n"
        f"a=fingerprint:sha-256 {local.fingerprint}\r\na=setup:{setup}\r\na={direction}\r\n"
        # Our address is learnt from our checks; Janus only starts once it was told of some.
        "a=candidate:1 1 udp 2130706431 192.0.2.77 9 typ host\r\na=end-of-candidates\r\n"
    )

    def ssrc(index: int) -> str:
        return f"a=ssrc:{ssrcs[index]} cname:bench\r\n" if ssrcs else ""

    return (
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\n"
        "m=audio 9 UDP/TLS/RTP/SAVPF 100\r\n" + common + "a=mid:0\r\n"
        "a=rtpmap:100 opus/48000/2\r\n"
        + ssrc(0)
        + "m=video 9 UDP/TLS/RTP/SAVPF 102\r\n"
        + common
        + "a=mid:1\r\na=rtpmap:102 H264/90000\r\n"
        "a=fmtp:102 profile-level-id=42e01f;packetization-mode=1\r\n"
        "a=rtcp-fb:102 nack\r\na=rtcp-fb:102 nack pli\r\n" + ssrc(1)
    )


class Janus:
    """One running Janus and its HTTP interface."""

    def __init__(self, pid: int, base: str, http: aiohttp.ClientSession) -> None:
        """Wrap a started process; use `janus()`."""
        self.pid = pid
        self._base = base
        self._http = http

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        body = {"transaction": secrets.token_hex(6), **body}
        async with self._http.post(self._base + path, json=body) as answer:
            reply: dict[str, Any] = await answer.json(content_type=None)
        if reply.get("janus") == "error":
            raise RuntimeError(f"Janus refused {body.get('janus')}: {reply['error']}")
        return reply

    async def _handle(self) -> str:
        session = (await self._post("", {"janus": "create"}))["data"]["id"]
        body = {"janus": "attach", "plugin": "janus.plugin.videoroom"}
        handle = (await self._post(f"/{session}", body))["data"]["id"]
        return f"/{session}/{handle}"

    async def _event(self, handle: str, body: dict[str, Any]) -> dict[str, Any]:
        """Send a plugin message and wait for the event that answers it."""
        transaction = secrets.token_hex(6)
        await self._post(handle, {"janus": "message", "transaction": transaction, **body})
        session = handle.rsplit("/", 1)[0]
        async with asyncio.timeout(20):
            while True:
                async with self._http.get(f"{self._base}{session}?maxev=1") as answer:
                    event: dict[str, Any] = await answer.json(content_type=None)
                if event.get("transaction") == transaction and event["janus"] == "event":
                    data: dict[str, Any] = event["plugindata"]["data"]
                    if "error" in data:
                        raise RuntimeError(f"Janus refused {body['body']}: {data['error']}")
                    return event

    async def create_room(self) -> None:
        """Make the room, H.264 and Opus, for one publisher."""
        handle = await self._handle()
        await self._post(
            handle,
            {
                "janus": "message",
                "body": {
                    "request": "create",
                    "room": ROOM,
                    "publishers": 1,
                    "videocodec": "h264",
                    "audiocodec": "opus",
                    "bitrate": 0,
                },
            },
        )

    async def publish(self, local: Local, ssrcs: tuple[int, int]) -> tuple[Description, int]:
        """Join as publisher with our offer (audio and video SSRC); return its half and the feed."""
        handle = await self._handle()
        joined = await self._event(
            handle, {"body": {"request": "join", "ptype": "publisher", "room": ROOM}}
        )
        event = await self._event(
            handle,
            {
                "body": {"request": "configure", "audio": True, "video": True},
                "jsep": {"type": "offer", "sdp": _sdp(local, "active", "sendonly", ssrcs)},
            },
        )
        return transport_of(event["jsep"]["sdp"]), joined["plugindata"]["data"]["id"]

    async def subscribe(self, feed: int, local: Local) -> Description:
        """Join as subscriber of the feed; we answer Janus's offer as the DTLS client."""
        handle = await self._handle()
        body = {
            "request": "join",
            "ptype": "subscriber",
            "room": ROOM,
            "streams": [{"feed": feed}],
        }
        event = await self._event(handle, {"body": body})
        description = transport_of(event["jsep"]["sdp"])
        await self._event(
            handle,
            {
                "body": {"request": "start"},
                "jsep": {"type": "answer", "sdp": _sdp(local, "active", "recvonly", None)},
            },
        )
        return description


@asynccontextmanager
async def janus(http_port: int, rtp_ports: str = "40000-41999") -> AsyncIterator[Janus]:
    """Start Debian's janus; stop it at the end.

    Raises:
        RuntimeError: it is not installed, or did not answer within 10 s.
    """
    binary = shutil.which("janus")
    if binary is None:
        raise RuntimeError("janus is not installed; apt-get install janus")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _configuration(folder, http_port, rtp_ports)
        process = await asyncio.create_subprocess_exec(
            binary, "-F", name, "-C", str(folder / "janus.jcfg"), "-N", "-o",
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        base = f"http://127.0.0.1:{http_port}/janus"
        try:
            async with aiohttp.ClientSession() as http:
                async with asyncio.timeout(10):
                    while True:
                        try:
                            async with http.get(f"{base}/info") as answer:
                                if answer.status == 200:
                                    break
                        except aiohttp.ClientError:
                            await asyncio.sleep(0.1)
                yield Janus(process.pid, base, http)
        finally:
            process.terminate()
            await process.wait()
