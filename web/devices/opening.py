"""What classroom devices need, joined: their store, their proofs, their operations, and the door of
lessons that lets them in.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from classroom.accounts.nonces import Nonces
from classroom.accounts.proofs import Proofs
from classroom.ports import SignIns
from classroom.store.board import DatabaseBoards
from classroom.store.database import DatabaseStore
from classroom.store.devices import DatabaseDevices
from classroom.store.planned import PlannedLessons
from classroom.store.registry import DatabaseRegistry
from classroom.store.sanctions import DatabaseSanctions
from classroom.store.trail import DatabaseTrail
from classroom.store.transactions import Database
from config.sections import Settings
from signaling.clock import SystemClock
from signaling.door import LinkDoor
from signaling.school_door import SchoolDoor
from web.api.operations import Operation
from web.devices.enrolling import DeviceDesk
from web.devices.proof import DeviceProofs
from web.devices.room import Walls
from web.devices.signatures import EcdsaSignatures
from web.guard import Authenticator
from web.signin.revocations import Revocations


class DeviceServices(NamedTuple):
    """What was joined."""

    by_proof: Authenticator
    operations: Sequence[Operation]
    door: SchoolDoor


def joined(
    database: Database, settings: Settings, sign_ins: SignIns, revocations: Revocations
) -> DeviceServices:
    """Join them."""
    clock = SystemClock()
    devices, proofs = DatabaseDevices(database), Proofs(Nonces(), EcdsaSignatures())
    checked = DeviceProofs(devices, proofs, settings.web.public_url, clock.now)
    door = SchoolDoor(
        links=LinkDoor(DatabaseStore(database.engine), clock),
        sign_ins=sign_ins,
        devices=devices,
        proofs=proofs,
        timetable=PlannedLessons(database),
        trail=DatabaseTrail(database),
        sanctions=DatabaseSanctions(database),
        clock=clock,
    )
    desk = DeviceDesk(
        devices, proofs, checked, DatabaseRegistry(database), revocations.device_ended, clock.now
    )
    walls = Walls(
        DatabaseBoards(database),
        devices,
        zone=ZoneInfo(settings.timetable.zone),
        early_seconds=settings.lesson.early_seconds,
        now=clock.now,
    )
    return DeviceServices(checked.authenticate, [*desk.operations(), *walls.operations()], door)


def described() -> list[Operation]:
    """Return the operations without anything behind them: enough to describe them."""
    nothing: Any = None
    desk = DeviceDesk(nothing, nothing, nothing, nothing, nothing, nothing)
    walls = Walls(nothing, nothing, zone=nothing, early_seconds=0, now=nothing)
    return [*desk.operations(), *walls.operations()]
