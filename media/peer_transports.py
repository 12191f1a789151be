"""The transports of a room's peers: made, found, lost, and given up for newer ones.

Rule: a page uses one each way. One that it has given up while its line was dead ends late, or never
where nothing ever came over it, so the oldest gives way: whoever tries for an hour gets through.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from classroom.failures import Refused
from classroom.media_messages import (
    Direction,
    MediaEvent,
    PeerConnected,
    PeerLost,
    ProducerClosed,
)
from media.clocks import PeerClock, WallClock
from media.downstream.direct import DirectTransport
from media.downstream.transport import OutboundTransport
from media.peer import Peer
from media.upstream.transport import InboundTransport

if TYPE_CHECKING:
    from media.room import Room
    from media.transport import Endpoint

MOST = 8  # of one peer
MOST_A_WAY = 3  # one in use, one that is tried, and one that was given up


class Transports:
    """Those of one room; what they carry is the room's."""

    def __init__(
        self,
        room: "Room",
        endpoint: "Endpoint",
        wall_clock: WallClock,
        emit: Callable[[MediaEvent], None],
    ) -> None:
        """Make them for the peers of `room`, on `endpoint`; `emit` is told how they fare."""
        self._room = room
        self._endpoint = endpoint
        self._wall_clock = wall_clock
        self._emit = emit

    def create(self, peer_id: str, direction: Direction) -> dict[str, Any]:
        """Make a transport and return its description for the browser."""
        peer = self._peer_with_room(peer_id, direction)
        peer.unseen = False
        if direction is Direction.SEND:
            inbound = InboundTransport(
                self._endpoint,
                on_connected=lambda t, protocol: self._connected(peer, direction, protocol),
                on_lost=lambda t, reason: self._inbound_lost(peer, t),
                round_trip=lambda: peer.round_trip,
            )
            peer.inbound[inbound.id] = inbound
            return inbound.transport.description()
        outbound = OutboundTransport(
            self._endpoint,
            wall_clock=self._wall_clock,
            on_connected=lambda t, protocol: self._connected(peer, direction, protocol),
            on_lost=lambda t, reason: self._outbound_lost(peer, t),
            on_loss=peer.levels.lost,
        )
        peer.outbound[outbound.id] = outbound
        return outbound.transport.description()

    def create_direct(self, peer_id: str, path: str, ticket: str) -> dict[str, Any]:
        """Connect a recorder's socket and return the transport's description, its id.

        Raises:
            Refused: `not_ready` when nobody listens there, `too_many`.
        """
        is_new = peer_id not in self._room.peers
        peer = self._peer_with_room(peer_id)
        try:
            direct = DirectTransport(
                path,
                ticket,
                wall_clock=self._wall_clock,
                on_connected=lambda t, protocol: self._connected(peer, Direction.RECV, protocol),
                on_lost=lambda t, reason: self._outbound_lost(peer, t),
            )
        except Refused:
            if is_new:
                del self._room.peers[peer_id]
            raise
        peer.unseen = peer.unseen or is_new
        peer.direct[direct.id] = direct
        return {"id": direct.id}

    def of(self, peer_id: str, id: str) -> InboundTransport | OutboundTransport:
        """Return a transport of a peer; raises Refused `no_such_transport`."""
        peer = self._room.peer(peer_id)
        transport = peer.inbound.get(id) or peer.outbound.get(id)
        if transport is None:
            raise Refused("no_such_transport")
        return transport

    def _peer_with_room(self, id: str, direction: Direction | None = None) -> Peer:
        peer = self._room.add_peer(id, PeerClock())
        if direction is Direction.SEND and len(peer.inbound) >= MOST_A_WAY:
            self._inbound_lost(peer, _given_up([*peer.inbound.values()]))
        if direction is Direction.RECV and len(peer.outbound) >= MOST_A_WAY:
            self._outbound_lost(peer, _given_up([*peer.outbound.values()]))
        if len(peer.inbound) + len(peer.outbound) + len(peer.direct) >= MOST:
            raise Refused("too_many", "transports")
        return peer

    def _connected(self, peer: Peer, direction: Direction, protocol: str) -> None:
        self._emit(
            PeerConnected(room=self._room.id, peer=peer.id, direction=direction, protocol=protocol)
        )

    def _inbound_lost(self, peer: Peer, transport: InboundTransport) -> None:
        for producer in transport.producers:
            self._room.close_producer(peer.id, producer.id)
            self._emit(ProducerClosed(room=self._room.id, peer=peer.id, producer=producer.id))
        transport.close()
        peer.inbound.pop(transport.id, None)
        self._lost(peer, transport.id, Direction.SEND)

    def _outbound_lost(self, peer: Peer, transport: OutboundTransport | DirectTransport) -> None:
        for consumer in transport.consumers:
            self._room.close_consumer(peer.id, consumer.id)
        transport.close()
        peer.outbound.pop(transport.id, None)
        peer.direct.pop(transport.id, None)
        self._lost(peer, transport.id, Direction.RECV)

    def _lost(self, peer: Peer, transport: str, direction: Direction) -> None:
        self._emit(
            PeerLost(room=self._room.id, peer=peer.id, transport=transport, direction=direction)
        )


T = TypeVar("T", InboundTransport, OutboundTransport)


def _given_up(transports: Sequence[T]) -> T:
    """Return the oldest that is not connected; if all are, the oldest."""
    return next((t for t in transports if not t.transport.connected), transports[0])
