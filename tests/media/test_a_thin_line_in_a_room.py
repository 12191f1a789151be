"""Who loses much is sent a lower layer, then no picture; sound and the others go on."""

from classroom.media_messages import Direction, Source
from media import rtcp
from tests.media.layers import ALL_KEY, Layers, watch
from tests.media.wires import Lesson, Receiver, Sender, h264, opus


def reports_loss(receiver: Receiver, share: float, at: float) -> None:
    block = rtcp.ReportBlock(receiver.consumer.ssrc, round(share * 256), 0, 0, 0, 0, 0)
    receiver.wire.listener.on_rtcp(rtcp.receiver_report(1, [block]), at)


async def test_one_thin_line_is_sent_less_and_the_other_as_before() -> None:
    lesson = Lesson()
    layers = Layers(lesson, h264())
    layers.seconds(1.5, ALL_KEY)
    thin = watch(lesson, layers.sender.producer, "thin")
    wide = watch(lesson, layers.sender.producer, "wide")
    layers.seconds(0.2, ALL_KEY)
    assert thin.consumer.layer == wide.consumer.layer == 2

    seen = []
    for _ in range(10):
        reports_loss(thin, 0.4, layers.at)
        reports_loss(wide, 0.0, layers.at)
        layers.seconds(1.0, ALL_KEY)
        seen.append(thin.consumer.layer)

    assert list(dict.fromkeys(seen)) == [1, 0, None]
    assert wide.consumer.layer == 2


async def test_sound_goes_on_when_no_picture_is_sent() -> None:
    lesson = Lesson()
    layers = Layers(lesson, h264())
    layers.seconds(1.5, ALL_KEY)
    voice = Sender(lesson, lesson.join("a2", Direction.SEND), "a2", Source.MICROPHONE, opus())
    thin = watch(lesson, layers.sender.producer, "thin")
    heard = Receiver(lesson, thin.wire, "thin", voice.producer)
    heard.consumer.resume(0.0)
    for _ in range(10):
        reports_loss(thin, 0.4, layers.at)
        layers.seconds(1.0, ALL_KEY)
    assert thin.consumer.layer is None
    before = len(heard.packets)

    voice.packet(b"\xfc sound", layers.at, clock=48000)

    assert len(heard.packets) == before + 1
