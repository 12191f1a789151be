"""A peer whose device was revoked: once it is closed, not one packet of it is forwarded."""

from classroom.media_messages import ClosePeer, Direction, Source
from media import rtp
from tests.media.class_over_network import Class, Page, classroom
from tests.media.network import soon
from tests.media.wires import opus


def packet(number: int, payload: bytes, ssrc: int) -> bytes:
    return rtp.build(
        payload_type=111, sequence=number, timestamp=number * 960, ssrc=ssrc, payload=payload
    )


async def speaking(lesson: Class, peer: str, ssrc: int) -> tuple[Page, str]:
    page = await lesson.join(peer, Direction.SEND)
    return page, page.produce(Source.MICROPHONE, opus(encodings=[{"ssrc": ssrc}]))


async def payload(receiver: Page) -> bytes:
    raw: bytes = await soon(receiver.rtp)
    view = rtp.view(raw)
    return raw[view.payload_start : view.payload_end]


async def test_nothing_of_it_is_forwarded_once_it_is_closed() -> None:
    async with classroom() as lesson:
        revoked, theirs = await speaking(lesson, "revoked", 1000)
        other, ours = await speaking(lesson, "other", 2000)
        receiver = await lesson.join("listener", Direction.RECV)
        receiver.consume(theirs)
        receiver.consume(ours)
        revoked.client.send_packet(packet(1, b"before", 1000))
        await receiver.receives(b"before")

        lesson.rooms.handle(ClosePeer(room="r", peer="revoked"))
        for number in range(2, 12):  # its browser does not know yet, and goes on
            revoked.client.send_packet(packet(number, b"after", 1000))
        other.client.send_packet(packet(1, b"marker", 2000))

        seen = [await payload(receiver)]
        while seen[-1] != b"marker":
            seen.append(await payload(receiver))
        assert seen == [b"marker"]
        for page in (revoked, other, receiver):
            await page.client.close()
