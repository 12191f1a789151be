import pytest

from classroom.admission import Cut, Pass, SeatTaken, give_way
from classroom.audit.record import Actor, ActorKind
from classroom.states import Presence

TEACHER = Pass(
    lesson="l", seat="c1", actor=Actor(kind=ActorKind.PERSON, id="p", session="s"), name="王老师"
)
DEVICE = Pass(lesson="l", seat="c1", actor=Actor(kind=ActorKind.DEVICE, id="dev", device="dev"))
LINK = Pass(lesson="l", seat="c1", actor=Actor(kind=ActorKind.LINK, id="0123"))


@pytest.mark.parametrize("presence", [Presence.WAITING, Presence.PRESENT, Presence.LOST])
def test_a_device_pushes_nobody_out_and_learns_who_is_there(presence: Presence) -> None:
    with pytest.raises(SeatTaken, match="seat_taken") as taken:
        give_way(TEACHER, presence, DEVICE, over=False)

    assert taken.value.holder == "王老师"
    assert "王老师" not in str(taken.value), "what engineers read names no person"


@pytest.mark.parametrize("presence", [Presence.LEFT, Presence.EXPECTED])
def test_a_seat_whose_person_has_left_is_free(presence: Presence) -> None:
    give_way(TEACHER, presence, DEVICE, over=False)


def test_somebody_standing_at_the_device_may_take_the_seat() -> None:
    give_way(TEACHER, Presence.PRESENT, DEVICE, over=True)


@pytest.mark.parametrize("held", [TEACHER, DEVICE, LINK])
def test_a_person_takes_the_seat_whoever_has_it(held: Pass) -> None:
    give_way(held, Presence.PRESENT, TEACHER, over=False)


def test_a_device_that_starts_anew_takes_its_own_seat_back() -> None:
    give_way(DEVICE, Presence.LOST, DEVICE, over=False)


@pytest.mark.parametrize(
    ("cut", "hit"),
    [
        (Cut(session="s"), [TEACHER]),
        (Cut(person="p"), [TEACHER]),
        (Cut(device="dev"), [DEVICE]),
        (Cut(person="dev"), []),
        (Cut(session=""), []),
        (Cut(), []),
    ],
)
def test_a_cut_hits_those_it_names_and_nobody_else(cut: Cut, hit: list[Pass]) -> None:
    assert [each for each in (TEACHER, DEVICE, LINK) if cut.matches(each)] == hit
