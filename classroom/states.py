"""The words for how a lesson, a classroom, a device and a picture may stand.

Rule: a state is one value of one enumeration, never a handful of booleans. Their values are part of
the protocol and of the database, so they are never renamed.
"""

from enum import StrEnum


class Phase(StrEnum):
    """Where a lesson is in its life; `hold` is live with the lecturer gone for a moment."""

    SCHEDULED = "scheduled"
    OPEN = "open"
    LIVE = "live"
    HOLD = "hold"
    PAUSED = "paused"
    ENDED = "ended"


class Part(StrEnum):
    """A classroom's part in the lesson."""

    DELIVERING = "delivering"
    RECEIVING = "receiving"


class Presence(StrEnum):
    """A classroom as the lesson sees it."""

    EXPECTED = "expected"  # never came yet
    WAITING = "waiting"  # page open, in the device check
    PRESENT = "present"  # in the lesson
    LOST = "lost"  # connection broke; its place is kept for a while
    LEFT = "left"


class DeviceState(StrEnum):
    """What the device check found."""

    OK = "ok"
    OFF = "off"  # switched off by choice
    MISSING = "missing"
    BUSY = "busy"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Right(StrEnum):
    """What a receiving classroom may do, each switched by itself."""

    VIDEO = "video"  # its cameras are seen
    AUDIO = "audio"  # its microphone is heard
    ANNOTATE = "annotate"
    SCREEN = "screen"
    FILE = "file"
    TEXT = "text"
    RAISE_HAND = "raise_hand"
    ANSWER = "answer"


class Purpose(StrEnum):
    """What a classroom raises its hand for."""

    QUESTION = "question"
    ANSWER = "answer"
    SHOW = "show"


class Mark(StrEnum):
    """What is said of one pupil on the roll; who is not marked is present, unless the rule says
    that the classroom was late.
    """

    PRESENT = "present"  # whatever the rule says of the classroom
    ABSENT = "absent"
    LATE = "late"
    ON_LEAVE = "on_leave"
    LEFT_EARLY = "left_early"


class Finding(StrEnum):
    """What does not fit together in a classroom's roll."""

    NOT_CONFIRMED = "not_confirmed"
    FULL_BUT_NOT_THERE = "full_but_not_there"
    FULL_BUT_NOTHING_SENT = "full_but_nothing_sent"
    COUNT_DIFFERS = "count_differs"  # heads, from the list


class Audience(StrEnum):
    """Whom something is said to."""

    EVERYBODY = "everybody"
    LECTURER = "lecturer"


class Objectionable(StrEnum):
    """What is wrong with something that was said or shown."""

    ABUSE = "abuse"
    VULGAR = "vulgar"
    FALSE = "false"
    PRIVACY = "privacy"
    ADVERTISING = "advertising"
    OTHER = "other"


class Layout(StrEnum):
    """How every wall arranges what it shows, as the lecturer chose.

    A *surface* is whatever all look at that is no person: a screen, a document camera, slides.
    """

    SPEAKER = "speaker"  # the lecturer, or what they show, large; the stage beside it
    SIDE_BY_SIDE = "side_by_side"  # the lecturer and who is on stage first, as large as each other
    GRID = "grid"  # everybody who is shown, as large as each other
    SURFACE = "surface"  # the surface as large as can be, everybody small


class SoundVerdict(StrEnum):
    """What a classroom's sound test found, in one word."""

    GOOD = "good"
    ECHO = "echo"  # the microphone hears the loudspeaker: turn it down
    LOUD = "loud"  # the microphone is overdriven
    NOISY = "noisy"
    QUIET = "quiet"


class Place(StrEnum):
    """Where a stream belongs on the page that sees it."""

    MAIN = "main"
    CORNER = "corner"
    STAGE = "stage"
    SPOTLIGHT = "spotlight"
    STRIP = "strip"
    SOUND = "sound"  # heard, not seen


class Light(StrEnum):
    """A classroom's line in one word; pages show word and shape, never the colour alone."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    LOST = "lost"
