"""What all pages know alike: files, what is shown on every wall, how it is being recorded."""

from classroom.files.sharing import seen_by
from classroom.files.showing import shown_to
from classroom.record import LessonRecord
from signaling.messages import FileState, RecordingAlarmState, RecordingState, ShowingState


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


def recording_of(record: LessonRecord) -> RecordingState:
    """Return how the lesson is being recorded."""
    now = record.recording
    return RecordingState(
        on=now.on,
        alarms=[
            RecordingAlarmState(
                alarm=each.alarm, since=each.since, classroom=each.classroom, source=each.source
            )
            for each in now.alarms
        ],
        withheld=list(now.withheld),
    )
