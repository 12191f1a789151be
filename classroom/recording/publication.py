"""What somebody has answered for of a recording: that it was reviewed, and to whom it is open.

Rule: a recording is private until somebody has reviewed it and somebody opens it, to whom and until
when. Time is an input: what has expired is closed without anybody doing anything. Pupils' pictures
are in only by policy and consent, which are asked for again at every look.
"""

from collections.abc import Collection, Iterable
from enum import StrEnum

import msgspec

from classroom.failures import BadMessage, Refused
from classroom.recording.recording import Recording
from classroom.recording.values import Keeping, RecordingState

DAY = 86_400.0
LONGEST = 366 * DAY  # that one is open without being opened anew


class PublicationState(StrEnum):
    """How far it is open."""

    PRIVATE = "private"  # for those whose office it is to watch
    REVIEWED = "reviewed"  # the same, and it may be published
    PUBLISHED = "published"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class PublishedTo(StrEnum):
    """To whom it is open."""

    SCHOOLS = "schools"  # whoever has a role in a school that took part
    EVERYBODY = "everybody"  # whoever signs in here, and of whom it is certain who they are


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """What was answered for of one recording. Times are seconds since the epoch, UTC."""

    reviewed_at: float | None = None
    reviewed_by: str = ""  # id of the person, as in the next
    published_at: float | None = None
    published_by: str = ""
    audience: PublishedTo | None = None
    until: float | None = None
    pupils: bool = False  # pupils' tracks are in, as long as policy and consents allow it
    withdrawn_at: float | None = None
    withdrawn_by: str = ""

    def state(self, now: float) -> PublicationState:
        """Return how far it is open.

        >>> done = Publication(reviewed_at=1.0, published_at=2.0, until=9.0)
        >>> [done.state(8.9).value, done.state(9.0).value, Publication().state(0.0).value]
        ['published', 'expired', 'private']
        """
        if self.reviewed_at is None:
            return PublicationState.PRIVATE
        if self.published_at is None:
            return PublicationState.REVIEWED
        if self.withdrawn_at is not None:
            return PublicationState.WITHDRAWN
        over = self.until is None or now >= self.until
        return PublicationState.EXPIRED if over else PublicationState.PUBLISHED


class Place(msgspec.Struct, frozen=True):
    """A classroom's place in the lesson, and the class that sat there; "": it is not known."""

    delivers: bool
    school_class: str


PRIVATE = Publication()


def check_review(recording: Recording, person: str) -> None:
    """Let somebody say that they have looked it through.

    Raises:
        Refused: `took_part`: who taught it does not; `recording_gone`, `recording_live`,
            `recording_damaged`.
    """
    _check_there(recording)
    if person == recording.lecturer:
        raise Refused("took_part", "somebody else than its lecturer reviews it")


def check_publish(recording: Recording, found: Publication, until: float, now: float) -> None:
    """Let somebody open it until then.

    Raises:
        Refused: `not_reviewed`; `not_allowed`: of a lesson that was shut down only a package leaves
            (ADR 22); `recording_gone`, `recording_live`, `recording_damaged`.
        BadMessage: `bad_request`: no such time.
    """
    _check_there(recording)
    if recording.keeping is Keeping.INCIDENT:
        raise Refused("not_allowed", "it is kept as an incident, which leaves by release only")
    if found.state(now) is PublicationState.PRIVATE:
        raise Refused("not_reviewed")
    if not now < until <= now + LONGEST:
        raise BadMessage("bad_request", f"until: later than now, within {LONGEST / DAY:.0f} days")


def everybody_agreed(places: Iterable[Place], whole: Collection[str]) -> bool:
    """Tell whether every class of the lesson is known, and every guardian in it has agreed; `whole`
    are the classes in which they have. The delivering classroom may have no class before it.
    """
    every = list(places)
    return bool(every) and all(
        place.school_class in whole if place.school_class else place.delivers for place in every
    )


def _check_there(recording: Recording) -> None:
    match recording.state:
        case RecordingState.DELETED:
            raise Refused("recording_gone")
        case RecordingState.FAILED:
            raise Refused("recording_damaged", "nothing usable was recorded")
        case RecordingState.RECORDING | RecordingState.PROCESSING:
            raise Refused("recording_live")
