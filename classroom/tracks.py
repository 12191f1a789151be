"""Who sends what.

Rule: a track belongs to the page that holds the seat or to the classroom's ingest, never to a page
that has been replaced; one track of each source a peer; and only what the table of permissions
lets the classroom send.
"""

import msgspec

from classroom.commands import (
    AttachIngest,
    ForgetPeer,
    LoseMedia,
    Publish,
    ReportIngest,
    SetPaused,
    Unpublish,
)
from classroom.draft import Draft
from classroom.events import (
    IngestAttached,
    IngestReported,
    MediaLost,
    StreamOpened,
    StreamPaused,
)
from classroom.failures import Refused
from classroom.permissions import check, role_of, sending
from classroom.seats import Ingest
from classroom.states import Presence
from classroom.streams import Stream


def publish(draft: Draft, command: Publish) -> None:
    """Take a track into the lesson."""
    seat = draft.seat(command.classroom)
    ingest = command.peer == seat.ingest_peer
    if not ingest:
        if command.peer != seat.page_peer:
            raise Refused("opened_elsewhere")
        if seat.presence not in (Presence.PRESENT, Presence.LOST):
            raise Refused("not_entered")
        check(role_of(seat.part), sending(command.source))
    if draft.record.stream(command.producer) is not None or any(
        s.peer == command.peer and s.source is command.source for s in draft.record.streams
    ):
        raise Refused("source_taken")
    stream = Stream(
        producer=command.producer,
        peer=command.peer,
        classroom=seat.id,
        source=command.source,
        ingest=ingest,
        paused=command.paused,
    )
    draft.set(streams=(*draft.record.streams, stream))
    draft.events.append(
        StreamOpened(
            at=draft.now,
            classroom=seat.id,
            producer=stream.producer,
            source=stream.source,
            ingest=ingest,
        )
    )


def set_paused(draft: Draft, command: SetPaused) -> None:
    """Note that its owner switched a track off or on."""
    stream = draft.record.stream(command.producer)
    if stream is None:
        raise Refused("unknown_producer")
    if stream.paused == command.paused:
        return
    changed = msgspec.structs.replace(stream, paused=command.paused)
    draft.set(streams=tuple(changed if s is stream else s for s in draft.record.streams))
    draft.events.append(
        StreamPaused(
            at=draft.now,
            classroom=stream.classroom,
            producer=stream.producer,
            paused=command.paused,
        )
    )


def unpublish(draft: Draft, command: Unpublish) -> None:
    """Forget a track, if it is still known."""
    draft.close_streams(tuple(s for s in draft.record.streams if s.producer == command.producer))


def forget_peer(draft: Draft, command: ForgetPeer) -> None:
    """Forget all tracks of a peer."""
    draft.close_streams(tuple(s for s in draft.record.streams if s.peer == command.peer))


def lose_media(draft: Draft, _command: LoseMedia | None = None) -> None:
    """Forget every track; ingests are to be started again."""
    if draft.record.streams:
        draft.set(streams=())
        draft.events.append(MediaLost(at=draft.now))
    for seat in draft.record.seats:
        if seat.ingest is not None and seat.ingest.state is not None:
            draft.set_seat(seat.id, ingest=msgspec.structs.replace(seat.ingest, state=None))


def attach_ingest(draft: Draft, command: AttachIngest) -> None:
    """Let a recording box or a file speak for a classroom, or no longer."""
    seat = draft.seat(command.classroom)
    wanted = None if command.url is None else Ingest(url=command.url, loop=command.loop)
    if _address(seat.ingest) == _address(wanted):
        return
    draft.close_streams(tuple(s for s in draft.record.streams if s.peer == seat.ingest_peer))
    draft.set_seat(seat.id, ingest=wanted)
    draft.events.append(
        IngestAttached(at=draft.now, classroom=seat.id, attached=wanted is not None)
    )


def report_ingest(draft: Draft, command: ReportIngest) -> None:
    """Note how an ingest is doing."""
    seat = draft.seat(command.classroom)
    if seat.ingest is None or seat.ingest.state is command.state:
        return
    draft.set_seat(seat.id, ingest=msgspec.structs.replace(seat.ingest, state=command.state))
    draft.events.append(IngestReported(at=draft.now, classroom=seat.id, state=command.state))


def _address(ingest: Ingest | None) -> tuple[str, bool] | None:
    return None if ingest is None else (ingest.url, ingest.loop)
