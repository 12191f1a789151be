"""Some of the classrooms of a full lesson, in a process of their own: each sends at a steady pace
and notes when it is told what any of them has sent.

It takes orders in lines of JSON on standard input and answers on standard output. Every message
carries the time at which it was sent, in tenths of a millisecond since the start, as the tag of its
stroke, as the place it points to, or as its text; the clock is the machine's, the same for all
processes. Only a hand carries none: it counts from when it was due. What was sent is named by its
sender and that time.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from typing import Any

import aiohttp
import msgspec

from bench.control_wire import Wire
from bench.ink import BOARD, drawing

A_SECOND = 10_000  # what times are told in
PIECE = 4  # points in a piece of a stroke, at some sixteen pieces a second
WHOLE = 30  # points in a whole one
SIDE = 16_384
PURPOSES = ("question", "answer", "show")
HAND_EVERY = 2.0  # seconds between two hands of one classroom, and between two remarks
SETTLE_SECONDS = 3.0

Name = tuple[str, str, int]
"""A message: of what kind it is, who sent it, and when."""


class _Stroke(msgspec.Struct):
    id: str


class _Change(msgspec.Struct):
    type: str
    stroke: _Stroke | None = None
    tag: int = 0


class _Sketch(msgspec.Struct):
    by: str
    tag: int


class _Pointer(msgspec.Struct):
    by: str
    x: int | None = None
    y: int | None = None


class _Inked(msgspec.Struct):
    changes: list[_Change] = []
    sketches: list[_Sketch] = []
    pointers: list[_Pointer] = []


class _Remark(msgspec.Struct):
    by: str
    text: str


class _Hand(msgspec.Struct):
    classroom: str
    purpose: str
    at: float


class _Lesson(msgspec.Struct):
    hands: list[_Hand] = []


class _Told(msgspec.Struct):
    type: str
    lesson: _Lesson | None = None
    remarks: list[Any] = []


class _Changed(msgspec.Struct):
    changes: list[_Told]


_inked = msgspec.json.Decoder(_Inked)
_changed = msgspec.json.Decoder(_Changed)


class Listener:
    """What one page was told, added to what all of this process were told."""

    def __init__(self, crowd: "Crowd") -> None:
        """Begin with no hands raised."""
        self._crowd = crowd
        self._hands: dict[str, float] = {}

    def heard(self, name: str, payload: str, at: float) -> None:
        """Take one event."""
        if not self._crowd.started:
            return
        if name == "inked":
            self._ink(_inked.decode(payload), at)
        elif name == "changed":
            for change in _changed.decode(payload).changes:
                if change.lesson is not None:
                    self._raised(change.lesson.hands, at)
                elif change.type == "remarks_shown":
                    for remark in msgspec.convert(change.remarks, list[_Remark]):
                        self._crowd.came("say", remark.by, int(remark.text), at)

    def _ink(self, told: _Inked, at: float) -> None:
        came = self._crowd.came
        for piece in told.sketches:
            came("sketch", piece.by, piece.tag, at)
        for change in told.changes:
            if change.stroke is not None:
                came("draw", change.stroke.id.partition("/")[0], change.tag, at)
        for pointer in told.pointers:
            if pointer.x is not None and pointer.y is not None:
                came("point", pointer.by, pointer.y * SIDE + pointer.x, at)

    def _raised(self, hands: list[_Hand], at: float) -> None:
        for hand in hands:
            if self._hands.get(hand.classroom) != hand.at:
                self._hands[hand.classroom] = hand.at
                self._crowd.raised(hand.classroom, hand.purpose, at)


class Crowd:
    """The pages of this process."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self.started = 0.0
        self._wires: list[tuple[str, int, Wire]] = []
        self._last: dict[Name, float] = {}  # of each message, when the last of us was told
        self._times: dict[Name, int] = {}  # and how many of us were
        self._each: Counter[int] = Counter()  # milliseconds to each of us, of every message
        self._sent: dict[str, int] = {}
        self._late: list[float] = []

    def came(self, kind: str, by: str, tag: int, at: float) -> None:
        """Note that one of us was told this message."""
        name = kind, by, tag
        self._last[name] = at
        self._times[name] = self._times.get(name, 0) + 1
        self._each[int((at - self.started - tag / A_SECOND) * 1000)] += 1

    def raised(self, by: str, purpose: str, at: float) -> None:
        """Note that one of us was told of a hand: the last with this purpose that was due."""
        place, elapsed = self._places[by], at - self.started
        first = self._offset(place) - place / self._rate  # as if it had begun with a whole second
        turn = int((elapsed - first) // HAND_EVERY)
        turn -= (turn - PURPOSES.index(purpose)) % len(PURPOSES)
        due = first + turn * HAND_EVERY
        if due >= 0:
            self.came("raise_hand", by, round(due * A_SECOND), at)

    def _offset(self, place: int) -> float:
        """Return when a page begins, so that they do not all speak in the same moment."""
        return place / self._rate / len(self._places)

    async def join(self, url: str, tokens: dict[str, str], mine: list[str], unpack: bool) -> None:
        """Walk in with those that are ours; `tokens` are all classrooms', in order."""
        self._places = {classroom: place for place, classroom in enumerate(tokens)}
        self._http = aiohttp.ClientSession()
        for classroom in mine:
            wire = Wire(Listener(self).heard)
            await wire.open(self._http, url, tokens[classroom], unpack)
            devices = dict.fromkeys(("camera", "microphone", "loudspeaker"), "ok")
            await wire.ask("report_devices", **devices)
            await wire.ask("enter")
            self._wires.append((classroom, self._places[classroom], wire))

    async def begin(self) -> None:
        """Start the lesson and open its board for everybody, as its lecturer."""
        wire = self._wires[0][2]
        await wire.ask("start_lesson")
        await wire.ask("set_right", right="annotate", on=True, classroom=None)
        await wire.ask("show_board", page=1)

    async def talk(self, start: float, rate: int, seconds: float) -> dict[str, Any]:
        """Send, all of us, and listen until everything has come; return what was measured."""
        self.started, self._rate = start, rate
        used = time.process_time()
        await asyncio.gather(*(self._speak(*each, rate, seconds) for each in self._wires))
        await asyncio.sleep(SETTLE_SECONDS)
        used = time.process_time() - used
        wires = [wire for _, _, wire in self._wires]
        refused: dict[str, int] = {}
        for wire in wires:
            for code, count in wire.refused.items():
                refused[code] = refused.get(code, 0) + count
        return {
            "sent": self._sent,
            "accepted": sum(wire.accepted for wire in wires),
            "refused": refused,
            "unanswered": sum(wire.unanswered for wire in wires),
            "answered_ms": [round(each, 1) for wire in wires for each in wire.answered_ms],
            "told": [[*name, self._times[name], at - start] for name, at in self._last.items()],
            "each_ms": list(self._each.items()),
            "late_ms": [round(each * 1000, 1) for each in self._late],
            "cpu_seconds": used,
        }

    async def _speak(
        self, classroom: str, place: int, wire: Wire, rate: int, seconds: float
    ) -> None:
        for number in range(round(rate * seconds)):
            due = self.started + self._offset(place) + number / rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            now = time.monotonic()
            self._late.append(now - due)
            kind, payload = self._message(place, number, rate, round((now - self.started) * 1e4))
            self._sent[kind] = self._sent.get(kind, 0) + 1
            await wire.tell(kind, payload)

    def _message(self, place: int, number: int, rate: int, tag: int) -> tuple[str, dict[str, Any]]:
        """Return what the page sends next. In each second: a stroke in sixteen pieces and then as a
        whole, two places pointed at, and a hand or a remark.
        """
        second, turn = divmod(number + place, rate)  # each page is at another point of its second
        if turn == 0:
            if second % 2 == 0 and place:
                return "raise_hand", {"purpose": PURPOSES[second // 2 % len(PURPOSES)]}
            if second % 2 == 1:
                return "say", {"text": str(tag), "to": "everybody"}
        if turn == rate - 1:
            return "draw", drawing(tag, count=WHOLE)
        if turn in (rate // 3, 2 * rate // 3):
            return "point", {"surface": BOARD, "x": tag % SIDE, "y": tag // SIDE}
        return "sketch", drawing(tag, count=PIECE)


async def main() -> None:
    """Answer orders until the input ends."""
    orders = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(orders), sys.stdin
    )
    crowd = Crowd()
    async for line in orders:
        order = json.loads(line)
        done = await getattr(crowd, order.pop("do"))(**order)
        print(json.dumps(done), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
