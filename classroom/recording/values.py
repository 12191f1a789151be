"""The words of a recording: what is recorded, what is marked, what is an alarm, how it stands.

Rule: their values are in manifests that are signed and kept for years, so they are never renamed.
"""

from enum import StrEnum


class Recorded(StrEnum):
    """What of a lesson is recorded, by the school's choice; slides and ink are kept as events."""

    LECTURER = "lecturer"  # camera and microphone of the delivering classroom
    SCREEN = "screen"  # a shared screen with its sound, and the document camera, whoever's it is
    STAGE = "stage"  # camera and microphone of a receiving classroom while it is on stage
    CLASSROOMS = "classrooms"  # of every receiving classroom, all the time


class Marked(StrEnum):
    """What a recording's time line says of its tracks, beside the lesson's own events."""

    LOST = "lost"  # packets that never came; detail: {"packets": n}
    DROPPED = "dropped"  # packets that came and were not taken, the recorder being too slow
    LAYER = "layer"  # another simulcast layer from here on; detail: {"layer": 0…2 or null}
    MUTED = "muted"  # its owner or a right switched it off; no bytes are expected
    UNMUTED = "unmuted"
    GAP = "gap"  # nothing was written from `since`; detail: {"since": UTC seconds, "why": …}
    # What was captured from `since` to `until` by its lines was so `by` seconds later, or earlier.
    ALIGNED = "aligned"
    ALARM = "alarm"  # an alarm began; detail: {"kind": Alarm}
    CLEARED = "cleared"  # it is over
    STAGE = "stage"  # who is on stage from here on; detail: {"classrooms": […]}
    PHASE = "phase"  # of the lesson from here on (paused, hold, live); detail: {"phase": …}


class Alarm(StrEnum):
    """What may go wrong with a recording, each with its words on the pages."""

    STALLED = "stalled"  # a track that should flow does not
    NO_KEYFRAME = "no_keyframe"  # picture arrives, and cannot be begun
    SILENT = "silent"  # a live microphone sends digital silence, or nothing but
    LOSSY = "lossy"  # more than a stated share of a track is lost
    DROPPED = "dropped"  # the recorder does not keep up
    DISK_LOW = "disk_low"  # pictures are recorded no more, the classrooms' first
    DISK_FULL = "disk_full"  # only the lecturer's sound is recorded, as long as there is room
    DISK_FAILED = "disk_failed"  # read-only, gone, or failing
    RECORDER_DOWN = "recorder_down"  # its process died or hangs; it is started again
    SEALED = "sealed"  # the lesson was shut down and goes on; what was recorded is sealed


class RecordingState(StrEnum):
    """How a recording stands."""

    RECORDING = "recording"
    PROCESSING = "processing"  # the lesson has ended; it is being closed and sealed
    SEALED = "sealed"
    FAILED = "failed"  # nothing usable was written
    DELETED = "deleted"


class Keeping(StrEnum):
    """What a recording is kept as, which decides for how long."""

    LESSON = "lesson"
    RESEARCH = "research"
    OPEN = "open"
    INCIDENT = "incident"
