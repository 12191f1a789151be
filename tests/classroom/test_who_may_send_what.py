import pytest

from classroom.commands import Publish, SetPaused, SetRight
from classroom.failures import Refused
from classroom.media_messages import Source
from classroom.permissions import TABLE, Action, Role, allowed, may
from classroom.rights import forwarded
from classroom.states import Right
from tests.classroom.school import LECTURER, NINE, QINGSHAN, live, peer, send


@pytest.mark.parametrize("source", [Source.SCREEN, Source.SCREEN_SOUND])
def test_a_receiving_classroom_s_screen_is_seen_by_nobody_until_it_may_share(
    source: Source,
) -> None:
    lesson = live(QINGSHAN)
    send(lesson, QINGSHAN, source)

    assert not forwarded(lesson.record, QINGSHAN, source)
    lesson.handle(SetRight(by=LECTURER, right=Right.SCREEN, on=True, classroom=QINGSHAN), NINE)

    assert forwarded(lesson.record, QINGSHAN, source)


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
    assert "remove" in allowed(Role.LECTURER)
    assert "remove" not in allowed(Role.ASSISTANT)
    assert LECTURER not in allowed(Role.LECTURER)
