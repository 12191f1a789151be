"""Who says what to whom, and what takes it away, slows it down or hides it."""

from collections.abc import Callable

import pytest

from classroom.commands import (
    AllowAgain,
    AttachIngest,
    Command,
    Disconnect,
    EndLesson,
    ForbidAll,
    Lock,
    PauseLesson,
    Recover,
    Remove,
    ReportIngest,
    ResumeLesson,
    Say,
    SetRight,
    SetSlowMode,
    Unsay,
)
from classroom.events import Event, Said, Unsaid, Withheld
from classroom.failures import Refused
from classroom.lesson import Lesson
from classroom.media_messages import IngestState
from classroom.states import Audience, Right
from classroom.talk import remarks
from classroom.talk.remarks import KEPT, SHOWN, Remarks
from tests.classroom.school import (
    BAISHUI,
    HONGYA,
    LECTURER,
    NINE,
    QINGSHAN,
    live,
    scheduled,
    session,
    walk_in,
)

ALL, ONE = Audience.EVERYBODY, Audience.LECTURER


class Talked:
    """A lesson, and what was said in it as every page's server knows it."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.now = NINE
        self.events: list[Event] = []

    def do(self, command: Command, *, after: float = 2.0) -> list[Event]:
        self.now += after
        happened = self.lesson.handle(command, self.now)
        self.events += happened
        return happened

    def say(self, by: str, text: str, to: Audience = ALL, *, after: float = 2.0) -> None:
        self.do(Say(by=by, to=to, text=text), after=after)

    def seen(self, by: str) -> list[str]:
        return [each.text for each in remarks.seen_by(self.lesson.record, by, self.all)]

    @property
    def all(self) -> Remarks:
        return remarks.after((), self.events)


@pytest.fixture
def talk() -> Talked:
    return Talked(live(QINGSHAN, BAISHUI))


def test_what_is_said_to_everybody_everybody_sees(talk: Talked) -> None:
    talk.say(LECTURER, "请打开课本")
    talk.say(QINGSHAN, "打开了")

    for page in (LECTURER, QINGSHAN, BAISHUI):
        assert talk.seen(page) == ["请打开课本", "打开了"]


def test_what_is_said_to_the_lecturer_the_other_classrooms_do_not_see(talk: Talked) -> None:
    talk.say(QINGSHAN, "听不清", ONE)

    assert talk.seen(LECTURER) == talk.seen(QINGSHAN) == ["听不清"]
    assert talk.seen(BAISHUI) == []
    with pytest.raises(Refused, match="not_receiving"):
        talk.say(LECTURER, "给自己", ONE)


def test_nothing_that_is_said_is_in_the_record(talk: Talked) -> None:
    before = len(repr(talk.lesson.record))
    for n in range(50):
        talk.say(QINGSHAN, f"第 {n} 句" + "长" * 400)

    assert len(repr(talk.lesson.record)) < before + 100
    assert "长长" not in repr(talk.lesson.record)


def test_who_is_not_in_says_and_sees_nothing(talk: Talked) -> None:
    talk.say(LECTURER, "同学们好")
    talk.do(Lock(by=LECTURER))
    walk_in(talk.lesson, HONGYA, at=talk.now)  # and knocks at the closed door
    talk.do(AttachIngest(classroom=HONGYA, url="rtsp://box/1"))
    talk.do(ReportIngest(classroom=HONGYA, state=IngestState.PLAYING))

    assert talk.seen(HONGYA) == []
    for who in (HONGYA, "r4"):
        with pytest.raises(Refused, match="not_entered"):
            talk.say(who, "我在外面")


def test_who_was_put_out_says_and_sees_nothing(talk: Talked) -> None:
    talk.say(LECTURER, "同学们好")
    talk.do(Remove(by=LECTURER, classroom=QINGSHAN))

    with pytest.raises(Refused, match="not_entered"):
        talk.say(QINGSHAN, "我还在")
    assert talk.seen(QINGSHAN) == []


def test_who_has_not_the_right_says_nothing_and_still_reads(talk: Talked) -> None:
    talk.do(SetRight(by=LECTURER, right=Right.TEXT, on=False, classroom=QINGSHAN))

    for to in Audience:
        with pytest.raises(Refused, match="right_off"):
            talk.say(QINGSHAN, "为什么", to)
    talk.say(BAISHUI, "在听")

    assert talk.seen(QINGSHAN) == ["在听"]


@pytest.mark.parametrize(("off", "back"), [(PauseLesson, ResumeLesson), (ForbidAll, AllowAgain)])
def test_what_takes_the_rights_away_hides_what_was_said_until_they_are_back(
    talk: Talked, off: Callable[..., Command], back: Callable[..., Command]
) -> None:
    talk.say(QINGSHAN, "之前说的")
    talk.do(off(by=LECTURER))
    with pytest.raises(Refused, match="right_off"):
        talk.say(QINGSHAN, "偏要说")
    talk.say(LECTURER, "请安静")

    assert talk.seen(QINGSHAN) == talk.seen(BAISHUI) == ["请安静"]
    assert talk.seen(LECTURER) == ["之前说的", "请安静"]
    talk.do(back(by=LECTURER))
    assert talk.seen(QINGSHAN) == ["之前说的", "请安静"]


def test_it_stays_hidden_until_neither_lies_over_the_rights(talk: Talked) -> None:
    talk.say(QINGSHAN, "之前说的")
    talk.do(PauseLesson(by=LECTURER))
    talk.say(LECTURER, "请安静")
    talk.do(ForbidAll(by=LECTURER))
    talk.do(ResumeLesson(by=LECTURER))

    assert talk.seen(QINGSHAN) == ["请安静"]
    talk.do(AllowAgain(by=LECTURER))
    assert talk.seen(QINGSHAN) == ["之前说的", "请安静"]


def test_it_stays_hidden_while_the_lecturer_is_gone_and_after_a_restart(talk: Talked) -> None:
    talk.say(QINGSHAN, "之前说的")
    talk.do(PauseLesson(by=LECTURER))
    talk.do(Disconnect(by=LECTURER, session=session(LECTURER)))
    assert talk.seen(QINGSHAN) == []
    talk.do(Recover())

    assert talk.seen(QINGSHAN) == []
    with pytest.raises(Refused, match="right_off"):
        talk.say(QINGSHAN, "没人在")


def test_a_lesson_that_ends_while_paused_brings_nothing_back(talk: Talked) -> None:
    talk.say(QINGSHAN, "之前说的")
    talk.do(PauseLesson(by=LECTURER))
    talk.do(EndLesson(by=LECTURER))

    assert talk.seen(BAISHUI) == []
    with pytest.raises(Refused, match="lesson_over"):
        talk.say(LECTURER, "再见")


def test_the_lecturer_takes_away_whatever_was_said_and_it_is_still_known(talk: Talked) -> None:
    talk.say(QINGSHAN, "不好的话")
    talk.say(LECTURER, "写错了")

    for number in (0, 1):
        talk.do(Unsay(by=LECTURER, remark=number))

    assert all(talk.seen(page) == [] for page in (LECTURER, QINGSHAN, BAISHUI))
    assert [e.text for e in talk.events if isinstance(e, Said)] == ["不好的话", "写错了"]
    assert [e.by for e in talk.events if isinstance(e, Unsaid)] == [LECTURER, LECTURER]


def test_a_classroom_takes_nothing_away_not_even_its_own(talk: Talked) -> None:
    talk.say(QINGSHAN, "不好的话")

    with pytest.raises(Refused, match="not_allowed"):
        talk.do(Unsay(by=QINGSHAN, remark=0))


@pytest.mark.parametrize("number", [1, 2**31])
def test_what_was_never_said_here_is_not_taken_away(talk: Talked, number: int) -> None:
    talk.say(QINGSHAN, "第一句")

    with pytest.raises(Refused, match="unknown_remark"):
        talk.do(Unsay(by=LECTURER, remark=number))


def test_slow_mode_holds_each_classroom_back_by_itself_and_not_the_lecturer(
    talk: Talked,
) -> None:
    talk.do(SetSlowMode(by=LECTURER, seconds=30))
    talk.say(QINGSHAN, "一")
    with pytest.raises(Refused, match="slow_mode"):
        talk.say(QINGSHAN, "二", after=29)
    talk.say(BAISHUI, "三", after=0)
    talk.say(LECTURER, "四", after=0)
    talk.say(LECTURER, "五", after=0)
    talk.say(QINGSHAN, "六", after=1)

    assert talk.seen(BAISHUI) == ["一", "三", "四", "五", "六"]


def test_slow_mode_holds_after_another_page_and_a_restart(talk: Talked) -> None:
    talk.do(SetSlowMode(by=LECTURER, seconds=30))
    talk.say(QINGSHAN, "一")
    talk.do(Recover())
    walk_in(talk.lesson, LECTURER, QINGSHAN, at=talk.now, load=2)

    with pytest.raises(Refused, match="slow_mode"):
        talk.say(QINGSHAN, "二")


def test_nobody_says_two_things_at_once(talk: Talked) -> None:
    talk.say(QINGSHAN, "一")

    with pytest.raises(Refused, match="slow_mode"):
        talk.say(QINGSHAN, "二", after=0.5)


def test_what_the_school_objects_to_is_kept_and_said_to_nobody(talk: Talked) -> None:
    command = Say(by=QINGSHAN, to=ALL, text="坏词", objection="words_not_allowed")

    kept = talk.do(command)

    assert kept == [Withheld(at=talk.now, by=QINGSHAN, text="坏词", reason="words_not_allowed")]
    assert talk.seen(LECTURER) == talk.seen(QINGSHAN) == []
    with pytest.raises(Refused, match="slow_mode"):  # trying words out is slow, too
        talk.do(command, after=0.5)


def test_what_was_said_lately_is_kept_and_no_more(talk: Talked) -> None:
    for n in range(KEPT + 20):
        talk.say(LECTURER, str(n))

    assert [each.number for each in talk.all] == list(range(20, KEPT + 20))
    assert talk.seen(QINGSHAN) == [str(n) for n in range(KEPT + 20 - SHOWN, KEPT + 20)]
    followed: Remarks = ()
    for event in talk.events:
        followed = remarks.after(followed, [event])
    assert followed == talk.all


def test_nobody_talks_before_the_lesson_opens() -> None:
    with pytest.raises(Refused, match="not_open"):
        scheduled().handle(Say(by=QINGSHAN, to=ALL, text="早"), NINE - 3600)
