"""What each level costs: sound in all, pictures as measured, what is shown before who is seen."""

from classroom.media_messages import Direction, Level, Source
from media.downstream.consumer import Consumer
from media.downstream.costs import NO_PICTURE, SOUND, STILLS, TOP, Grant, Rates, costs, grant
from tests.media.layers import ALL_KEY, Layers, watch
from tests.media.wires import H264_KEYFRAME, Lesson, Receiver, Sender, h264, opus


def watched(lesson: Lesson, peer: str = "thin") -> list[Consumer]:
    (transport,) = lesson.room.peer(peer).outbound.values()
    return list(transport.consumers)


async def test_pictures_cost_what_their_view_and_level_allow_and_sound_is_in_all() -> None:
    lesson = Lesson()
    layers = Layers(lesson, h264())
    seen = watch(lesson, layers.sender.producer, "thin")
    voice = Sender(lesson, lesson.join("a2", Direction.SEND), "a2", Source.MICROPHONE, opus())
    Receiver(lesson, seen.wire, "thin", voice.producer).consumer.resume(0.0)
    streams = layers.producer.streams
    rates = dict(zip(streams, (150_000, 500_000, 1_500_000), strict=True))

    large = costs(watched(lesson), rates)
    seen.consumer.prefer(1, layers.at)
    middle = costs(watched(lesson), rates)

    assert large == [SOUND, SOUND + STILLS, SOUND + 150_000, SOUND + 500_000, SOUND + 1_500_000]
    assert middle[Level.HIGH] == middle[Level.MEDIUM] == SOUND + 500_000


async def test_beside_what_is_shown_cameras_stand_a_level_lower() -> None:
    beside = [grant(level, content=False, beside=True) for level in Level]
    shown = [grant(level, content=True, beside=True) for level in Level]
    alone = [grant(level, content=False, beside=False) for level in Level]

    still, live = Grant(0, stills=True), Grant(TOP)
    assert beside == [Grant(NO_PICTURE), still, still, Grant(0), live]
    assert shown == [Grant(NO_PICTURE), still, live, live, live]
    assert alone == [Grant(NO_PICTURE), still, Grant(0), Grant(1), live]


async def test_a_rate_rises_at_once_fades_and_is_kept_while_nothing_is_sent() -> None:
    lesson = Lesson()
    layers = Layers(lesson, h264())
    (low, *_) = layers.producer.streams
    rates = Rates()

    def second(size: int) -> int:
        for _ in range(25 if size else 0):
            layers.frames([H264_KEYFRAME + bytes(size), None, None])
        rates.update([low], float(len(seen)))
        return rates.of[low]

    seen: list[int] = []
    for size in (100, 100, 1000, 100, 0, 0, 0):
        seen.append(second(size))

    _, calm, loud, after, *silent = seen
    assert loud > 4 * calm
    assert calm < after < loud
    assert silent == [after] * 3


async def test_what_was_never_sent_counts_as_it_would_be() -> None:
    lesson = Lesson()
    layers = Layers(lesson, h264())
    layers.seconds(0.2, ALL_KEY)
    watch(lesson, layers.sender.producer, "thin")

    found = costs(watched(lesson), {})

    assert 100_000 < found[Level.LOW] < found[Level.MEDIUM] < found[Level.HIGH]
