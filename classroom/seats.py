"""A seat: one classroom's place in one lesson, whether or not anyone is in it.

Rule: seats are values; whoever changes one makes another.
"""

import msgspec

from classroom.media_messages import IngestState, Level, LevelReason
from classroom.sound_test import SoundTest
from classroom.states import DeviceState, Part, Presence, Right


class Ingest(msgspec.Struct, frozen=True, kw_only=True):
    """The recording box (RTSP URL) or file that speaks for a classroom."""

    url: str
    loop: bool = False
    state: IngestState | None = None  # None: not started


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """What the classroom missed, seconds since the epoch."""

    since: float
    until: float


class CatchUpNow(msgspec.Struct, frozen=True, kw_only=True):
    """It watches what it missed, and is behind."""

    at: float  # when it began to
    since: float  # where it began


def page_peer(classroom: str, session: str) -> str:
    """Return the peer id of a page, from the hash of its session."""
    return f"{classroom}.{session[:8]}"


def classroom_of(peer: str) -> str:
    """Return the classroom that a peer belongs to."""
    return peer.rpartition(".")[0]


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """One classroom in one lesson."""

    id: str
    name: str
    part: Part
    registered: bool = False  # `id` is that of a classroom of the register
    person: str = ""  # id of the lecturer or assistant who is expected there
    school_class: str = ""  # id of the class of the register that sits there
    presence: Presence = Presence.EXPECTED
    since: float = 0.0
    came_at: float | None = None  # when it first took part
    session: str | None = None  # SHA-256 of the page load that holds the seat
    entered: bool = False  # that page has walked in, and walks in again when it comes back
    camera: DeviceState = DeviceState.UNKNOWN
    microphone: DeviceState = DeviceState.UNKNOWN
    loudspeaker: DeviceState = DeviceState.UNKNOWN
    ingest: Ingest | None = None
    granted: tuple[Right, ...] = ()  # other than the lesson's rights say
    denied: tuple[Right, ...] = ()
    known: bool = False  # it has been let into this lesson, so a closed door is none for it
    knocking: bool = False  # its page waits before a closed door
    said_at: float = 0.0  # when it last said something
    removed: bool = False  # it was put out and does not come back
    limited: bool = False  # who sits there may watch and do nothing else
    reports: int = 0  # how many things it has reported
    push_to_talk: bool | None = None  # it holds a key to be heard; None: as the lesson says
    sound: SoundTest | None = None  # its last test, in this lesson or before
    silent_at: float | None = None  # since when nothing comes over its line, though it is there
    gap_since: float | None = None  # it is missing something, since then
    behind_at: float | None = None  # where it was in catching up when that began
    gap: Gap | None = None  # what it missed last, until it has caught up or will not
    catching_up: CatchUpNow | None = None
    pinned: Level | None = None  # it wants to be sent no more than this
    noted: tuple[Level, LevelReason] | None = None  # what it was sent, as was last noted

    @property
    def page_peer(self) -> str | None:
        """The id of the peer that the page holding the seat is in the media plane."""
        return None if self.session is None else page_peer(self.id, self.session)

    @property
    def ingest_peer(self) -> str:
        """The id of the peer that the ingest is in the media plane."""
        return f"{self.id}.ingest"

    @property
    def ingest_plays(self) -> bool:
        """Whether a recording box or file speaks for this classroom now."""
        return self.ingest is not None and self.ingest.state is IngestState.PLAYING

    @property
    def seen_as(self) -> Presence:
        """Presence as everybody else sees it: a playing ingest is a classroom that is there, and
        one whose place was given up because its line broke has not left.
        """
        if self.ingest_plays:
            return Presence.PRESENT
        cut_off = self.presence is Presence.LEFT and self.gap_since is not None
        return Presence.LOST if cut_off else self.presence

    @property
    def here(self) -> bool:
        """Whether the classroom takes part now."""
        return self.seen_as is Presence.PRESENT

    @property
    def walked_in(self) -> bool:
        """Whether somebody is in the lesson for it, or has just been lost; a box is nobody."""
        return self.presence is Presence.PRESENT or (
            self.presence is Presence.LOST and self.entered
        )

    @property
    def holds_place(self) -> bool:
        """Whether it counts against the cap and keeps its stage: in the lesson, or just lost."""
        return self.here or self.walked_in
