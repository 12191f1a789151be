"""What a sending browser is told: receiver reports, bitrate estimates, and what to send again."""

import asyncio
from typing import Any

import pytest

from classroom.media_messages import Direction, Source
from media import rtcp
from tests.media.wires import (
    H264_DELTA,
    H264_KEYFRAME,
    Lesson,
    Sender,
    Wire,
    h264,
    opus,
    simulcast,
)

REMB, TRANSPORT_CC = {"type": "goog-remb"}, {"type": "transport-cc"}


def offering(*feedback: dict[str, str]) -> dict[str, Any]:
    """A camera whose codec offers just this feedback."""
    parameters = h264()
    codecs = [parameters["codecs"][0] | {"rtcpFeedback": [*feedback]}, parameters["codecs"][1]]
    return parameters | {"codecs": codecs}


def camera(lesson: Lesson, parameters: dict[str, Any]) -> tuple[Wire, Sender]:
    wire = lesson.join("a", Direction.SEND)
    return wire, Sender(lesson, wire, "a", Source.CAMERA, parameters)


def report(lesson: Lesson, now: float) -> None:
    (inbound,) = lesson.room.peer("a").inbound.values()
    inbound.report(now)


async def test_a_report_tells_what_was_lost_and_which_sender_report_came_last() -> None:
    lesson = Lesson()
    wire, sender = camera(lesson, h264())
    sender.report(1.0, 0xE000_0000_8000_0000)
    sender.packet(H264_KEYFRAME, 1.0)
    for index in range(1, 100):
        sender.packet(H264_DELTA, 1.0 + index / 100, lost=index % 4 == 0)

    report(lesson, 2.0)

    ((block,),) = [r.reports for r in wire.said(rtcp.ReceiverReport)]
    assert (block.ssrc, block.lost) == (1000, 24)
    assert block.fraction_lost == 24 * 256 // 100
    assert block.highest_sequence == 65530 + 99
    assert (block.last_sr, block.delay) == (0x0000_8000, 65536)


@pytest.mark.parametrize(
    ("feedback", "sound", "told"),
    [
        ([REMB], False, True),
        ([REMB, TRANSPORT_CC], False, False),
        ([], False, False),
        ([REMB], True, True),  # transport-wide feedback on sound alone steers no picture
    ],
)
async def test_a_bitrate_is_told_to_those_without_transport_wide_feedback(
    feedback: list[dict[str, str]], sound: bool, told: bool
) -> None:
    lesson = Lesson()
    wire, sender = camera(lesson, offering(*feedback))
    if sound:
        Sender(lesson, wire, "a", Source.MICROPHONE, opus(encodings=[{"ssrc": 2}], mid="1"), (2,))
    sender.packet(H264_KEYFRAME, 1.0)

    report(lesson, 1.5)

    estimates = wire.said(rtcp.ReceiverEstimatedMaxBitrate)
    assert [1000 in e.ssrcs for e in estimates] == ([True] if told else [])


async def test_the_bitrate_told_grows_while_nothing_is_lost_and_falls_when_much_is() -> None:
    lesson = Lesson()
    wire, sender = camera(lesson, offering(REMB))
    at = 1.0
    for second in range(12):
        for index in range(100):
            lost = second >= 10 and index % 3 == 0
            sender.packet(b"\x61" + bytes(1100), at + index / 100, lost=lost)
        at += 1.0
        report(lesson, at)

    told = [e.bitrate for e in wire.said(rtcp.ReceiverEstimatedMaxBitrate)]

    assert told[:10] == sorted(told[:10])
    assert told[9] > 1.4 * told[0]
    assert told[11] < 0.7 * told[9]


async def test_a_great_many_scattered_losses_are_asked_for_in_several_packets() -> None:
    lesson = Lesson()
    wire = lesson.join("a", Direction.SEND)
    sender = Sender(lesson, wire, "a", Source.CAMERA, simulcast(h264()), (10, 20, 30))
    now = asyncio.get_running_loop().time()
    sender.packet(H264_KEYFRAME, now)
    missing = set()
    for index in range(400 * 18):
        lost = index % 18 == 9
        number = sender.packet(H264_DELTA, now, lost=lost)
        if lost:
            missing.add(number)

    async with asyncio.timeout(10):
        while not wire.said(rtcp.Nack):  # noqa: ASYNC110 - the wire is a list
            await asyncio.sleep(0)

    asked = [n for nack in wire.said(rtcp.Nack) for n in nack.sequences]
    assert set(asked) == missing
