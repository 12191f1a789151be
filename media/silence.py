"""Which paths nothing comes over any more: found within three seconds, told until something comes.

Rule: a page's path is never quiet while it lives. Whoever sends or receives media is heard many
times a second, or once by its reports; whoever does neither, by its consent checks, which browsers
send every two and a half seconds. So silence is measured by what the path was like before. And we
are never silent ourselves: where nothing else goes, an empty report does.
"""

from collections.abc import Callable

from classroom.media_messages import Direction, MediaEvent, PeerHeard, PeerSilent
from media import rtcp
from media.peer import Peer
from media.upstream.transport import OUR_SSRC
from media.webrtc import WebRtcTransport

BUSY_SECONDS = 2.25  # of silence, where packets came every second before
IDLE_SECONDS = 6.0  # where only consent checks came: one of them may be lost
BUSY_AFTER = 3  # seconds in a row
AGAIN_SECONDS = 5.0  # then it is told again
# A page calls two seconds silence: of four such words, a line that loses one in ten loses all once
# in hours.
SAY_SECONDS = 0.5
_WORD = rtcp.receiver_report(OUR_SSRC, [])


class _Ear:
    """What is known of one transport."""

    __slots__ = ("busy", "packets", "said", "said_at", "second", "silent", "told_at")

    def __init__(self, now: float) -> None:
        self.packets = 0
        self.second = now
        self.busy = 0  # seconds in a row that had packets
        self.silent = False
        self.told_at = 0.0
        self.said = 0  # bytes to it, when last looked at …
        self.said_at = now  # … and when they grew last


class Silence:
    """Listens for one room's peers."""

    def __init__(self, room: str, emit: Callable[[MediaEvent], None]) -> None:
        """Begin; `emit` takes what is to be told."""
        self._room, self._emit = room, emit
        self._ears: dict[str, _Ear] = {}

    def listen(self, peers: dict[str, Peer], now: float) -> None:
        """Look at every path; called a few times a second, `now` being loop time."""
        there: set[str] = set()
        for peer in peers.values():
            peer.silent = False
            for inbound in peer.inbound.values():
                there.add(inbound.id)
                self._listen(peer, inbound.transport, Direction.SEND, now)
            for outbound in peer.outbound.values():
                there.add(outbound.id)
                self._listen(peer, outbound.transport, Direction.RECV, now)
        for gone in self._ears.keys() - there:
            del self._ears[gone]

    def _listen(
        self, peer: Peer, transport: WebRtcTransport, direction: Direction, now: float
    ) -> None:
        heard_at = transport.heard_at
        if heard_at is None:
            return  # not connected, or between two addresses
        ear = self._ears.get(transport.id)
        if ear is None:
            ear = self._ears[transport.id] = _Ear(now)
        _say(transport, ear, now)
        quiet = now - heard_at
        limit = BUSY_SECONDS if ear.busy >= BUSY_AFTER else IDLE_SECONDS
        if quiet >= limit:
            peer.silent = True
            if not ear.silent or now - ear.told_at >= AGAIN_SECONDS:
                ear.silent, ear.told_at = True, now
                self._emit(
                    PeerSilent(
                        room=self._room, peer=peer.id, direction=direction, seconds=round(quiet, 2)
                    )
                )
        elif ear.silent:
            ear.silent, ear.busy = False, 0
            self._emit(PeerHeard(room=self._room, peer=peer.id, direction=direction))
        if now - ear.second >= 1.0 and quiet < 1.0:  # while it is silent, what was before counts
            came = transport.packets_in != ear.packets
            ear.busy = ear.busy + 1 if came else 0
            ear.packets, ear.second = transport.packets_in, now


def _say(transport: WebRtcTransport, ear: _Ear, now: float) -> None:
    if transport.bytes_out == ear.said:
        if now - ear.said_at < SAY_SECONDS:
            return
        transport.send_rtcp(_WORD)
    ear.said, ear.said_at = transport.bytes_out, now
