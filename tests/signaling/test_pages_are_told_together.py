"""Sixty pages are told the same: it is made once, written once, and told when they can take it."""

import asyncio
from itertools import pairwise

import msgspec
import pytest

from classroom.commands import CallOn, Command, RaiseHand, SetRight
from classroom.lesson import Lesson
from classroom.states import Purpose, Right
from signaling import codec
from signaling import messages as s
from signaling.frames import StrictPacket
from signaling.projection import Beyond, Projection, Shared, changes, project
from signaling.telling import Telling
from signaling.written import KEPT, Written
from tests.classroom.school import BAISHUI, LECTURER, NINE, QINGSHAN, live

NO_MEDIA = s.MediaState(epoch=None, rtp_capabilities=None)
HAND = RaiseHand(by=QINGSHAN, purpose=Purpose.ANSWER)


def after(lesson: Lesson, command: Command) -> Shared:
    lesson.handle(command, NINE)
    return Shared(lesson.record)


def known(shared: Shared, classroom: str) -> Projection:
    return project(shared.record, classroom, Beyond(media=NO_MEDIA, shared=shared))


def read(text: str) -> list[object]:
    """Return the event that a page reads from a frame."""
    event = StrictPacket(encoded_packet=text).data
    assert isinstance(event, list)
    return event


def test_all_pages_are_told_by_the_same_objects() -> None:
    lesson = live(QINGSHAN, BAISHUI)
    before = Shared(lesson.record)
    now = after(lesson, HAND)

    told = [changes(known(before, who), known(now, who)) for who in (LECTURER, QINGSHAN, BAISHUI)]

    first = told[0]
    assert [type(change) for change in first] == [s.LessonChanged]
    assert all(each[0] is first[0] for each in told)


def test_a_page_that_was_left_behind_is_told_all_that_it_missed() -> None:
    lesson = live(QINGSHAN, BAISHUI)
    first = Shared(lesson.record)
    second = after(lesson, SetRight(by=LECTURER, right=Right.SCREEN, on=True, classroom=QINGSHAN))
    third = after(lesson, HAND)

    latest = changes(known(second, BAISHUI), known(third, BAISHUI))
    behind = changes(known(first, BAISHUI), known(third, BAISHUI))

    assert [type(change) for change in latest] == [s.LessonChanged]
    assert [type(change) for change in behind] == [s.LessonChanged, s.ClassroomChanged]


def test_a_record_that_tells_a_page_nothing_new_tells_it_nothing() -> None:
    lesson = live(QINGSHAN, BAISHUI)
    before = Shared(lesson.record)

    assert before == Shared(lesson.record)
    assert before != after(lesson, CallOn(by=LECTURER, classroom=QINGSHAN))
    assert changes(known(before, BAISHUI), known(before, BAISHUI)) == []


def test_what_was_is_not_kept_for_ever() -> None:
    lesson = live(QINGSHAN)
    purposes = [Purpose.ANSWER, Purpose.QUESTION] * 3
    passed = [Shared(lesson.record)]
    passed += [after(lesson, RaiseHand(by=QINGSHAN, purpose=each)) for each in purposes]

    for before, now in pairwise(passed):
        changes(known(before, LECTURER), known(now, LECTURER))

    assert [now._before for now in passed[:-1]] == [None] * len(purposes)


@pytest.mark.parametrize(
    "message",
    [
        s.Changed(version=7, changes=[]),
        s.Changed(
            version=8,
            changes=[s.RemarksHidden(remarks=[1, 2]), s.StreamClosed(producer='"quoted"\n，中文')],
        ),
        s.Speakers(classrooms=["r1"]),
        s.Goodbye(code="lesson_over"),
    ],
)
def test_a_page_reads_what_the_protocol_says(message: s.ToBrowser) -> None:
    text = Written().packet(message).data

    name, payload = codec.write(message)
    assert read(text) == [name, payload]


def test_the_same_change_has_another_version_for_each_page() -> None:
    written, change = Written(), s.StreamClosed(producer="p")

    frames = [
        read(written.packet(s.Changed(version=version, changes=[change])).data)
        for version in (3, 4, 3)
    ]

    body = msgspec.to_builtins(change)
    assert frames == [
        ["changed", {"type": "changed", "version": version, "changes": [body]}]
        for version in (3, 4, 3)
    ]


def test_what_is_kept_of_what_was_written_is_bounded() -> None:
    written = Written()
    for number in range(2 * KEPT):
        change = s.StreamClosed(producer=str(number))
        written.packet(s.Changed(version=number, changes=[change]))

    assert len(written._texts) == KEPT


class Pages:
    """Counts how often they are told."""

    def __init__(self) -> None:
        self.told = 0
        self.again = asyncio.Event()

    def tell(self) -> int:
        self.told += 1
        self.again.set()
        return 1

    async def until_told(self) -> None:
        async with asyncio.timeout(5):
            await self.again.wait()
        self.again.clear()


async def test_what_happens_in_one_breath_is_told_once_and_nothing_is_forgotten() -> None:
    pages = Pages()
    telling = Telling(pages.tell)
    running = asyncio.create_task(telling.run())

    for _ in range(5):
        telling.soon()
    await pages.until_told()
    assert pages.told == 1
    for _ in range(5):
        telling.soon()
    await pages.until_told()

    assert pages.told == 2
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
