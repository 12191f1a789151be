"""A recording as lists know it; what is in it is read from its manifest.

Rule: its id is the lesson's. Its row stays when it was deleted, and says so.
"""

import msgspec

from classroom.recording.values import Keeping, RecordingState


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What a recording came to, by its manifest."""

    bytes: int = 0
    seconds: float = 0.0  # from its first sample to its last
    tracks: int = 0
    gap_seconds: float = 0.0  # in which something that should have been written was not
    alarms: int = 0
    head: str = ""  # hash of the manifest's last line


class Recording(msgspec.Struct, frozen=True, kw_only=True):
    """One recording. Times are seconds since the epoch, UTC."""

    id: str
    scope: str  # of the delivering school; "/" where no timetable knows the lesson
    title: str
    subject: str
    starts_at: float
    began_at: float
    ended_at: float | None
    state: RecordingState
    keeping: Keeping
    figures: Figures
    shelf: str  # where it stands: "" is the recordings' folder, else the URL of a bucket
    why: str  # why it failed, or was deleted
    delete_after: float | None  # once it is over
    deleted_at: float | None
    gone_at: float | None  # when the last of its files was deleted
    schools: tuple[str, ...] = ()  # scopes of those that took part, the delivering one's first
    lecturer: str | None = None  # id of the person
    held: bool = False  # a legal hold keeps it

    @property
    def places(self) -> tuple[str, ...]:
        """The scopes from which it is seen: a lesson of no timetable from everywhere, or not."""
        return self.schools or (self.scope,)


# Something of it may be read: files are there, or will be in a moment.
READABLE = frozenset(
    {
        RecordingState.RECORDING,
        RecordingState.PROCESSING,
        RecordingState.SEALED,
        RecordingState.FAILED,
    }
)
OVER = frozenset({RecordingState.SEALED, RecordingState.FAILED})  # nothing writes to it any more
