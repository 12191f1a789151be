"""Pieces of film, and the one file they are joined to.

Rule: a file has its name only when all of it is on the disk, so whatever is there by its name is
never made again. Every piece is encoded alike and begins with a keyframe, so that joining copies.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer, OutputContainer

from recording.export.compose import Composer
from recording.export.order import FILM, Order
from recording.export.plan import Span
from recording.export.sound import write_sound

SOUND = "sound.mp4"
X264 = {
    "preset": "veryfast",
    "crf": "24",
    "maxrate": "2500k",
    "bufsize": "5000k",
    "threads": "2",
    "x264-params": "scenecut=0:keyint=100:min-keyint=100:open-gop=0",
}


def piece_name(number: int) -> str:
    """Return the name of a piece, counted from 0."""
    return f"piece-{number:05}.mp4"


def make_piece(order: Order, spans: Sequence[Span], number: int) -> None:
    """Make one piece of what is planned, unless it is there."""
    path = Path(order.work) / piece_name(number)
    if path.exists():
        return
    first = number * order.piece_frames
    last = min(order.frames, first + order.piece_frames)
    part = path.with_suffix(".part")
    with av.open(str(part), "w", format="mp4") as file:
        stream = file.add_stream("libx264", rate=order.rate, options=dict(X264))
        stream.width, stream.height, stream.pix_fmt = order.width, order.height, "yuv420p"
        stream.time_base = Fraction(1, order.rate)
        for frame in Composer(order, spans, first, last).frames():
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    _settle(part, path)


def make_sound(order: Order) -> None:
    """Make the sound, unless it is there."""
    path = Path(order.work) / SOUND
    if not path.exists():
        part = path.with_suffix(".part")
        write_sound(order, part)
        _settle(part, path)


def join(order: Order) -> int:
    """Join all to one file, take the pieces away, and return its bytes."""
    work = Path(order.work)
    path, part = work / FILM, work / "film.part"
    if not path.exists():
        options = {"movflags": "+faststart"}
        with av.open(str(part), "w", format="mp4", options=options) as file:
            _join(order, work, file)
        _settle(part, path)
    for each in work.iterdir():
        if each.is_dir():
            shutil.rmtree(each)
        elif each.name != FILM:
            each.unlink()
    return path.stat().st_size


def _join(order: Order, work: Path, file: OutputContainer) -> None:
    with av.open(str(work / piece_name(0))) as first, av.open(str(work / SOUND)) as sound:
        video = file.add_stream_from_template(first.streams.video[0])
        audio = file.add_stream_from_template(sound.streams.audio[0])
        file.metadata.update({"title": order.title, "comment": order.mark})
        _chapters(order, file)
        heard = sound.demux(sound.streams.audio[0])
        waiting = next(heard, None)
        for packet in _pictures(order, work):
            at = float((packet.dts or 0) * (packet.time_base or 0))
            while waiting is not None and waiting.size and _seconds(waiting) <= at:
                waiting.stream = audio
                file.mux(waiting)
                waiting = next(heard, None)
            packet.stream = video
            file.mux(packet)
        while waiting is not None and waiting.size:
            waiting.stream = audio
            file.mux(waiting)
            waiting = next(heard, None)


def _pictures(order: Order, work: Path) -> "Iterator[av.Packet[Any]]":
    for number in range(order.pieces):
        begin = number * order.piece_frames
        with av.open(str(work / piece_name(number))) as piece:
            yield from _moved(piece, Fraction(begin, order.rate))


def _moved(piece: InputContainer, by: Fraction) -> "Iterator[av.Packet[Any]]":
    for packet in piece.demux(piece.streams.video[0]):
        if packet.size and packet.time_base and packet.dts is not None and packet.pts is not None:
            ticks = round(by / packet.time_base)
            packet.dts, packet.pts = packet.dts + ticks, packet.pts + ticks
            yield packet


def _seconds(packet: "av.Packet[Any]") -> float:
    return float((packet.dts or 0) * (packet.time_base or 0))


def _chapters(order: Order, file: OutputContainer) -> None:
    if not order.chapters:
        return
    starts = [round((each.at - order.since) * 1000) for each in order.chapters]
    end = round(order.frames / order.rate * 1000)
    file.set_chapters(
        [
            {
                "id": number,
                "start": start,
                "end": after,
                "time_base": Fraction(1, 1000),
                "metadata": {"title": chapter.title},
            }
            for number, (chapter, start, after) in enumerate(
                zip(order.chapters, starts, [*starts[1:], end], strict=True)
            )
        ]
    )


def _settle(part: Path, path: Path) -> None:
    """Have it on the disk under its name."""
    file = os.open(part, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
    part.replace(path)
