"""Where recordings lie: one folder for all of them, one in it for each lesson, one file a part.

Rule: a lesson's id is a folder's name only after `lesson_folder` has looked at it: no id leads out
of the folder of recordings, whatever it holds.
"""

import re
from pathlib import Path

from classroom.failures import BadMessage
from classroom.media_messages import Source

_LESSON = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")


def lesson_folder(root: Path, lesson: str) -> Path:
    """Return the folder of a lesson's recording.

    Raises:
        BadMessage: `lesson`, which can be no folder's name.
    """
    if not _LESSON.fullmatch(lesson):
        raise BadMessage("lesson", "not a lesson's id")
    return root / lesson


def part_name(track: int, part: int, source: Source, suffix: str) -> str:
    """Return the name of a part's file; `suffix` is the container's, such as ".mp4".

    >>> part_name(1, 2, Source.SCREEN_SOUND, ".mp4")
    '1-2-screen_sound.mp4'
    """
    return f"{track}-{part}-{source}{suffix}"
