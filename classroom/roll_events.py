"""What has happened to the roll; the rule for all events: `classroom.events`."""

from classroom.event_base import BaseEvent
from classroom.states import Mark


class RollCalled(BaseEvent, frozen=True):
    """The roll was called: the pupils, by id, who are expected in each classroom; None: heads are
    counted there.
    """

    roll: int  # 1, 2, 3… in the lesson
    expected: dict[str, tuple[str, ...] | None]


class PupilMarked(BaseEvent, frozen=True):
    """A pupil was marked, or (None) not any more."""

    roll: int
    classroom: str
    pupil: str
    mark: Mark | None


class HeadsCounted(BaseEvent, frozen=True):
    """So many pupils were counted in the classroom."""

    roll: int
    classroom: str
    heads: int


class RollConfirmed(BaseEvent, frozen=True):
    """The classroom's roll was confirmed: its version 1."""

    roll: int
    classroom: str
    here: bool  # whether the classroom took part at that moment
    sending: bool  # and sent sound or a picture


class RollCorrected(BaseEvent, frozen=True):
    """Afterwards it was changed: a pupil's mark, or the number of heads."""

    roll: int
    classroom: str
    version: int
    reason: str
    pupil: str | None = None
    mark: Mark | None = None
    heads: int | None = None
