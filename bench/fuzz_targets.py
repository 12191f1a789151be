"""What strangers' bytes are read by, each as one function of bytes: for the fuzzer and the tests.

Rule: a target lets BadMessage and Refused pass (they are the answer to bad bytes) and nothing else,
and raises `Broken` (bench/fuzz_rules.py) where something was read that must not be: more out than
in, a state that grows.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import msgspec
from socketio.packet import EVENT

from bench.fuzz_kernel import read_forwarded
from bench.fuzz_room import read_datagrams, read_extensions
from bench.fuzz_rules import must
from classroom.failures import BadMessage, Refused
from classroom.media_messages import Kind
from media import rtcp, rtp, stun
from media.congestion.estimator import Estimator
from media.congestion.matching import Matching
from media.downstream.sent_log import SIZE, SentLog
from media.dtls import parse_dtls_parameters
from media.ice import answer
from media.ortc.codecs import Codec
from media.ortc.consuming import can_consume, outgoing
from media.ortc.producing import incoming
from media.ortc.schema import read_rtp_capabilities, read_rtp_parameters
from media.paths import Path
from media.payload import h264, vp8
from media.srtp import MAX_PACKET
from media.tcp_framing import Deframer, frame
from media.transport_feedback import MAX_PACKETS, TransportFeedback
from signaling import codec
from signaling.frames import StrictPacket

EVERY_ID = frozenset(range(256))
PASSWORD = b"a password of twenty-two"


def read_stun(data: bytes) -> None:
    """A check, and the answer to it; also with a checksum that fits, which no chance finds."""
    for message in (data, data[:-4] + stun._fingerprint(data[:-8])):
        with suppress(BadMessage):
            _read_check(message)


def _read_check(data: bytes) -> None:
    check = stun.parse(data)
    must(len(check.unknown_required) <= len(data) // 4, "more attributes than there is room for")
    if check.is_authentic(PASSWORD):
        reply, _ = answer(check, Path(("192.0.2.1", 1)), PASSWORD)
        must(len(reply) <= 128, "an answer that amplifies")
        must(stun.parse(reply).transaction == check.transaction, "an answer to something else")


def read_rtp(data: bytes) -> None:
    """A packet's header and all its extensions."""
    view = rtp.view(data, EVERY_ID)
    must(12 <= view.payload_start <= view.payload_end <= len(data), "a payload outside")
    must(sum(map(len, view.extensions.values())) <= len(data), "more extensions than bytes")
    must(rtp.view(data).extensions == {}, "extensions that nobody asked for")


def read_rtcp(data: bytes) -> None:
    """A compound, and the estimate of a line that its feedback is about."""
    log, now = SentLog(3, clock=lambda: 1.0), 1.0
    for _ in range(300):
        log.note(1200)
    matching, estimator = Matching(log), Estimator()
    amount = 0
    try:
        for packet in rtcp.parse(data[:MAX_PACKET]):
            amount += _amount(packet)
            if isinstance(packet, TransportFeedback):
                now += 0.1
                estimator.feedback(matching.take(packet, now), now)
    finally:
        must(amount <= MAX_PACKETS + 8 * len(data), f"{amount} of {len(data)} bytes")
        must(len(matching._missing) <= SIZE, "what is missed grows")
        estimate = estimator.estimate
        must(estimate is None or 0 < estimate < 1e12, f"an estimate of {estimate}")


def _amount(packet: rtcp.RtcpPacket) -> int:
    match packet:
        case TransportFeedback():
            return len(packet.arrivals)
        case rtcp.Nack():
            return len(packet.sequences)
        case rtcp.SenderReport() | rtcp.ReceiverReport():
            return len(packet.reports)
        case _:
            return 1


def read_feedback(data: bytes) -> None:
    """Feedback's body, and what is written of it again."""
    feedback = TransportFeedback.parse(data)
    must(0 < len(feedback.arrivals) <= MAX_PACKETS, "too many packets")
    with suppress(ValueError):  # two arrivals that lie too far apart to be said
        must(TransportFeedback.parse(feedback.body()) == feedback, "another when written")


def read_framing(data: bytes) -> None:
    """A stream cut in pieces, as its first byte says."""
    size = 1 + data[0] if data else 1
    deframer, whole = Deframer(), Deframer()
    out: list[bytes] = []
    fault: BadMessage | None = None
    try:
        for at in range(1, len(data), size):
            for datagram in deframer.feed(data[at : at + size]):
                out.append(datagram)
    except BadMessage as bad:
        fault = bad
    must(len(deframer._buffer) <= MAX_PACKET + 2 + size, "what is kept grows")
    must(data[1:].startswith(b"".join(map(frame, out))), "datagrams that were not sent")
    again: list[bytes] = []
    with suppress(BadMessage):
        for datagram in whole.feed(data[1:]):
            again.append(datagram)
    must(out == again, "cutting makes a difference")
    if fault is not None:
        raise fault


def read_payload(data: bytes) -> None:
    """A payload as H.264 and as VP8."""
    for first in (False, True):
        h264.begins_keyframe(data, first)
    must(len(h264.access_unit([data, data])) <= 12 * len(data) + 8, "a frame that grows")
    vp8.begins_keyframe(data)
    must(len(vp8.frame([data])) <= len(data), "a frame that grows")
    picture, _, tl0 = vp8.picture_numbers(data)
    again = vp8.renumbered(data, picture + 5, tl0 + 5)
    must(len(again) <= len(data) + 1, "a payload that grows")
    if picture >= 0:
        must(vp8.picture_numbers(again)[0] == (picture + 5) & 0x7FFF, "another picture")


def read_ortc(data: bytes) -> None:
    """What a page says of its media, as JSON."""
    with suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        value: Any = msgspec.json.decode(data)
        for kind in Kind:
            with suppress(BadMessage, Refused):
                incoming(read_rtp_parameters(value), kind)
        with suppress(BadMessage, Refused):
            device = read_rtp_capabilities(value)
            for one in Codec:
                if can_consume(one, {}, device):
                    outgoing(
                        codec=one, parameters={}, device=device, mid="0",
                        ssrc=5, rtx_ssrc=6, cname="x",
                    )  # fmt: skip
        if isinstance(value, dict):
            parse_dtls_parameters(value)


def read_signaling(data: bytes) -> None:
    """A frame as python-socketio hands it to us: its packet, and the message in it."""
    packet = StrictPacket()
    try:
        text = data.decode()
        packet.decode(text)
    except ValueError:  # which ends the connection
        return
    with suppress(BadMessage):
        codec.hello(packet.data)
    if packet.packet_type == EVENT:
        message = codec.request(*packet.data)
        must(codec.tag(message) == packet.data[0], "another message")


TARGETS: dict[str, Callable[[bytes], None]] = {
    "stun": read_stun,
    "datagrams": read_datagrams,
    "rtp": read_rtp,
    "extensions": read_extensions,
    "rtcp": read_rtcp,
    "feedback": read_feedback,
    "framing": read_framing,
    "payload": read_payload,
    "kernel": read_forwarded,
    "ortc": read_ortc,
    "signaling": read_signaling,
}


def take(target: str, data: bytes) -> None:
    """Let a target read bytes; whatever it raises is a bug."""
    with suppress(BadMessage, Refused):
        TARGETS[target](data)
