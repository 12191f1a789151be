"""A school's line that can be cut: a relay before a live server, for journeys and benches.

Rule: a cut line says nothing. Datagrams are dropped. A connection that had something to carry
meanwhile never carries anything again, for TCP would say it again only after a long time; those
that rested go on. What begins meanwhile is never answered.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress

from tools.live_server import Server

FAR = "127.0.0.2"  # the school's end of the line; the server listens on 127.0.0.1 alone
NEAR = "127.0.0.1"
CHUNK = 65536
Address = tuple[str, int]

SETTINGS = {"MEDIA_LISTEN": NEAR, "MEDIA_ANNOUNCE": FAR, "WEB_PUBLIC_URL": ""}
"""How a server is to be set up that is reached over such a line."""

BESIDE = f"""
const before = RTCPeerConnection.prototype.setRemoteDescription;
RTCPeerConnection.prototype.setRemoteDescription = function (told) {{
  return before.call(this, {{ type: told.type, sdp: told.sdp.replaceAll("{FAR}", "{NEAR}") }});
}};
"""
"""A script for pages beside the server: their sound and picture do not go over the line."""


class Strand:
    """One port of the line: its TCP connections and its datagrams."""

    def __init__(self) -> None:
        """Begin whole."""
        self.cut = False
        self._flows: set[asyncio.Task[None]] = set()
        self._dead: list[asyncio.StreamWriter] = []
        self._writers: set[asyncio.StreamWriter] = set()
        self.datagrams: _Near | None = None

    def break_off(self) -> None:
        """Drop everything from now on."""
        self.cut = True

    def forget(self) -> None:
        """What goes over it now is never heard of again; what begins from now on is carried."""
        for flow in self._flows:
            flow.cancel()
        self._flows.clear()
        self._dead += self._writers
        self._writers.clear()
        if self.datagrams is not None:
            self.datagrams.forget()

    def mend(self) -> None:
        """Carry what begins from now on."""
        self.cut = False

    async def carry(
        self, port: int, here: asyncio.StreamReader, back: asyncio.StreamWriter
    ) -> None:
        """Carry one TCP connection."""
        if self.cut:
            self._dead.append(back)
            return
        try:
            there, forth = await asyncio.open_connection(NEAR, port)
        except OSError:  # the server is down, and says so
            back.transport.abort()
            return
        self._writers |= {back, forth}
        for source, sink in ((here, forth), (there, back)):
            flow = asyncio.create_task(self._pump(source, sink), name="a line's flow")
            self._flows.add(flow)
            flow.add_done_callback(self._flows.discard)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while (data := await source.read(CHUNK)) and not self.cut:
                sink.write(data)
                await sink.drain()
            if self.cut:
                self._dead.append(sink)  # kept, or it would be closed, and that would be heard
            else:
                sink.close()

    async def close(self) -> None:
        """Let go of everything."""
        flows = list(self._flows)
        self.forget()
        await asyncio.gather(*flows, return_exceptions=True)
        for writer in self._dead:
            writer.transport.abort()
        if self.datagrams is not None:
            self.datagrams.close()


class _Near(asyncio.DatagramProtocol):
    """The school's side of a UDP port; each address that sends has a socket to the server."""

    def __init__(self, strand: Strand, port: int) -> None:
        self._strand, self._port = strand, port
        self._transport: asyncio.DatagramTransport
        self._far: dict[Address, _Far] = {}
        self._forgotten: set[Address] = set()

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._transport = transport

    def datagram_received(self, data: bytes, address: Address) -> None:
        if self._strand.cut or address in self._forgotten:
            return
        far = self._far.get(address)
        if far is None:
            far = self._far[address] = _Far(self, address)
            far.open(self._port)
        far.send(data)

    def answer(self, data: bytes, address: Address) -> None:
        if not self._strand.cut and address not in self._forgotten:
            self._transport.sendto(data, address)

    def forget(self) -> None:
        self._forgotten |= set(self._far)

    def close(self) -> None:
        for far in self._far.values():
            far.close()
        self._transport.close()


class _Far(asyncio.DatagramProtocol):
    def __init__(self, near: _Near, address: Address) -> None:
        self._near, self._address = near, address
        self._transport: asyncio.DatagramTransport | None = None
        self._early: list[bytes] = []
        self._opening: asyncio.Task[object] | None = None

    def open(self, port: int) -> None:
        loop = asyncio.get_running_loop()
        opening = loop.create_datagram_endpoint(lambda: self, remote_addr=(NEAR, port))
        self._opening = loop.create_task(opening, name="a line's socket")

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._transport = transport
        for data in self._early:
            transport.sendto(data)
        self._early.clear()

    def send(self, data: bytes) -> None:
        if self._transport is None:
            self._early.append(data)
        else:
            self._transport.sendto(data)

    def datagram_received(self, data: bytes, _address: Address) -> None:
        self._near.answer(data, self._address)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


class BrokenLine:
    """The line to one server: `web`, which signaling goes over, and `media`."""

    def __init__(self, server: Server) -> None:
        """Lead to this server; use `open_line`."""
        self.web, self.media = Strand(), Strand()
        self.url = f"http://{FAR}:{server.port}"
        self._server = server

    def over(self, link: str) -> str:
        """Return a joining link as it is spelt at this end of the line."""
        return link.replace(self._server.url, self.url)

    def cut(self) -> None:
        """Cut it whole."""
        for strand in (self.web, self.media):
            strand.break_off()

    def mend(self) -> None:
        """Have it carry again."""
        for strand in (self.web, self.media):
            strand.mend()


@asynccontextmanager
async def open_line(server: Server) -> AsyncIterator[BrokenLine]:
    """Put a line before a server that was set up with `SETTINGS`."""
    line = BrokenLine(server)
    loop = asyncio.get_running_loop()
    listening: list[asyncio.Server] = []

    async def listen(strand: Strand, port: int) -> None:
        def carry(here: asyncio.StreamReader, back: asyncio.StreamWriter) -> Awaitable[None]:
            return strand.carry(port, here, back)

        listening.append(await asyncio.start_server(carry, FAR, port))

    try:
        await listen(line.web, server.port)
        await listen(line.media, server.media_port)
        _, near = await loop.create_datagram_endpoint(
            lambda: _Near(line.media, server.media_port), local_addr=(FAR, server.media_port)
        )
        line.media.datagrams = near
        yield line
    finally:
        for each in listening:
            each.close()
        await asyncio.gather(line.web.close(), line.media.close())
