"""What was last seen in a room, taken out of it when it is shut.

Rule: a message between our processes holds so many bytes and no more. Of each track one picture is
taken, and smaller ones first, so that as many tracks as possible are in it.
"""

from collections.abc import Iterable

from classroom.media_messages import Kind, Still
from media.ortc.codecs import Codec
from media.payload import h264, vp8
from media.producer import Producer
from media.stills.kept import Picture

MOST_STILLS = 24
MOST_BYTES = 768 * 1024  # of all; a frame between our processes holds 1 MB
PAUSED_SECONDS = 600.0  # how long what was seen before a pause is still part of it
BETTER_SECONDS = 10.0  # a larger picture may be so much older than the smallest


def stills(tracks: Iterable[tuple[str, Producer]], now: float) -> list[Still]:
    """Return the latest picture of each of these tracks, given with their peers."""
    found = []
    for peer, producer in tracks:
        picture = _latest(producer, now)
        if picture is not None:
            found.append(_still(peer, producer, picture, now))
    taken, size = [], 0
    for still in sorted(found, key=lambda each: len(each.data))[:MOST_STILLS]:
        size += len(still.data)
        if size <= MOST_BYTES:
            taken.append(still)
    return taken


def _latest(producer: Producer, now: float) -> Picture | None:
    """Return the largest of those kept that are about as new as the newest."""
    if producer.kind is not Kind.VIDEO:
        return None
    if producer.paused and now - producer.paused_at > PAUSED_SECONDS:
        return None
    kept = [s.still.picture for s in producer.streams if s.still and s.still.picture]
    newest = max((picture.arrival for picture in kept), default=0.0)
    new = [picture for picture in kept if newest - picture.arrival <= BETTER_SECONDS]
    return max(new, key=lambda picture: picture.size, default=None)


def _still(peer: str, producer: Producer, picture: Picture, now: float) -> Still:
    is_vp8 = producer.incoming.codec is Codec.VP8
    return Still(
        peer=peer,
        source=producer.source,
        codec="vp8" if is_vp8 else "h264",
        age=max(0.0, now - picture.arrival),
        data=(vp8.frame if is_vp8 else h264.access_unit)(picture.payloads),
    )
