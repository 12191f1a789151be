"""One page load in a lesson: who it is, how to reach it, and what it has been told.

Rule: versions are the page's own: a snapshot has the version that the last change had, and every
change after it has the next. A page that is not connected is told nothing and loses nothing, since
it is given a snapshot when it comes back.
"""

import secrets
import time
from typing import get_args

import msgspec

from classroom.admission import Pass
from classroom.media_messages import Source
from classroom.permissions import sending
from classroom.record import LessonRecord
from classroom.sanctions.sanction import Standing
from classroom.seats import page_peer
from signaling import codec
from signaling import messages as s
from signaling.frames import Encoded
from signaling.messages import Changed, Snapshot, StandingChanged, ToBrowser
from signaling.outbox import Outbox
from signaling.projection import Beyond, Projection, changes, project, snapshot, without_media

# What only the page in the seat asks for: coming and going, and its sound and pictures.
ALONE = {
    *(codec.tag(kind) for kind in (s.Enter, s.Leave, s.ReportDevices, *get_args(s.MediaRequest))),
    *(sending(source).value for source in Source),
}


class Page:
    """A page load of one classroom; it outlives its connections."""

    def __init__(self, admitted: Pass, session: str) -> None:
        """Remember who it is; `session` is the SHA-256 of the page's session."""
        self.admitted = admitted
        self.classroom = admitted.seat
        self.beside = admitted.assists
        self.session = session
        self.peer = page_peer(self.classroom, session)
        self.ticket = secrets.token_urlsafe(24)
        self.outbox: Outbox | None = None
        # Since when it waits for its first sound or picture (monotonic); None: it had it.
        self.waits_since: float | None = time.monotonic()
        self._version = 0
        self._told: Projection | None = None

    @property
    def connected(self) -> bool:
        """Whether there is a connection to it now."""
        return self.outbox is not None

    def connect(self, outbox: Outbox) -> None:
        """Speak to it through this outbox from now on; an older connection ends without a word."""
        if self.outbox is not None:
            self.outbox.goodbye(None)
        self.outbox = outbox
        self._told = None

    def enters(self) -> None:
        """Count from now how long it waits for its first sound or picture."""
        if self.waits_since is not None:
            self.waits_since = time.monotonic()

    def disconnect(self, outbox: Outbox) -> bool:
        """Forget this connection; False when it has been replaced already."""
        if self.outbox is not outbox:
            return False
        self.outbox = None
        self._told = None
        return True

    def goodbye(self, code: str | None) -> None:
        """End its connection, saying why; after None it comes back by itself."""
        if self.outbox is not None:
            self.outbox.goodbye(code)
            self.outbox = None

    def put(self, message: ToBrowser | Encoded) -> None:
        """Tell it something that is not state."""
        if self.outbox is not None:
            self.outbox.put(message)

    def stand(self, standing: Standing | None) -> None:
        """Hold whoever is here to this, and let them know."""
        self.admitted = msgspec.structs.replace(self.admitted, standing=standing)
        self.tell_standing()

    def tell_standing(self) -> None:
        """Tell it what is held against whoever is here."""
        held = self.admitted.standing
        if held is None:
            self.put(StandingChanged(step=None))
        else:
            self.put(StandingChanged(step=held.step, reason=held.reason, until=held.until))

    def snapshot(self, record: LessonRecord, beyond: Beyond, now: float) -> Snapshot:
        """Return all that it may know, and go on from there."""
        current = self._project(record, beyond)
        if self._told is None or current != self._told:
            self._version += 1
            self._told = current
        if self.outbox is not None:
            self.outbox.superseded(self._version)
        told = snapshot(
            current,
            record=record,
            classroom=self.classroom,
            version=self._version,
            now=now,
            ticket=self.ticket,
        )
        if self.beside:
            told.may[:] = [name for name in told.may if name not in ALONE]
        return told

    def tell(self, record: LessonRecord, beyond: Beyond) -> None:
        """Tell it what has changed since it was last told."""
        if self.outbox is None or self._told is None:
            return
        current = self._project(record, beyond)
        told = changes(self._told, current)
        if told:
            self._version += 1
            self._told = current
            self.outbox.put(Changed(version=self._version, changes=told))

    def _project(self, record: LessonRecord, beyond: Beyond) -> Projection:
        projected = project(record, self.classroom, beyond)
        return without_media(projected) if self.beside else projected
