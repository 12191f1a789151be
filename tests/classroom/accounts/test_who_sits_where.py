import msgspec
import pytest

from classroom.accounts.devices import Device
from classroom.accounts.principal import Principal
from classroom.accounts.seating import open_lesson, part_of, seat_device, seat_person
from classroom.audit.record import Actor, ActorKind
from classroom.failures import Refused
from classroom.states import Part
from classroom.timetable.pairings import Mode, Receiver
from classroom.timetable.planned import PlannedLesson, PlannedState
from tests.device import Signer

NINE = 9 * 3600.0
LESSON = PlannedLesson(
    id="lesson",
    scope="/county/centre/",
    term="t",
    pairing="p",
    slot="s",
    day="2026-09-01",
    starts_at=NINE,
    ends_at=NINE + 2400,
    usual_at=NINE,
    title="音乐",
    subject="music",
    mode=Mode.DEDICATED,
    classroom="main",
    lecturer="wang",
    receivers=(Receiver(classroom="far", assistant="li"), Receiver(classroom="farther")),
    state=PlannedState.OPENED,
)


def person(id: str, **more: object) -> Principal:
    who = Principal(
        actor=Actor(kind=ActorKind.PERSON, id=id, session="session"),
        person=id,
        name="老师",
        verified=True,
        until=NINE + 9999,
    )
    return msgspec.structs.replace(who, **more)


def device(classroom: str) -> Device:
    key = Signer().key
    return Device(
        id=key.device, classroom=classroom, scope="/county/x/", key=key, made_at=0, seen_at=0
    )


def test_the_named_lecturer_has_the_delivering_seat() -> None:
    admitted = seat_person(LESSON, person("wang"))

    assert admitted.seat == "main"
    assert admitted.until == NINE + 9999
    assert part_of(LESSON, admitted.seat) is Part.DELIVERING


def test_an_assistant_has_the_seat_of_the_classroom_they_are_named_for() -> None:
    assert seat_person(LESSON, person("li")).seat == "far"


@pytest.mark.parametrize("who", ["zhang", ""])
def test_nobody_else_is_expected_whatever_role_they_have(who: str) -> None:
    with pytest.raises(Refused, match="not_expected"):
        seat_person(LESSON, person(who))


def test_whoever_is_not_known_for_certain_does_not_teach_and_may_only_watch() -> None:
    with pytest.raises(Refused, match="not_verified"):
        seat_person(LESSON, person("wang", verified=False))

    assert seat_person(LESSON, person("li", verified=False)).verified is False


def test_half_a_sign_in_opens_no_door() -> None:
    with pytest.raises(Refused, match="second_factor_needed"):
        seat_person(LESSON, person("wang", half=True))


@pytest.mark.parametrize("classroom", ["main", "far", "farther"])
def test_a_device_has_the_seat_of_its_classroom(classroom: str) -> None:
    admitted = seat_device(LESSON, device(classroom), "192.0.2.1")

    assert admitted.seat == classroom
    assert admitted.verified
    assert admitted.actor.address == "192.0.2.1"


def test_a_device_of_another_classroom_is_not_expected() -> None:
    with pytest.raises(Refused, match="not_expected"):
        seat_device(LESSON, device("elsewhere"), "")


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (PlannedState.PLANNED, "not_open"),
        (PlannedState.ENDED, "lesson_over"),
        (PlannedState.CANCELLED, "lesson_cancelled"),
        (PlannedState.MERGED, "lesson_merged"),
    ],
)
def test_a_lesson_that_is_not_going_on_says_what_became_of_it(
    state: PlannedState, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        open_lesson(msgspec.structs.replace(LESSON, state=state))
