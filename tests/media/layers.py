"""A camera that sends three simulcast layers, and who watches it, over wires without a network."""

from classroom.media_messages import Direction, Source
from tests.media.wires import H264_DELTA, H264_KEYFRAME, Lesson, Receiver, Sender, simulcast


def watch(lesson: Lesson, producer: str, peer: str = "b", protocol: str = "udp") -> Receiver:
    wire = lesson.join(peer, Direction.RECV, protocol)
    receiver = Receiver(lesson, wire, peer, producer)
    receiver.consumer.resume(0.0)
    return receiver


class Layers:
    """Three simulcast streams that each send frame after frame, low to high."""

    def __init__(self, lesson: Lesson, parameters: dict[str, object]) -> None:
        self.wire = lesson.join("a", Direction.SEND)
        self.sender = Sender(
            lesson, self.wire, "a", Source.CAMERA, simulcast(parameters), (10, 20, 30)
        )
        self.producer = lesson.room.producer("a", self.sender.producer)
        self.at = 1.0

    def frames(self, payloads: list[bytes | None]) -> None:
        """Send one frame a layer; None: that layer is not sent."""
        for layer, payload in enumerate(payloads):
            if payload is not None:
                self.sender.packet(payload, self.at, layer=layer)
        self.at += 0.04

    def seconds(self, seconds: float, payloads: list[bytes | None]) -> None:
        for _ in range(int(seconds / 0.04)):
            self.frames(payloads)
            self.producer.retarget(self.at)


ALL_DELTA: list[bytes | None] = [H264_DELTA] * 3
ALL_KEY: list[bytes | None] = [H264_KEYFRAME + bytes([i]) for i in range(3)]
