"""Keyframe requests: merged, once a second, and only while they are needed."""

from media.upstream.keyframe_requests import KeyframeRequests
from tests.media.wires import ManualTimers


class Camera:
    """What is asked of a camera, and who still waits."""

    def __init__(self) -> None:
        self.timers = ManualTimers()
        self.asked: list[list[str]] = []
        self.waiting: set[str] = set()
        self.requests: KeyframeRequests[str] = KeyframeRequests(
            self.timers, lambda streams: self.asked.append(sorted(streams)), lambda: self.waiting
        )


def test_the_first_request_goes_out_at_once() -> None:
    camera = Camera()

    camera.requests.ask("high")

    assert camera.asked == [["high"]]


def test_requests_within_a_second_become_one_after_it() -> None:
    camera = Camera()
    camera.requests.ask("high")
    camera.requests.came("high")

    camera.timers.pass_time(0.3)
    camera.requests.ask("high")
    camera.requests.ask("low")
    camera.timers.pass_time(0.6)
    too_soon = len(camera.asked)
    camera.timers.pass_time(0.2)

    assert too_soon == 1
    assert camera.asked == [["high"], ["high", "low"]]


def test_a_keyframe_that_came_meanwhile_answers_a_remembered_request() -> None:
    camera = Camera()
    camera.requests.ask("high")
    camera.timers.pass_time(0.3)
    camera.requests.ask("high")
    camera.requests.came("high")

    camera.timers.pass_time(5.0)

    assert camera.asked == [["high"]]


def test_while_somebody_waits_it_is_asked_each_second() -> None:
    camera = Camera()
    camera.waiting = {"high"}
    camera.requests.ask("high")

    camera.timers.pass_time(2.5)
    camera.waiting = set()
    camera.timers.pass_time(2.5)

    assert camera.asked == [["high"]] * 3


def test_after_closing_nothing_is_asked() -> None:
    camera = Camera()
    camera.requests.ask("high")
    camera.requests.close()

    camera.requests.ask("high")
    camera.timers.pass_time(2.0)

    assert camera.asked == [["high"]]
