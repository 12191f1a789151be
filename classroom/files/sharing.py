"""Handing files round, taking them away, and who may have which.

Rule: the lecturer always may, a classroom with the right to while it is in. A pause and *forbid
all* hide from the classrooms what was handed round before, and it comes back with their rights;
what the lecturer shows just now is not hidden. Classrooms fill half of a lesson's room for files at
most, so that the lecturer's own slides always find some. Only the lecturer takes a file away: one
of a classroom's is kept for what it may prove, until all of the lesson's are deleted.
"""

import msgspec

from classroom.commands import ShareFile, TakeFileAway
from classroom.draft import Draft
from classroom.events import FileShared, FileTakenAway
from classroom.failures import Refused
from classroom.files.showing import put_away
from classroom.files.values import MOST, SharedFile
from classroom.record import LessonRecord
from classroom.rights import require
from classroom.seats import Seat
from classroom.states import Part, Phase, Right


def may_share(record: LessonRecord, seat: Seat, size: int, most_bytes: int) -> None:
    """Raise Refused unless the classroom may hand round a file of this size now."""
    if record.phase is Phase.ENDED:
        raise Refused("lesson_over")
    files, bytes_left = record.files.shared, most_bytes
    most = MOST
    if seat.part is Part.RECEIVING:
        if not seat.walked_in:
            raise Refused("not_entered")
        require(record, seat, Right.FILE)
        files = tuple(file for file in files if file.by != record.delivering.id)
        most, bytes_left = MOST // 2, most_bytes // 2
    if len(files) >= most or len(record.files.shared) >= MOST:
        raise Refused("too_many_files")
    everything = sum(file.size for file in record.files.shared)
    if sum(file.size for file in files) + size > bytes_left or everything + size > most_bytes:
        raise Refused("files_full")


def share_file(draft: Draft, command: ShareFile) -> None:
    """Hand a file round; one that is there already is there only once."""
    seat = draft.seat(command.by)
    files = draft.record.files
    if files.find(command.file) is not None:
        may_share(draft.record, seat, 0, command.most_bytes)
        return
    may_share(draft.record, seat, command.size, command.most_bytes)
    file = SharedFile(
        number=files.counted,
        id=command.file,
        name=command.name,
        kind=command.kind,
        size=command.size,
        pages=len(command.sizes),
        by=seat.id,
        at=draft.now,
    )
    others = tuple(each for each in files.shared if each.id != file.id)
    draft.set_files(shared=(*others, file), counted=files.counted + 1)
    draft.events.append(
        FileShared(
            at=draft.now,
            file=file.id,
            by=seat.id,
            name=file.name,
            kind=file.kind,
            size=file.size,
            sha256=command.sha256,
            sizes=command.sizes,
        )
    )


def take_file_away(draft: Draft, command: TakeFileAway) -> None:
    """Take a file from every page, and from the walls."""
    file = draft.record.files.find(command.file)
    if file is None:
        raise Refused("unknown_file")
    showing = draft.record.showing
    if showing is not None and showing.file == file.id:
        put_away(draft)
    lecturers = file.by == draft.record.delivering.id
    kept = () if lecturers else (msgspec.structs.replace(file, gone=True),)
    others = tuple(each for each in draft.record.files.shared if each is not file)
    draft.set_files(shared=(*others, *kept))
    draft.events.append(FileTakenAway(at=draft.now, file=file.id, by=command.by))


def hide_or_bring_back(draft: Draft) -> None:
    """Hide what was handed round before rights were taken away, for as long as they are."""
    latched, files = draft.record.latched, draft.record.files
    if latched is (files.hidden_before is None):
        draft.set_files(hidden_before=files.counted if latched else None)


def seen_by(record: LessonRecord, classroom: str) -> tuple[SharedFile, ...]:
    """Return the files that the classroom's page lists, the latest last."""
    seat = record.seat(classroom)
    there = tuple(file for file in record.files.shared if not file.gone)
    if seat is None or record.shut_down:
        return ()
    if seat.part is Part.DELIVERING:
        return there
    if not seat.walked_in:
        return ()
    first = record.files.hidden_before or 0
    return tuple(file for file in there if file.number >= first)


def may_have(record: LessonRecord, classroom: str, id: str) -> SharedFile:
    """Return a file that the classroom's page may have: one that it lists, or that is shown.

    Raises:
        Refused: `unknown_file`, `file_hidden`.
    """
    file, seat = record.files.find(id), record.seat(classroom)
    if file is None or seat is None or record.shut_down:
        raise Refused("unknown_file")
    if file in seen_by(record, classroom):
        return file
    if not seat.walked_in:
        raise Refused("not_entered")
    if record.showing is None or record.showing.file != id:
        raise Refused("file_hidden")
    return file
