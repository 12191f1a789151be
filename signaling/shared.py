"""What one page may know of a lesson's files, and of what is shown on every wall."""

from classroom.files.sharing import seen_by
from classroom.files.showing import shown_to
from classroom.record import LessonRecord
from signaling.messages import FileState, ShowingState


def files_of(record: LessonRecord, classroom: str) -> list[FileState]:
    """Return the files that the classroom's page lists."""
    return [
        FileState(
            id=file.id,
            name=file.name,
            kind=file.kind,
            size=file.size,
            pages=file.pages,
            by=file.by,
            at=file.at,
        )
        for file in seen_by(record, classroom)
    ]


def showing_of(record: LessonRecord, classroom: str) -> ShowingState | None:
    """Return what the classroom's page shows."""
    showing = shown_to(record, classroom)
    if showing is None:
        return None
    return ShowingState(what=showing.what, file=showing.file, page=showing.page, key=showing.key)
