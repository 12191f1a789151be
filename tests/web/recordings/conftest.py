"""A county with a recorded lesson, and everybody who might want to see it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from classroom.accounts.principal import Principal
from classroom.accounts.tokens import TokenGrant
from classroom.audit.record import Actor, ActorKind
from classroom.permissions import Action, Role
from tests.s3 import bucket as bucket
from tests.s3 import s3 as s3
from tests.web.api.county import CENTRE, FAR, IN, NORTH, VILLAGE, County, person
from tests.web.api.shut_lesson import Clock, running
from tests.web.recordings.taught import ENDED, TEACHER


@pytest.fixture
def clock() -> Clock:
    made = Clock()
    made.now = ENDED
    return made


@pytest.fixture
def shelf() -> str:
    """Where recordings are put; the folder, unless a test says otherwise."""
    return ""


@pytest.fixture
async def county(tmp_path: Path, clock: Clock, shelf: str) -> AsyncIterator[County]:
    async with running(tmp_path, clock, shelf=shelf) as made:
        made.who |= everybody()
        yield made


def everybody() -> dict[str, Principal]:
    inspector = person("inspector", (Role.INSPECTOR, IN[NORTH]))
    grant = TokenGrant(Role.SYSTEM_ADMIN, IN[NORTH], frozenset(Action))
    return {
        "lecturer": person(TEACHER, (Role.LECTURER, IN[CENTRE])),
        "colleague": person("colleague", (Role.LECTURER, IN[CENTRE])),
        "inspector": inspector,
        "far_inspector": person("far_inspector", (Role.INSPECTOR, IN[FAR])),
        "village_inspector": person("village_inspector", (Role.INSPECTOR, IN[VILLAGE])),
        "unsure": person("unsure", (Role.INSPECTOR, IN[NORTH]), verified=False),
        "auditor": person("auditor", (Role.AUDITOR, IN[NORTH])),
        "researcher": person("researcher", (Role.RESEARCHER, IN[NORTH])),
        "token": Principal(
            actor=Actor(kind=ActorKind.TOKEN, id="token"), grants=(grant,), verified=True
        ),
        "nobody": Principal(actor=Actor(kind=ActorKind.NOBODY)),
    }
