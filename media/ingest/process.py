"""The ingest process: `python -m media.ingest.process --fd N --url URL [--loop]`.

Started by a media worker, one for each source; it decodes and encodes what must be, so that no
worker ever does. It says what `media.ingest.messages` says over its inherited Unix socket.

Rule 1: three threads, each waiting on one thing: `Player` on the source, `_listen` on the worker,
and the main thread on the clock. They meet in `Player.changed`.
Rule 2: when the worker's end of the socket closes, this process is gone at once, whatever FFmpeg is
doing at the time.

The URL may be given as `-`: then it is read from the environment variable INGEST_URL, where, unlike
in the arguments, other accounts of the machine cannot see an RTSP password.
"""

import argparse
import os
import socket
import struct
import threading
import time
from typing import Never

import av
import msgspec

from classroom.framing import frame
from classroom.media_messages import IngestState
from media.ingest.messages import (
    AUDIO_PAYLOAD_TYPE,
    VIDEO_PAYLOAD_TYPE,
    FromProcess,
    Keyframe,
    Packet,
    State,
    Stop,
    ToProcess,
    Track,
    VideoCodec,
)
from media.ingest.player import Piece, Player
from media.ingest.rtp_track import RtpTrack

STALL_SECONDS = 30.0
"""Longest silence of the reading thread before the source is given up: FFmpeg hangs in it."""
COMMAND_LIMIT = 1024
NICENESS = 5


class Worker:
    """The worker at the other end of the socket."""

    def __init__(self, end: socket.socket) -> None:
        """Speak over a connected stream socket."""
        self._socket = end
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder: msgspec.msgpack.Decoder[ToProcess] = msgspec.msgpack.Decoder(ToProcess)
        self._lock = threading.Lock()
        self._last: State | None = None

    def tell(self, message: FromProcess) -> None:
        """Send one message; it waits while the worker does not read.

        Raises:
            OSError: the worker is gone.
        """
        with self._lock:
            if isinstance(message, State):
                if message == self._last:
                    return
                self._last = message
            self._socket.sendall(frame(self._encoder.encode(message)))

    def listen(self) -> ToProcess | None:
        """Return the worker's next message, or None when it is gone or talks nonsense."""
        head = self._receive(4)
        if head is None:
            return None
        (length,) = struct.unpack("!I", head)
        body = self._receive(length) if length <= COMMAND_LIMIT else None
        if body is None:
            return None
        try:
            return self._decoder.decode(body)
        except msgspec.MsgspecError:
            return None

    def _receive(self, size: int) -> bytes | None:
        data = b""
        while len(data) < size:
            try:
                part = self._socket.recv(size - len(data))
            except OSError:
                return None
            if not part:
                return None
            data += part
        return data


def _listen(worker: Worker, player: Player) -> None:
    while (message := worker.listen()) is not None:
        with player.changed:
            match message:
                case Keyframe():
                    player.keyframe = True
                case Stop():
                    player.stopped = True
                    player.full.notify_all()
            player.changed.notify_all()
    _end(0)


def _end(code: int) -> Never:
    """Leave without waiting for the reading thread, which may be deep in FFmpeg."""
    os._exit(code)


class Sender:
    """Sends each piece when it is due."""

    def __init__(self, worker: Worker, player: Player) -> None:
        """Draw the tracks' numbers."""
        self._worker = worker
        self._player = player
        self._tracks = {
            Track.VIDEO: RtpTrack(VIDEO_PAYLOAD_TYPE[VideoCodec.H264], 90_000, marks_last=True),
            Track.AUDIO: RtpTrack(AUDIO_PAYLOAD_TYPE, 48_000, marks_last=False),
        }
        self._wall = time.time() - time.monotonic()

    def run(self) -> State:
        """Send until there is nothing more, and return how it ended."""
        while True:
            due = self._next()
            if isinstance(due, State):
                return due
            at, piece = due
            for packet in self._tracks[piece.track].packets(piece.time, piece.sample.payloads):
                self._worker.tell(Packet(piece.track, packet, at + self._wall, piece.sample.level))

    def _next(self) -> tuple[float, Piece] | State:
        player = self._player
        with player.changed:
            while True:
                now = time.monotonic()
                if player.stopped:
                    return State(IngestState.ENDED, "stopped")
                due = player.schedule.take(now)
                if due is not None:
                    return due
                if player.finished is not None and not len(player.schedule):
                    return player.finished
                if player.finished is None and now - player.last_sign > STALL_SECONDS:
                    # A film that hangs always will; an RTSP source is tried again by the worker.
                    state = IngestState.LOST if player.live else IngestState.FAILED
                    return State(state, "the source does not answer any more")
                wait = player.schedule.wait(now)
                player.changed.wait(1.0 if wait is None else min(wait, 1.0))


def main() -> None:
    """Play one source to a media worker until it ends or the worker does."""
    parser = argparse.ArgumentParser(
        prog="python -m media.ingest.process", description=main.__doc__
    )
    parser.add_argument("--fd", type=int, required=True, help="inherited end of the Unix socket")
    parser.add_argument(
        "--url", required=True, help="a file, rtsp://…, rtsps://…, or - (INGEST_URL)"
    )
    parser.add_argument("--loop", action="store_true", help="begin again when the file is over")
    arguments = parser.parse_args()
    url = os.environ.get("INGEST_URL", "") if arguments.url == "-" else arguments.url
    av.logging.set_level(av.logging.PANIC)  # FFmpeg's own words would carry the URL
    os.nice(NICENESS)  # transcoding must not take the processor from forwarding
    worker = Worker(socket.socket(fileno=arguments.fd))
    player = Player(url, loop=arguments.loop, tell=worker.tell)
    threading.Thread(target=_listen, args=(worker, player), daemon=True).start()
    threading.Thread(target=player.run, daemon=True).start()
    try:
        state = Sender(worker, player).run()
        worker.tell(state)
    except OSError:
        _end(0)
    _end(0 if state.state is IngestState.ENDED else 1)


if __name__ == "__main__":
    main()
