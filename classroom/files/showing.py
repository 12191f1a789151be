"""What the lecturer shows on every wall, page by page.

Rule: one thing at a time, and it is the lesson's: whoever comes late, or back, sees the page that
is shown. It is the lecturer's own, so it goes on through a pause; it ends with the lesson.
"""

from classroom.commands import ShowSlides, StopShowing
from classroom.draft import Draft
from classroom.events import ShowingEnded, SlideShown
from classroom.failures import Refused
from classroom.files.values import Showing, ShownKind
from classroom.record import LessonRecord
from classroom.states import Part


def show_slides(draft: Draft, command: ShowSlides) -> None:
    """Show a page of a file, instead of whatever is shown."""
    file = draft.record.files.find(command.file)
    if file is None:
        raise Refused("unknown_file")
    if file.pages == 0:
        raise Refused("not_slides")
    if not 1 <= command.page <= file.pages:
        raise Refused("no_such_page")
    showing = Showing(what=ShownKind.SLIDES, file=file.id, page=command.page)
    if showing != draft.record.showing:
        draft.set(showing=showing)
        draft.events.append(SlideShown(at=draft.now, file=file.id, page=command.page))


def stop_showing(draft: Draft, _command: StopShowing) -> None:
    """Put it away."""
    put_away(draft)


def put_away(draft: Draft) -> None:
    """Put away what is shown, if anything is."""
    if draft.record.showing is not None:
        draft.set(showing=None)
        draft.events.append(ShowingEnded(at=draft.now))


def shown_to(record: LessonRecord, classroom: str) -> Showing | None:
    """Return what the classroom's page shows: nothing to who knocks, or has yet to come in."""
    seat = record.seat(classroom)
    if seat is None or not (seat.part is Part.DELIVERING or seat.walked_in):
        return None
    return record.showing
