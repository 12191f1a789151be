"""The pages of one lesson: the one that has each classroom's seat, and those beside it.

Rule: a classroom's seat has one page; the pages of its assistants stand beside it, neither send nor
receive, and are told what the classroom is told. What is not in here is served no more.
"""

import hmac
from collections.abc import Iterator

from signaling.page import Page

BESIDE = 4  # of one classroom; then the one that has been there longest gives way


class Pages:
    """Whom a lesson tells what has changed."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._seated: dict[str, Page] = {}
        self._beside: list[Page] = []

    def __iter__(self) -> Iterator[Page]:
        """Give all of them, as they are now."""
        return iter((*self._seated.values(), *self._beside))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._seated) + len(self._beside)

    def __contains__(self, page: Page) -> bool:
        """Whether this page is served."""
        return any(each is page for each in self)

    def seated(self, classroom: str) -> Page | None:
        """Return the page that has the classroom's seat."""
        return self._seated.get(classroom)

    def seat(self, page: Page) -> None:
        """Give it the seat of its classroom; whoever had that is told."""
        before = self._seated.get(page.classroom)
        if before is not None:
            before.goodbye("opened_elsewhere")
        self._seated[page.classroom] = page

    def beside(self, classroom: str, session: str) -> Page | None:
        """Return the page of this session beside the classroom."""
        same = (p for p in self._beside if (p.classroom, p.session) == (classroom, session))
        return next(same, None)

    def stand_beside(self, page: Page) -> None:
        """Let it stand beside its classroom; whoever is one too many is told."""
        others = [each for each in self._beside if each.classroom == page.classroom]
        for each in others[: max(0, len(others) + 1 - BESIDE)]:
            self.forget(each)
            each.goodbye("opened_elsewhere")
        self._beside.append(page)

    def holder(self, ticket: str) -> Page | None:
        """Return the page whose ticket that is."""
        given = ticket.encode(errors="replace")
        return next((p for p in self if hmac.compare_digest(p.ticket.encode(), given)), None)

    def forget(self, page: Page) -> None:
        """Serve it no more."""
        if self._seated.get(page.classroom) is page:
            del self._seated[page.classroom]
        self._beside = [each for each in self._beside if each is not page]
