"""What the media plane reports: tracks, and recording boxes."""

from classroom.commands.base import BaseCommand
from classroom.media_messages import IngestState, Source


class Publish(BaseCommand, frozen=True):
    """A peer of the classroom has begun to send a track."""

    classroom: str
    peer: str
    producer: str
    source: Source
    paused: bool = False


class SetPaused(BaseCommand, frozen=True):
    """Its owner switched the track off or on."""

    producer: str
    paused: bool


class Unpublish(BaseCommand, frozen=True):
    """The track ended."""

    producer: str


class ForgetPeer(BaseCommand, frozen=True):
    """A peer is gone with all its tracks."""

    peer: str


class LoseMedia(BaseCommand, frozen=True):
    """The media worker died: every track is gone."""


class AttachIngest(BaseCommand, frozen=True):
    """A recording box (RTSP) or a file speaks for this classroom from now on; None: no longer."""

    classroom: str
    url: str | None
    loop: bool = False


class ReportIngest(BaseCommand, frozen=True):
    """How the classroom's ingest is doing."""

    classroom: str
    state: IngestState
