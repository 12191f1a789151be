"""What somebody at HTTP may do with a lesson's files: as the page whose ticket they hold.

Rule: a ticket is a page's in a lesson, and good for nothing else; it ends when the page is let go,
put out, or the lesson is over. What the page may, its lesson says, each time it is asked.
"""

from collections.abc import Iterable

from classroom.commands import ShareFile
from classroom.failures import Refused
from classroom.files import names, sharing
from classroom.files.values import ID, FileKind, SharedFile
from classroom.permissions import Action, check, role_of
from classroom.seats import Seat
from signaling.lessons import Lessons
from signaling.page import Page
from signaling.room import LessonRoom


class Holder:
    """Whoever holds a page's ticket."""

    def __init__(self, room: LessonRoom, page: Page, most_bytes: int) -> None:
        """Act for this page, in this room; a lesson's files have so many bytes together."""
        self._room, self._page, self._most_bytes = room, page, most_bytes

    @property
    def lesson(self) -> str:
        """The id of the lesson."""
        return self._room.record.id

    @property
    def page(self) -> str:
        """Whose ticket it is, for counting."""
        return self._page.ticket

    def may_share(self, size: int) -> None:
        """Raise Refused unless a file of this size may be handed round now: `not_allowed`,
        `not_verified`, `right_off`, `not_entered`, `too_many_files`, `files_full`, `lesson_over`.
        """
        seat = self._seat()
        check(role_of(seat.part), Action.SHARE_FILE)
        if not self._page.admitted.verified:
            raise Refused("not_verified")
        sharing.may_share(self._room.record, seat, size, self._most_bytes)

    def called(self, said: str) -> str:
        """Return what the file is called, without an ending.

        Raises:
            Refused: `text_too_long`, `words_not_allowed`, `no_links`.
        """
        stem = names.stem(said)
        self._unobjectionable(stem)
        return stem

    def leads_to(self, links: Iterable[str]) -> None:
        """Raise Refused `no_links` or `words_not_allowed` for an address that may not be named."""
        for link in links:
            if not link.startswith(("#", "mailto:")):
                self._unobjectionable(link)

    async def share(
        self,
        *,
        stem: str,
        kind: FileKind,
        size: int,
        sha256: str,
        sizes: tuple[tuple[int, int], ...],
    ) -> str:
        """Hand the file round, once it is kept; return its id.

        Raises:
            Refused: as `may_share`.
            Unavailable: the lesson or the store does not take it.
        """
        self.may_share(0)  # the page may have been let go, or the right switched off, meanwhile
        file = sha256[:ID]
        await self._room.task.submit(
            ShareFile(
                by=self._page.classroom,
                file=file,
                name=names.name(stem, kind),
                kind=kind,
                size=size,
                sha256=sha256,
                sizes=sizes,
                most_bytes=self._most_bytes,
            )
        )
        return file

    def file(self, id: str) -> SharedFile:
        """Return a file that the page may have.

        Raises:
            Refused: `not_allowed`, `unknown_file`, `file_hidden`, `not_entered`.
        """
        check(role_of(self._seat().part), Action.READ_FILE)
        return sharing.may_have(self._room.record, self._page.classroom, id)

    def _seat(self) -> Seat:
        seat = self._room.record.seat(self._page.classroom)
        if seat is None or self._room.holder(self._page.ticket) is not self._page:
            raise Refused("ticket_unknown")
        return seat

    def _unobjectionable(self, text: str) -> None:
        objection = self._room.wording.objection(text, self._seat().part)
        if objection is not None:
            raise Refused(objection)


class FileDesk:
    """Finds who holds a ticket."""

    def __init__(self, lessons: Lessons, most_bytes: int) -> None:
        """Look among the pages of these lessons."""
        self._lessons, self._most_bytes = lessons, most_bytes

    def holder(self, lesson: str, ticket: str) -> Holder:
        """Return who holds it.

        Raises:
            Refused: `ticket_unknown`.
        """
        room, page = self._lessons.holder(lesson, ticket)
        return Holder(room, page, self._most_bytes)
