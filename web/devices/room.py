"""What the page of a classroom at rest (`/room`) asks: what hangs on the wall, and where to go.

Rule: times are the server's, said with its clock, since that of an old PC may stand anywhere.
"""

from collections.abc import Callable
from zoneinfo import ZoneInfo

import msgspec
import structlog
from aiohttp import web

from classroom.accounts.board import (
    AHEAD_DAYS,
    Board,
    BoardLesson,
    Boards,
    coming,
    day_of,
    to_enter,
)
from classroom.accounts.devices import SEEN_SECONDS, Device, Devices
from classroom.failures import Refused, Unavailable
from web.api import reading
from web.api.operations import BASE, Operation
from web.devices.enrolling import PROVEN
from web.devices.proof import DEVICE
from web.routes import Access

log = structlog.get_logger(__name__)

DAY = 86400.0


class Wall(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the page shows."""

    now: float  # the server's clock, seconds since the epoch
    zone: str  # where the schools are, such as Asia/Shanghai: times are shown so
    device: str
    classroom: str  # names
    school: str
    early_seconds: float  # how long before its start a lesson opens
    today: list[BoardLesson]
    next: BoardLesson | None  # today's or of the days ahead
    enter: BoardLesson | None  # the lesson to walk into now


class Walls:
    """Answers for the wall."""

    def __init__(
        self,
        boards: Boards,
        devices: Devices,
        *,
        zone: ZoneInfo,
        early_seconds: float,
        now: Callable[[], float],
    ) -> None:
        """Show `boards` by the clock of `zone`."""
        self._boards = boards
        self._devices = devices
        self._zone = zone
        self._early = early_seconds
        self._now = now

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        return [
            Operation(
                method="POST", path=f"{BASE}/device/room", access=Access.DEVICE,
                handler=self._room, name="readWall", about="devices",
                summary="Tell a classroom's device what to show and which lesson to walk into.",
                answer=Wall, failures=(*PROVEN, "device_unknown", "device_revoked"),
            ),
        ]  # fmt: skip

    async def _room(self, request: web.Request) -> web.Response:
        """Tell a device what hangs on its classroom's wall."""
        device, now = request[DEVICE], self._now()
        begin, end = day_of(now, self._zone)
        board = await self._boards.board(device.classroom, begin, begin + AHEAD_DAYS * DAY)
        if board is None:
            raise Refused("device_unknown")  # its classroom was taken away this very moment
        await self._seen(device, now)
        return reading.json(self._wall(device, board, now, end))

    def _wall(self, device: Device, board: Board, now: float, end: float) -> Wall:
        return Wall(
            now=now,
            zone=self._zone.key,
            device=device.id,
            classroom=board.classroom,
            school=board.school,
            early_seconds=self._early,
            today=[lesson for lesson in board.lessons if lesson.starts_at < end],
            next=coming(board.lessons, now),
            enter=to_enter(board.lessons, now),
        )

    async def _seen(self, device: Device, now: float) -> None:
        if now - device.seen_at >= SEEN_SECONDS:
            try:
                await self._devices.seen(device.id)
            except Unavailable as failure:  # the wall is worth more than when it was last seen
                log.warning("device_not_noted", code=failure.code)
