"""That there is a recording, and how it stands: the register of recordings, as others need it."""

from typing import Protocol


class Recordings(Protocol):
    """Takes note of recordings. Said twice changes nothing."""

    async def begun(self, lesson: str, at: float) -> None:
        """Note that the lesson is being recorded.

        Raises:
            Unavailable: it is not noted.
        """
        ...

    async def ended(self, lesson: str, at: float) -> None:
        """Note that everything of it is written, so that it can be sealed.

        Raises:
            Unavailable: it is not noted.
        """
        ...
