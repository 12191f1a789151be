"""A page whose line stays dead makes transport after transport; the one that gets through works."""

from classroom.media_messages import Direction, PeerLost, Source
from tests.media.wires import H264_KEYFRAME, Lesson, Sender, h264


async def test_whoever_tries_for_an_hour_gets_through() -> None:
    lesson = Lesson()

    for _ in range(200):
        for direction in Direction:
            lesson.room.transports.create("a", direction)
    wire = lesson.join("a", Direction.SEND)
    sender = Sender(lesson, wire, "a", Source.CAMERA, h264())
    sender.packet(H264_KEYFRAME, 1000.0)

    peer = lesson.room.peers["a"]
    assert peer.producers[sender.producer].streams[0].highest >= 0, "its packets come"
    assert len(peer.inbound) + len(peer.outbound) <= 6
    assert sum(not made.closed for made in lesson.wires.made.values()) <= 6
    assert len(lesson.told(PeerLost)) == len(lesson.wires.made) - 6


async def test_one_that_never_connected_gives_way_before_one_that_did() -> None:
    lesson = Lesson()
    in_use = lesson.join("a", Direction.SEND)
    tried = [lesson.room.transports.create("a", Direction.SEND)["id"] for _ in range(3)]

    assert not in_use.closed
    assert [event.transport for event in lesson.told(PeerLost)] == tried[:1]


async def test_the_oldest_gives_way_where_all_are_connected_with_what_it_carries() -> None:
    lesson = Lesson()
    wires = [lesson.join("a", Direction.SEND)]
    sender = Sender(lesson, wires[0], "a", Source.CAMERA, h264())

    wires += [lesson.join("a", Direction.SEND) for _ in range(3)]

    assert [wire.closed for wire in wires] == [True, False, False, False]
    assert sender.producer not in lesson.room.producers
