"""Senders are told which of their simulcast layers somebody receives."""

from classroom.media_messages import Direction, LayersWanted, Level
from media.rounds import Rounds
from media.wanted import LOWER_AFTER
from tests.media.layers import ALL_DELTA, ALL_KEY, Layers, watch
from tests.media.wires import Lesson, h264

SHORT = LOWER_AFTER - 1


class Watched:
    """A camera in three layers, and the clockwork of its room."""

    def __init__(self) -> None:
        self.lesson = Lesson()
        self.layers = Layers(self.lesson, h264())
        self.producer = self.layers.sender.producer
        self._rounds = Rounds(self.lesson.room, lambda event: self.lesson.events.append(event))

    def seconds(self, seconds: float) -> None:
        for _ in range(int(seconds * 4)):
            self.layers.at += 0.25
            self._rounds.tick(self.layers.at)

    @property
    def told(self) -> list[int]:
        events = self.lesson.told(LayersWanted)
        assert {(e.peer, e.producer) for e in events} <= {("a", self.producer)}
        return [e.layer for e in events]


async def test_what_nobody_receives_is_left_out_after_a_while_but_for_the_lowest() -> None:
    camera = Watched()

    camera.seconds(SHORT)
    assert camera.told == []
    camera.seconds(2)

    assert camera.told == [0]


async def test_what_somebody_wants_is_asked_for_at_once() -> None:
    camera = Watched()
    camera.seconds(LOWER_AFTER + 1)

    thumbnail = watch(camera.lesson, camera.producer, "b").consumer
    thumbnail.prefer(1, camera.layers.at)
    camera.seconds(0.25)
    assert camera.told == [0, 1]
    watch(camera.lesson, camera.producer, "c")
    camera.seconds(0.25)

    assert camera.told == [0, 1, 2]


async def test_a_wall_that_is_rearranged_makes_no_layer_come_and_go() -> None:
    camera = Watched()
    large = watch(camera.lesson, camera.producer).consumer

    for _ in range(5):
        large.prefer(0, camera.layers.at)
        camera.seconds(SHORT)
        large.prefer(2, camera.layers.at)
        camera.seconds(1)

    assert camera.told == []


async def test_a_short_wish_within_the_while_is_remembered() -> None:
    camera = Watched()
    wall = watch(camera.lesson, camera.producer).consumer
    wall.prefer(0, camera.layers.at)
    camera.seconds(2)
    wall.prefer(1, camera.layers.at)
    camera.seconds(1)
    wall.prefer(0, camera.layers.at)

    camera.seconds(3)
    assert camera.told == [1]
    camera.seconds(LOWER_AFTER)

    assert camera.told == [1, 0]


async def test_who_has_paused_or_whose_line_is_thin_wants_no_more_than_they_get() -> None:
    camera = Watched()
    paused = watch(camera.lesson, camera.producer, "b").consumer
    watch(camera.lesson, camera.producer, "c")
    paused.pause(camera.layers.at)
    camera.lesson.room.peer("c").levels.pin(Level.MEDIUM)

    camera.seconds(LOWER_AFTER + 1)
    paused.resume(camera.layers.at)
    camera.seconds(0.25)

    assert camera.told == [1, 2]


async def test_a_track_of_one_layer_and_one_that_is_gone_are_told_nothing() -> None:
    camera = Watched()
    camera.lesson.join("one", Direction.SEND)
    camera.seconds(SHORT)

    camera.lesson.room.close_producer("a", camera.producer)
    camera.seconds(LOWER_AFTER)

    assert camera.told == []


async def test_a_layer_that_was_left_out_is_taken_again_when_it_comes() -> None:
    camera = Watched()
    camera.layers.seconds(1.5, ALL_DELTA)
    camera.layers.seconds(1.5, [ALL_DELTA[0], None, None])
    late = watch(camera.lesson, camera.producer)
    camera.layers.frames([ALL_KEY[0], None, None])
    camera.layers.seconds(0.5, [ALL_DELTA[0], None, None])
    assert late.consumer.layer == 0

    camera.layers.seconds(1.5, ALL_DELTA)
    camera.layers.frames(ALL_KEY)

    assert late.consumer.layer == 2
