"""What waits to be written, of one lesson.

Rule: marks first, then the lecturer's sound, all other sound, the lecturer's pictures, all others;
within a track in order. Its tracks bound it, each by its own bytes; marks by their number.
"""

from collections import deque
from collections.abc import Sequence

from recording.recorder.jobs import Job, Note, Opening

MOST_MARKS = 2000
"""An hour of a mark every two seconds; beyond, the oldest are lost: the disk has failed by then."""


class Waiting:
    """The jobs of one lesson."""

    def __init__(self) -> None:
        """Start empty."""
        self._marks: deque[Note | Opening] = deque(maxlen=MOST_MARKS)
        self._tracks: dict[int, dict[object, deque[Job]]] = {weight: {} for weight in range(4)}

    def put(self, job: Job) -> None:
        """Add one."""
        if isinstance(job, Note | Opening):
            self._marks.append(job)
            return
        identity = job.part.identity
        self._tracks[identity.weight].setdefault(identity.key, deque()).append(job)

    def take(self, most: int) -> list[Job]:
        """Take out the first ones."""
        jobs: list[Job] = []
        while self._marks and len(jobs) < most:
            jobs.append(self._marks.popleft())
        for tracks in self._tracks.values():
            for key, waiting in list(tracks.items()):
                while waiting and len(jobs) < most:
                    jobs.append(waiting.popleft())
                if not waiting:
                    del tracks[key]
        return jobs

    def put_back(self, jobs: Sequence[Job]) -> None:
        """Put back what was taken and not written."""
        for job in reversed(jobs):
            if isinstance(job, Note | Opening):
                if len(self._marks) < MOST_MARKS:
                    self._marks.appendleft(job)
                continue
            identity = job.part.identity
            self._tracks[identity.weight].setdefault(identity.key, deque()).appendleft(job)

    def __bool__(self) -> bool:
        """Whether anything waits."""
        return bool(self._marks) or any(self._tracks.values())
