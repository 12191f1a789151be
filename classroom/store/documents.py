"""Records, events and ink as JSON text, and back: only here it is known how rows spell them.

Rule: streams are never written. What a database holds and this cannot read is a bug or a database
of a later version, not bad input.
"""

import msgspec

from classroom.events import Event
from classroom.ink.log import InkEntry
from classroom.record import LessonRecord
from classroom.recording.now import RecordingNow

_record = msgspec.json.Decoder(LessonRecord)


class _Recorded(msgspec.Struct):
    """What of a record is read when nothing else of it is wanted."""

    recording: RecordingNow = RecordingNow()


_recorded = msgspec.json.Decoder(_Recorded)
_ink: msgspec.json.Decoder[InkEntry] = msgspec.json.Decoder(InkEntry)
_event: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


def without_streams(record: LessonRecord) -> LessonRecord:
    """Return the record as it is kept."""
    return msgspec.structs.replace(record, streams=())


def write_record(record: LessonRecord) -> str:
    """Return the record as JSON."""
    return msgspec.json.encode(without_streams(record)).decode()


def read_record(text: str) -> LessonRecord:
    """Return the record."""
    return _record.decode(text)


def read_recording(text: str) -> RecordingNow:
    """Return what a record says of its lesson's recording, without reading the rest."""
    return _recorded.decode(text).recording


def write_event(event: Event) -> str:
    """Return the event as JSON."""
    return msgspec.json.encode(event).decode()


def kind_of(event: type[Event]) -> str:
    """Return a kind of event as it is spelt in rows."""
    return str(event.__struct_config__.tag)


def read_event(text: str) -> Event:
    """Return the event."""
    return _event.decode(text)


def write_ink(entry: InkEntry) -> str:
    """Return what happened to ink as JSON."""
    return msgspec.json.encode(entry).decode()


def read_ink(text: str) -> InkEntry:
    """Return what happened to ink."""
    return _ink.decode(text)
