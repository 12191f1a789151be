"""What the recorder is told when it starts.

Rule: read once, frozen, handed on whole to the process; nothing else in here reads a setting.
"""

import msgspec

from config.sections import Log, Settings


class RecorderSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where it writes, how it is watched."""

    folder: str
    """The folder of recordings, absolute."""
    keyframe_seconds: float = 4.0
    """How old the last keyframe that begins a segment may become."""
    low_mb: int = 2048
    """Below so much free disk something stops; see `recording.recorder.disk_room`."""
    log: Log = Log(level="info", format="console")
    start_seconds: float = 20.0
    """A process that is not ready by then is ended and started again."""
    reply_seconds: float = 10.0
    """A request that is not answered by then is Unavailable: `recorder_slow`."""
    deaf_seconds: float = 5.0
    """A process that said nothing for so long counts as hung, and is ended."""
    longest_pause: float = 2.0
    """Seconds between two starts of a process that keeps dying; lessons are lost meanwhile."""
    closing_seconds: float = 20.0
    """How long a process may take to write out what it has when the server ends."""


def recorder_settings(settings: Settings) -> RecorderSettings:
    """Return what the recorder needs of all settings."""
    return RecorderSettings(
        folder=str(settings.recordings.absolute()),
        keyframe_seconds=settings.recording.keyframe_seconds,
        low_mb=settings.recording.low_mb,
        log=settings.log,
    )
