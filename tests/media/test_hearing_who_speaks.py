"""The list of speakers: who comes on it, who leaves, and in which order."""

from media.speakers import FLOOR, HOLD, Speakers, smoothed

LOUD, SPEECH, ROOM_NOISE = 117.0, 95.0, 60.0


def test_who_is_clearly_heard_is_listed_loudest_first() -> None:
    speakers = Speakers()

    assert speakers.update({"a": SPEECH, "b": LOUD, "c": ROOM_NOISE}, 0.0) == ["b", "a"]


def test_nothing_is_told_while_nothing_changes() -> None:
    speakers = Speakers()
    speakers.update({"a": SPEECH}, 0.0)

    assert speakers.update({"a": SPEECH + 3}, 0.25) is None


def test_one_leaves_only_after_a_while_of_quiet() -> None:
    speakers = Speakers()
    speakers.update({"a": SPEECH}, 0.0)

    assert speakers.update({"a": ROOM_NOISE}, HOLD / 2) is None
    assert speakers.update({"a": ROOM_NOISE}, HOLD * 1.5) == []


def test_the_nearly_equal_do_not_change_places() -> None:
    speakers = Speakers()
    speakers.update({"a": SPEECH, "b": SPEECH - 2}, 0.0)

    assert speakers.update({"a": SPEECH, "b": SPEECH + 3}, 0.25) is None
    assert speakers.update({"a": SPEECH, "b": SPEECH + 10}, 0.5) == ["b", "a"]


def test_who_is_gone_is_no_speaker() -> None:
    speakers = Speakers()
    speakers.update({"a": SPEECH}, 0.0)

    assert speakers.update({}, 0.25) == []


def test_speech_is_heard_within_a_quarter_of_a_second_and_one_click_is_not() -> None:
    click = smoothed(FLOOR, 20)
    speech = FLOOR
    for _ in range(12):
        speech = smoothed(speech, 30)

    assert Speakers().update({"a": click}, 0.0) is None
    assert Speakers().update({"a": speech}, 0.0) == ["a"]
