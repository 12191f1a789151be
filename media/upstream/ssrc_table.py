"""Which stream an incoming SSRC belongs to: signalled, or learned from the packets themselves.

Rule: simulcast signals no SSRC; the first packets carry MID and RID (or, for retransmissions,
repaired RID) until the receiver is heard of, RFC 8843 section 9.2 and RFC 8852. The table is
bounded; a stranger's packets cost one look-up and are dropped.
"""

from collections.abc import Iterable

from classroom.failures import Refused
from media import rtp
from media.ortc.producing import Incoming
from media.producer import Producer
from media.upstream.stream import ProducerStream

MAX_LEARNED = 64
MAX_STRANGERS = 256


class SsrcTable:
    """The SSRCs of one transport; `streams` is read by the hot path."""

    def __init__(self) -> None:
        """Start empty."""
        self.streams: dict[int, ProducerStream] = {}
        self._strangers: dict[int, int] = {}  # SSRC → how often it was looked at in vain

    def add(self, producer: Producer) -> None:
        """Enter the SSRCs that a producer has signalled.

        Raises:
            Refused: `ssrc_taken` when another producer of this transport has one of them.
        """
        signalled = [
            ssrc
            for encoding in producer.incoming.encodings
            for ssrc in (encoding.ssrc, encoding.rtx.ssrc if encoding.rtx else None)
            if ssrc is not None
        ]
        if any(ssrc in self.streams for ssrc in signalled):
            raise Refused("ssrc_taken")
        for encoding, stream in zip(producer.incoming.encodings, producer.streams, strict=True):
            if encoding.ssrc is not None:
                stream.ssrc = encoding.ssrc
                self.streams[encoding.ssrc] = stream
            if encoding.rtx is not None:
                stream.rtx_ssrc = encoding.rtx.ssrc
                self.streams[encoding.rtx.ssrc] = stream
        self._strangers.clear()

    def remove(self, producer: Producer) -> None:
        """Forget all SSRCs of a producer."""
        mine = set(producer.streams)
        for ssrc in [s for s, stream in self.streams.items() if stream in mine]:
            del self.streams[ssrc]

    def learn(
        self, packet: bytes, ssrc: int, payload_type: int, producers: Iterable[Producer]
    ) -> ProducerStream | None:
        """Return the stream that an unknown SSRC is of, and remember it; None for a stranger.

        Raises:
            BadMessage: `rtp`, its header extensions cannot be read.
        """
        tries = self._strangers.get(ssrc, 0)
        if tries >= 50 or len(self.streams) >= MAX_LEARNED:
            return None
        for producer in producers:
            stream, repaired = _match(packet, payload_type, producer)
            if stream is not None:
                self._bind(ssrc, stream, repaired)
                self._strangers.pop(ssrc, None)
                return stream
        if len(self._strangers) >= MAX_STRANGERS:
            self._strangers.clear()
        self._strangers[ssrc] = tries + 1
        return None

    def _bind(self, ssrc: int, stream: ProducerStream, repaired: bool) -> None:
        before = stream.rtx_ssrc if repaired else stream.ssrc
        if before is not None:
            self.streams.pop(before, None)
        if repaired:
            stream.rtx_ssrc = ssrc
        else:
            stream.ssrc = ssrc
            if before is not None:
                stream.renamed()
        self.streams[ssrc] = stream


def _match(
    packet: bytes, payload_type: int, producer: Producer
) -> tuple[ProducerStream | None, bool]:
    incoming = producer.incoming
    if payload_type not in (incoming.payload_type, incoming.rtx_payload_type):
        return None, False
    repaired = payload_type != incoming.payload_type
    rid_id = incoming.repaired_rid_id if repaired else incoming.rid_id
    found = rtp.view(packet, {incoming.mid_id, rid_id}).extensions
    mid, rid = _text(found.get(incoming.mid_id)), _text(found.get(rid_id))
    if incoming.mid is not None and mid is not None and mid != incoming.mid:
        return None, False
    if rid is not None and (mid is not None or incoming.mid is None):
        return _by_rid(rid, producer, incoming), repaired
    if len(producer.streams) == 1 and mid is not None and incoming.encodings[0].rid is None:
        return producer.streams[0], repaired
    return None, False


def _by_rid(rid: str, producer: Producer, incoming: Incoming) -> ProducerStream | None:
    for encoding, stream in zip(incoming.encodings, producer.streams, strict=True):
        if encoding.rid == rid:
            return stream
    return None


def _text(value: bytes | None) -> str | None:
    """Return a MID or RID, which are ASCII (RFC 8852), or None when it is absent or is none."""
    if not value or len(value) > 16 or not value.isascii():
        return None
    return value.decode("ascii")
