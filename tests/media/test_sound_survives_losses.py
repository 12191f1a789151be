"""Who loses sound is sent it twice, in packets that it takes; nobody else hears a difference."""

from time import monotonic
from typing import Any

import pytest

from classroom.media_messages import Direction, Source
from media import rtcp
from media.downstream.sound_guard import CALM_SECONDS, SoundGuard
from media.payload import red
from tests.media.wires import RECEIVER, Lesson, Receiver, Sender, opus

PLAIN = RECEIVER | {"codecs": [c for c in RECEIVER["codecs"] if c["mimeType"] != "audio/red"]}
OPUS, RED = 100, 104


def unpacked(payload: bytes) -> list[tuple[int, bytes]]:
    """Return (offset, block) as a receiver reads them (RFC 2198 §3), the newest last."""
    headers = []
    at = 0
    while payload[at] & 0x80:
        word = int.from_bytes(payload[at : at + 4])
        assert word >> 24 & 0x7F == OPUS
        headers.append((word >> 10 & 0x3FFF, word & 0x3FF))
        at += 4
    assert payload[at] == OPUS
    at += 1
    blocks = []
    for offset, length in headers:
        blocks.append((offset, payload[at : at + length]))
        at += length
    return [*blocks, (0, payload[at:])]


class Speech:
    """Someone who speaks, and two who listen without transport-wide numbers."""

    def __init__(self, device: dict[str, Any] = RECEIVER) -> None:
        self.lesson = Lesson()
        self.voice = Sender(
            self.lesson, self.lesson.join("a", Direction.SEND), "a", Source.MICROPHONE, opus()
        )
        self.bad, self.good = self.listener("bad", device), self.listener("good", device)
        self.at = 1.0

    def listener(self, peer: str, device: dict[str, Any]) -> Receiver:
        wire = self.lesson.join(peer, Direction.RECV)
        receiver = Receiver(
            self.lesson, wire, peer, self.voice.producer, device=device | {"headerExtensions": []}
        )
        receiver.consumer.resume(0.0)
        return receiver

    def says(self, *words: bytes) -> None:
        for word in words:
            self.at += 0.02
            self.voice.packet(word, self.at, clock=48000)

    def loses(self, receiver: Receiver, share: float) -> None:
        block = rtcp.ReportBlock(receiver.ssrc, round(share * 256), 0, 0, 0, 0, 0)
        receiver.wire.listener.on_rtcp(rtcp.receiver_report(1, [block]), self.at)


def test_what_was_said_before_goes_along_by_its_age() -> None:
    payload = red.packed(OPUS, 5760, b"now", [(3840, b"older"), (4800, b"old")])

    assert unpacked(payload) == [(1920, b"older"), (960, b"old"), (0, b"now")]


def test_what_is_too_old_or_too_long_for_its_header_stays_behind() -> None:
    earlier = [(0, b"a pause ago"), (19040, bytes(1024)), (20960, b"from after")]

    assert unpacked(red.packed(OPUS, 20000, b"now", earlier)) == [(0, b"now")]


async def test_who_loses_sound_has_it_again_from_the_next_packets() -> None:
    speech = Speech()
    speech.says(b"one", b"two")
    assert [p.payload_type for p in speech.bad.packets] == [OPUS, OPUS]

    speech.loses(speech.bad, 0.1)
    speech.loses(speech.good, 0.01)
    speech.says(b"three", b"four", b"five")

    assert [p.payload_type for p in speech.bad.packets] == [OPUS, OPUS, RED, RED, RED]
    assert unpacked(speech.bad.packets[-1].payload) == [
        (1920, b"three"),
        (960, b"four"),
        (0, b"five"),
    ]
    first = speech.bad.numbers[0]
    assert speech.bad.numbers == [first + i & 0xFFFF for i in range(5)]
    assert [p.payload for p in speech.good.packets] == [b"one", b"two", b"three", b"four", b"five"]


async def test_calm_brings_back_the_plain_packets() -> None:
    speech = Speech()
    speech.loses(speech.bad, 0.03)
    speech.says(b"one")
    assert speech.bad.packets[-1].payload_type == RED

    for _ in range(3):
        speech.loses(speech.bad, 0.0)
        speech.at += CALM_SECONDS
    speech.says(b"two")

    assert speech.bad.packets[-1] == speech.good.packets[-1]._replace(
        ssrc=speech.bad.ssrc, number=speech.bad.packets[-1].number
    )


async def test_who_does_not_take_it_is_sent_what_is_said_once() -> None:
    speech = Speech(PLAIN)

    speech.loses(speech.bad, 0.2)
    speech.says(b"one", b"two")

    assert [p.payload for p in speech.bad.packets] == [b"one", b"two"]
    assert all(c["mimeType"] == "audio/opus" for c in speech.bad.parameters["codecs"])


@pytest.mark.parametrize(("share", "redundancy"), [(0.0, 0), (0.015, 0), (0.03, 1), (0.1, 2)])
def test_the_more_is_lost_the_more_often_it_is_said(share: float, redundancy: int) -> None:
    guard = SoundGuard()

    guard.lost(share, 0.0)

    assert guard.redundancy == redundancy


@pytest.mark.parametrize(("kilobits", "words"), [(100, 0), (130, 1), (350, 1), (450, 2), (None, 2)])
async def test_a_thin_line_that_was_full_is_not_filled_with_words_said_again(
    kilobits: int | None, words: int
) -> None:
    speech = Speech()
    (line,) = (t.line for t in speech.lesson.room.peer("bad").outbound.values())

    line.estimator.estimate = None if kilobits is None else kilobits * 1000.0
    assert line.spare_words == 2

    line.estimator.lowered_at = monotonic()
    assert line.spare_words == words


async def test_what_a_full_line_loses_is_not_said_again_but_what_it_always_loses_is() -> None:
    (line,) = (t.line for t in Speech().lesson.room.peer("bad").outbound.values())
    estimator = line.estimator
    estimator.estimate = 250_000.0
    estimator._loss.lost, estimator._loss.always = 0.5, 0.08
    assert line.words_lost == 0.5

    estimator.lowered_at = monotonic()
    assert line.words_lost == pytest.approx(0.08)
