"""What a page asks of the media plane: transports, the tracks it sends, the streams it receives.

Rule: parameters are mediasoup-client's and pass through unread; the media engine checks them.
"""

from classroom.media_messages import Direction, Source
from signaling.messages.base import Id, Message, Opaque, snake


class CreateTransport(Message, frozen=True, tag=snake):
    """Result: Described."""

    direction: Direction


class ConnectTransport(Message, frozen=True, tag=snake):
    """Result: Ok."""

    transport: Id
    dtls_parameters: Opaque


class RestartIce(Message, frozen=True, tag=snake):
    """Result: Described."""

    transport: Id


class Produce(Message, frozen=True, tag=snake):
    """Send a track. Result: Produced. Refused `not_allowed` when this page may not send it."""

    transport: Id
    source: Source
    rtp_parameters: Opaque
    paused: bool = False


class PauseProducer(Message, frozen=True, tag=snake):
    """Switch a camera or microphone off. Result: Ok."""

    producer: Id


class ResumeProducer(Message, frozen=True, tag=snake):
    """Switch it on again. Result: Ok."""

    producer: Id


class CloseProducer(Message, frozen=True, tag=snake):
    """Stop a track for good. Result: Ok."""

    producer: Id


class Consume(Message, frozen=True, tag=snake):
    """Receive a stream that this page's views name; it starts paused. Result: Consumed."""

    transport: Id
    producer: Id
    rtp_capabilities: Opaque


class ResumeConsumer(Message, frozen=True, tag=snake):
    """Result: Ok."""

    consumer: Id


class PauseConsumer(Message, frozen=True, tag=snake):
    """Result: Ok."""

    consumer: Id


class CloseConsumer(Message, frozen=True, tag=snake):
    """Result: Ok."""

    consumer: Id


MediaRequest = (
    CreateTransport
    | ConnectTransport
    | RestartIce
    | Produce
    | PauseProducer
    | ResumeProducer
    | CloseProducer
    | Consume
    | ResumeConsumer
    | PauseConsumer
    | CloseConsumer
)
