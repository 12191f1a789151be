"""How classrooms sound: the echo and level tests that are kept with each.

Rule: read by whoever may read of the classroom; made only in a lesson, by its own page.
"""

import msgspec
from aiohttp import web

from classroom.permissions import Action, sight
from classroom.register.kinds import KINDS
from classroom.sound_test import Measured
from classroom.states import SoundVerdict
from classroom.store.registry import DatabaseRegistry
from classroom.store.sounds import DatabaseSounds, KeptSound
from classroom.store.transactions import Database
from web.api import reading
from web.api.operations import BASE, Operation
from web.routes import principal


class ClassroomSound(msgspec.Struct, frozen=True, kw_only=True):
    """One test: when, by whom and on what, the figures in dB of full scale, and the verdict."""

    at: float  # seconds since the epoch
    verdict: SoundVerdict
    measured: Measured
    person: str  # id; "": nobody was signed in
    device: str  # id; "": not on the classroom's device


class ClassroomSounds(msgspec.Struct, frozen=True, kw_only=True):
    """The tests of a classroom, the last one first; those before are forgotten after twenty."""

    items: list[ClassroomSound]


class Sounds:
    """Answers for them."""

    def __init__(self, database: Database, registry: DatabaseRegistry) -> None:
        """Read from the store."""
        self._sounds, self._registry = DatabaseSounds(database), registry

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        return [
            Operation(
                method="GET", path=f"{BASE}/classrooms/{{id}}/sound",
                access=Action.READ_CLASSROOMS, handler=self.get, name="getClassroomSound",
                about="classrooms", summary="Get a classroom's echo and level tests.",
                answer=ClassroomSounds,
            ),
        ]  # fmt: skip

    async def get(self, request: web.Request) -> web.Response:
        """Answer with a classroom's."""
        seen = sight(principal(request).grants, Action.READ_CLASSROOMS)
        room = await self._registry.get(KINDS["classrooms"], reading.id(request), seen)
        kept = await self._sounds.last(room.id)
        return reading.json(ClassroomSounds(items=[_told(each) for each in kept]))


def _told(kept: KeptSound) -> ClassroomSound:
    return ClassroomSound(
        at=kept.test.at,
        verdict=kept.test.verdict,
        measured=kept.test.measured,
        person=kept.person,
        device=kept.device,
    )
