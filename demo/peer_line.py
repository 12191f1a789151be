"""A synthetic classroom's signaling: one Socket.IO connection and the state told over it.

Rule: the messages are those of `signaling/messages/`, read with the same types; an answer that is
an Error is raised as the failure it stands for.
"""

import asyncio
from typing import Any, TypeVar

import msgspec
import socketio

from classroom.failures import Refused, Unavailable
from signaling import messages as s

ANSWER_SECONDS = 15.0
T = TypeVar("T", bound=s.Result)


class Line:
    """One connection. `changed` is set whenever the state may have changed or the line ended."""

    def __init__(self) -> None:
        """Not connected yet."""
        self._sio: Any = socketio.AsyncClient(reconnection=False, logger=False)
        self._sio.on("*", self._on_event)
        self._sio.on("connect_error", self._on_refused)
        self._sio.on("disconnect", self._on_disconnect)
        self.changed = asyncio.Event()
        self.ended = False
        self.goodbye: str | None = None
        self.views: list[s.View] = []
        self.media = s.MediaState(epoch=None, rtp_capabilities=None)
        self.phase: s.Phase | None = None
        self._version = -1
        self._refused: str | None = None

    async def open(self, url: str, hello: s.Hello) -> None:
        """Connect with a joining link's token.

        Raises:
            Refused, Unavailable: the server said no, or does not answer.
        """
        try:
            await self._sio.connect(
                url,
                auth=msgspec.to_builtins(hello),
                transports=["websocket"],
                wait_timeout=ANSWER_SECONDS,
            )
        except socketio.exceptions.ConnectionError as error:
            if self._refused is not None:
                raise Refused(self._refused) from None
            raise Unavailable("no_connection", str(error)[:200]) from None

    async def close(self) -> None:
        """Hang up."""
        await self._sio.disconnect()

    async def ask(self, message: s.FromBrowser, answer: type[T]) -> T:
        """Send a request and return its result.

        Raises:
            Refused, Unavailable: the server's Error, or no answer in time.
        """
        payload = msgspec.to_builtins(message)
        name = payload.pop("type")
        try:
            reply = await self._sio.call(name, payload, timeout=ANSWER_SECONDS)
        except socketio.exceptions.SocketIOError as error:
            raise Unavailable("no_answer", f"{name}: {error}"[:200]) from None
        result = msgspec.convert(reply, s.Result)
        if isinstance(result, s.Error):
            failure = Unavailable if result.retryable else Refused
            raise failure(result.code, f"{name}: {result.detail}")
        if not isinstance(result, answer):
            raise Refused("unexpected_answer", name)
        if isinstance(result, s.Snapshot):
            self._take_snapshot(result)
        return result

    async def _on_event(self, name: str, payload: Any = None) -> None:
        message = msgspec.convert({**(payload or {}), "type": name}, s.ToBrowser)
        match message:
            case s.Snapshot():
                self._take_snapshot(message)
            case s.Changed():
                await self._take_changes(message)
            case s.Goodbye():
                self.goodbye = message.code
                self.changed.set()
            case _:
                pass  # levels and qualities are for eyes

    def _on_refused(self, answer: object = None) -> None:
        """Keep the server's code; a server that was not reached gives a text instead."""
        match answer:
            case {"data": {"code": str(code)}}:
                self._refused = code
            case _:
                pass

    def _on_disconnect(self, *_reason: object) -> None:
        self.ended = True
        self.changed.set()

    def _take_snapshot(self, snapshot: s.Snapshot) -> None:
        if snapshot.version < self._version:
            return
        self._version = snapshot.version
        self.views, self.media = snapshot.views, snapshot.media
        self.phase = snapshot.lesson.phase
        self.changed.set()

    async def _take_changes(self, message: s.Changed) -> None:
        if message.version <= self._version:
            return
        if message.version != self._version + 1:
            await self.ask(s.Sync(), s.Snapshot)
            return
        self._version = message.version
        for change in message.changes:
            match change:
                case s.ViewsChanged():
                    self.views = change.views
                case s.MediaChanged():
                    self.media = change.media
                case s.LessonChanged():
                    self.phase = change.lesson.phase
                case _:
                    pass  # other classrooms are not its business
        self.changed.set()
