import pytest

from classroom.commands import Publish, SetPaused
from classroom.failures import Refused
from classroom.media_messages import Source
from classroom.permissions import TABLE, Action, Role, allowed, may
from tests.classroom.school import LECTURER, NINE, QINGSHAN, live, peer, send


@pytest.mark.parametrize("source", [Source.SCREEN, Source.SCREEN_SOUND])
def test_a_receiving_classroom_shares_no_screen(source: Source) -> None:
    lesson = live(QINGSHAN)

    with pytest.raises(Refused, match="not_allowed"):
        send(lesson, QINGSHAN, source)

    assert lesson.record.streams == ()


def test_a_page_sends_one_camera_only() -> None:
    lesson = live(QINGSHAN)
    send(lesson, QINGSHAN, Source.CAMERA)

    with pytest.raises(Refused, match="source_taken"):
        lesson.handle(
            Publish(
                classroom=QINGSHAN, peer=peer(QINGSHAN), producer="again", source=Source.CAMERA
            ),
            NINE,
        )


def test_a_track_nobody_knows_cannot_be_paused() -> None:
    lesson = live(QINGSHAN)

    with pytest.raises(Refused, match="unknown_producer"):
        lesson.handle(SetPaused(producer="none", paused=True), NINE)


def test_the_table_names_every_action_and_what_is_not_in_it_is_not_allowed() -> None:
    assert set(TABLE) == set(Action)
    assert not may(Role.ASSISTANT, Action.END_LESSON)
    assert "send_screen" in allowed(Role.LECTURER)
    assert "send_screen" not in allowed(Role.ASSISTANT)
    assert LECTURER not in allowed(Role.LECTURER)
