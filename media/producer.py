"""One track coming in from one peer: its encodings, and who receives it.

Rule: a producer decides nothing about its consumers; it says "streams changed" and each consumer
looks for itself. Closing it closes them.
"""

from collections.abc import Callable

from classroom.media_messages import Kind, Source
from media.clocks import PeerClock, WallClock
from media.downstream.consumer import Consumer
from media.ortc.producing import Incoming
from media.upstream.keyframe_requests import KeyframeRequests, Timers
from media.upstream.stream import ProducerStream


class Producer:
    """A track; its streams are in the order of its encodings, low to high."""

    def __init__(
        self,
        *,
        id: str,
        source: Source,
        incoming: Incoming,
        cname: str,
        peer_clock: PeerClock,
        wall_clock: WallClock,
        timers: Timers,
        request_keyframes: Callable[[list[ProducerStream]], None],
        loss_noticed: Callable[[], None] = lambda: None,
        paused: bool = False,
        keep_since_keyframe: bool = False,
    ) -> None:
        """`request_keyframes` and `loss_noticed` reach whoever can tell the sender.

        `cname` names the peer's clock to receivers: tracks with the same one are kept in step.
        """
        self.id = id
        self.source = source
        self.incoming = incoming
        self.cname = cname
        self.paused = paused
        self.ducked = False
        self.paused_at = float("-inf")
        self.closed = False
        self.consumers: dict[str, Consumer] = {}
        self.loss_noticed = loss_noticed
        self._timers = timers
        self.keyframes: KeyframeRequests[ProducerStream] = KeyframeRequests(
            timers, request_keyframes, self._awaited
        )
        self.streams = [
            ProducerStream(
                self,
                layer=layer,
                codec=incoming.codec,
                payload_type=incoming.payload_type,
                rtx_payload_type=incoming.rtx_payload_type,
                nack=incoming.nack,
                transport_cc_id=incoming.transport_cc_id,
                audio_level_id=incoming.audio_level_id,
                peer_clock=peer_clock,
                wall_clock=wall_clock,
                keep_since_keyframe=keep_since_keyframe and incoming.kind is Kind.VIDEO,
            )
            for layer in range(len(incoming.encodings))
        ]
        self._keep_pictures()

    @property
    def kind(self) -> Kind:
        """Sound or picture."""
        return self.incoming.kind

    # -------------------------------------------------------------- told by its streams

    def stream_started(self, stream: ProducerStream, now: float) -> None:
        """Let the consumers see a stream that has begun, or has come back."""
        self.retarget(now)

    def stream_restarted(self, stream: ProducerStream, now: float) -> None:
        """Let go of a stream whose numbers started over; its consumers begin again."""
        for consumer in (*stream.sinks, *stream.doubled):
            consumer.leave()
        self.retarget(now)

    def keyframe_came(self, stream: ProducerStream) -> None:
        """Take the requests for it as answered."""
        self.keyframes.came(stream)

    def keyframe_needed(self, stream: ProducerStream) -> None:
        """Ask the sender, unless nobody would see it."""
        if self.kind is Kind.VIDEO and not self.paused and (stream.sinks or stream.waiting):
            self.keyframes.ask(stream)

    def _awaited(self) -> list[ProducerStream]:
        if self.kind is Kind.AUDIO or self.paused:
            return []
        return [s for s in self.streams if s.waiting and s.highest >= 0]

    # -------------------------------------------------------------- told by the room

    def pause(self, now: float) -> None:
        """Forward nothing until resumed."""
        self.paused, self.paused_at = True, now
        self._keep_pictures()
        self.retarget(now)

    def resume(self, now: float) -> None:
        """Forward again, from a keyframe."""
        self.paused = False
        self._keep_pictures()
        self.retarget(now)

    def duck(self, ducked: bool, now: float) -> None:
        """Forward nothing while another microphone has the word; nobody need know."""
        if ducked is not self.ducked:
            self.ducked = ducked
            self.retarget(now)

    def _keep_pictures(self) -> None:
        """Let what is not forwarded leave no picture behind."""
        for stream in self.streams:
            if stream.still is not None:
                stream.still.keeping = not self.paused

    def retarget(self, now: float) -> None:
        """Let every consumer compare what it has with what it could have."""
        for consumer in list(self.consumers.values()):
            consumer.retarget(now)

    def close(self) -> None:
        """Stop asking and forwarding; the room closes the consumers."""
        self.closed = True
        self.keyframes.close()
