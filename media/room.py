"""One lesson's media: its peers, and which of their tracks go to whom.

Rule 1: whatever is closed takes what hangs on it along, in any order, and leaves nothing behind.
Rule 2: an id names a thing only together with its peer: nobody touches what another one has.
"""

import asyncio
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from classroom.failures import Refused
from classroom.media_messages import (
    Consumed,
    ConsumerChanged,
    ConsumerClosed,
    MediaEvent,
    Produced,
    Source,
)
from media.clocks import PeerClock, WallClock
from media.downstream.consumer import Consumer
from media.downstream.layers import check_layer
from media.downstream.transport import OutboundTransport
from media.ortc.consuming import outgoing
from media.ortc.producing import Incoming, incoming
from media.ortc.schema import read_rtp_capabilities, read_rtp_parameters
from media.peer import Peer
from media.peer_transports import Transports
from media.producer import Producer
from media.sharing import Sharing
from media.upstream.stream import ProducerStream

if TYPE_CHECKING:
    from media.transport import Endpoint

MAX_PEERS = 256
MAX_CONSUMERS = 256  # of one peer


class Room:
    """Peers, their producers and consumers."""

    def __init__(
        self,
        id: str,
        endpoint: "Endpoint",
        wall_clock: WallClock,
        emit: Callable[[MediaEvent], None],
    ) -> None:
        """Open it; `emit` takes what happens, and never blocks."""
        self.id = id
        self.epoch = secrets.token_hex(8)
        self.peers: dict[str, Peer] = {}
        self.producers: dict[str, Producer] = {}
        self._wall_clock = wall_clock
        self._emit = emit
        self._loop = asyncio.get_running_loop()
        self.sharing = Sharing(id, self.producers, emit)
        self.transports = Transports(self, endpoint, wall_clock, emit)

    # -------------------------------------------------------------- peers

    def peer(self, id: str) -> Peer:
        """Return a peer; raises Refused `no_such_peer`."""
        peer = self.peers.get(id)
        if peer is None:
            raise Refused("no_such_peer")
        return peer

    def add_peer(self, id: str, clock: PeerClock) -> Peer:
        """Make a peer, or return the one there is; raises Refused `too_many`."""
        peer = self.peers.get(id)
        if peer is None:
            if len(self.peers) >= MAX_PEERS:
                raise Refused("too_many", "peers")
            peer = self.peers[id] = Peer(id, clock, self._loop)
        return peer

    def close_peer(self, id: str) -> None:
        """Close everything a peer has; nothing when there is no such peer."""
        peer = self.peers.pop(id, None)
        if peer is None:
            return
        for producer in list(peer.producers.values()):
            self._close_producer(peer, producer)
        for consumer in list(peer.consumers.values()):
            self._close_consumer(peer, consumer)
        for inbound in peer.inbound.values():
            inbound.close()
        for outbound in peer.outbound.values():
            outbound.close()
        for direct in peer.direct.values():
            direct.close()
        peer.levels.close()
        peer.inbound.clear()
        peer.outbound.clear()
        peer.direct.clear()

    def close(self) -> None:
        """Close every peer."""
        self.sharing.close()
        for id in list(self.peers):
            self.close_peer(id)

    # -------------------------------------------------------------- producers

    def produce(
        self,
        peer_id: str,
        transport_id: str,
        source: Source,
        rtp_parameters: dict[str, Any],
        paused: bool,
    ) -> Produced:
        """Take a track from a browser.

        Raises:
            Refused: `no_such_peer`, `no_such_transport`, `source_taken`, `unsupported_codec`,
                `ssrc_taken`.
            BadMessage: `bad_rtp_parameters`.
        """
        peer = self.peer(peer_id)
        transport = peer.inbound.get(transport_id)
        if transport is None:
            raise Refused("no_such_transport")
        if peer.has(source):
            raise Refused("source_taken", source)
        producer = self._make_producer(
            peer,
            source,
            incoming(read_rtp_parameters(rtp_parameters), source.kind),
            transport.request_keyframes,
            paused=paused,
        )
        transport.add(producer)
        self._enter(peer, producer)
        return Produced(room=self.id, producer=producer.id)

    def add_plain_producer(
        self,
        peer_id: str,
        source: Source,
        described: Incoming,
        request_keyframes: Callable[[list[ProducerStream]], None],
    ) -> Producer:
        """Take a track that no browser sends; raises Refused `no_such_peer`, `source_taken`."""
        peer = self.peer(peer_id)
        if peer.has(source):
            raise Refused("source_taken", source)
        producer = self._make_producer(
            peer, source, described, request_keyframes, keep_since_keyframe=True
        )
        self._enter(peer, producer)
        return producer

    def _make_producer(
        self,
        peer: Peer,
        source: Source,
        described: Incoming,
        request_keyframes: Callable[[list[ProducerStream]], None],
        *,
        paused: bool = False,
        keep_since_keyframe: bool = False,
    ) -> Producer:
        return Producer(
            id=secrets.token_hex(8),
            source=source,
            incoming=described,
            cname=peer.cname(source),
            peer_clock=peer.clock,
            wall_clock=self._wall_clock,
            timers=self._loop,
            request_keyframes=request_keyframes,
            paused=paused,
            keep_since_keyframe=keep_since_keyframe,
        )

    def _enter(self, peer: Peer, producer: Producer) -> None:
        peer.producers[producer.id] = producer
        self.producers[producer.id] = producer

    def producer(self, peer_id: str, id: str) -> Producer:
        """Return a peer's producer; raises Refused `no_such_producer`."""
        producer = self.peer(peer_id).producers.get(id)
        if producer is None:
            raise Refused("no_such_producer")
        return producer

    def close_producer(self, peer_id: str, id: str) -> None:
        """Forget a track and close its consumers; nothing when there is none."""
        peer = self.peers.get(peer_id)
        producer = peer.producers.get(id) if peer else None
        if peer is not None and producer is not None:
            self._close_producer(peer, producer)

    def _close_producer(self, peer: Peer, producer: Producer) -> None:
        producer.close()
        peer.producers.pop(producer.id, None)
        self.producers.pop(producer.id, None)
        for transport in peer.inbound.values():
            transport.remove(producer)
        consumers = set(producer.consumers)
        for other in self.peers.values():
            for id in consumers & set(other.consumers):
                self._close_consumer(other, other.consumers[id])
                self._emit(ConsumerClosed(room=self.id, peer=other.id, consumer=id))

    # -------------------------------------------------------------- consumers

    def consume(
        self,
        peer_id: str,
        transport_id: str,
        producer_id: str,
        rtp_capabilities: dict[str, Any],
        layer: int,
    ) -> Consumed:
        """Make a consumer, paused.

        Raises:
            Refused: `no_such_peer`, `no_such_transport`, `no_such_producer`, `cannot_consume`,
                `too_many`.
            BadMessage: `bad_rtp_capabilities`, `bad_layer`.
        """
        peer = self.peer(peer_id)
        transport = peer.outbound.get(transport_id) or peer.direct.get(transport_id)
        if transport is None:
            raise Refused("no_such_transport")
        producer = self.producers.get(producer_id)
        if producer is None:
            raise Refused("no_such_producer")
        if len(peer.consumers) >= MAX_CONSUMERS:
            raise Refused("too_many", "consumers")
        check_layer(layer)
        device = read_rtp_capabilities(rtp_capabilities)
        ssrc, rtx_ssrc = transport.fresh_ssrcs()
        described = outgoing(
            codec=producer.incoming.codec,
            parameters=producer.incoming.parameters,
            device=device,
            mid=transport.next_mid(),
            ssrc=ssrc,
            rtx_ssrc=rtx_ssrc,
            cname=producer.cname,
        )
        consumer = Consumer(
            id=secrets.token_hex(8),
            producer=producer,
            transport=transport.transport,
            outgoing=described,
            preferred=layer,
            wall_clock=self._wall_clock,
            on_change=lambda c: self._consumer_changed(peer, c),
        )
        producer.consumers[consumer.id] = consumer
        peer.consumers[consumer.id] = consumer
        transport.add(consumer)
        if isinstance(transport, OutboundTransport):
            peer.levels.admit(consumer, transport.consumers, self._loop.time())
        return Consumed(
            room=self.id,
            consumer=consumer.id,
            producer=producer.id,
            kind=producer.kind,
            rtp_parameters=described.json,
            producer_paused=producer.paused,
        )

    def _consumer_changed(self, peer: Peer, consumer: Consumer) -> None:
        for direct in peer.direct.values():
            direct.changed(consumer)
        self._emit(
            ConsumerChanged(
                room=self.id,
                peer=peer.id,
                consumer=consumer.id,
                layer=consumer.layer,
                producer_paused=consumer.producer.paused,
            )
        )

    def consumer(self, peer_id: str, id: str) -> Consumer:
        """Return a peer's consumer; raises Refused `no_such_consumer`."""
        consumer = self.peer(peer_id).consumers.get(id)
        if consumer is None:
            raise Refused("no_such_consumer")
        return consumer

    def close_consumer(self, peer_id: str, id: str) -> None:
        """Forget a consumer; nothing when there is none."""
        peer = self.peers.get(peer_id)
        consumer = peer.consumers.get(id) if peer else None
        if peer is not None and consumer is not None:
            self._close_consumer(peer, consumer)

    def _close_consumer(self, peer: Peer, consumer: Consumer) -> None:
        consumer.close()
        peer.consumers.pop(consumer.id, None)
        consumer.producer.consumers.pop(consumer.id, None)
        for transport in peer.outbound.values():
            transport.remove(consumer)
        for direct in peer.direct.values():
            direct.remove(consumer)
