"""A client of the API for benches, and the people it speaks for."""

import asyncio
from typing import Any

import aiohttp

from bench.county import COUNTY
from classroom.accounts.principal import Principal
from classroom.accounts.tokens import PERSONAL, TokenOrder
from classroom.audit.record import SERVER, Actor, ActorKind
from classroom.permissions import TABLE, Reach, Role
from classroom.register.people import PEOPLE, Grant, Person, VerifiedBy
from classroom.register.scope import EVERYTHING, ROOT, below
from classroom.store.registry import DatabaseRegistry
from classroom.store.tokens import DatabaseTokens
from classroom.store.transactions import Database

POLL_SECONDS = 0.05
COUNTY_SCOPE = below(below(ROOT, "p"), COUNTY)
SCHOOL = f"{COUNTY}s4"
WHO = {
    "server": (Role.SYSTEM_ADMIN, ROOT),
    "county": (Role.SYSTEM_ADMIN, COUNTY_SCOPE),
    "school": (Role.SCHOOL_ADMIN, below(COUNTY_SCOPE, SCHOOL)),
    "auditor": (Role.AUDITOR, ROOT),
}


class Client:
    """Speaks to the API with a token."""

    def __init__(self, http: aiohttp.ClientSession, url: str, token: str) -> None:
        """Speak to the server at `url`."""
        self._http, self._base = http, f"{url}/api/v1"
        self._headers = {"Authorization": f"Bearer {token}"}

    async def get(self, path: str, **query: Any) -> Any:
        """Return what is there; a failure ends the bench."""
        return await self._ask("GET", path, params=query)

    async def post(self, path: str, **more: Any) -> Any:
        """Return the answer."""
        return await self._ask("POST", path, **more)

    async def finish(self, job: dict[str, Any]) -> dict[str, Any]:
        """Wait until the job is over; return it."""
        while job["state"] in ("waiting", "running"):
            await asyncio.sleep(POLL_SECONDS)
            job = await self.get(f"/jobs/{job['id']}")
        if job["state"] != "done":
            raise RuntimeError(f"{job['work']}: {job['failure']}")
        return job

    async def until(self, path: str, state: str) -> dict[str, Any]:
        """Return what is there once it is in this state; a failure ends the bench."""
        while (found := await self.get(path))["state"] != state:
            if found.get("failure"):
                raise RuntimeError(f"{path}: {found['failure']}")
            await asyncio.sleep(POLL_SECONDS)
        return dict(found)

    async def _ask(self, method: str, path: str, **more: Any) -> Any:
        async with self._http.request(
            method, self._base + path, headers=self._headers, **more
        ) as answer:
            if answer.status >= 400:
                raise RuntimeError(f"{method} {path}: {answer.status} {await answer.text()}")
            return await answer.json() if answer.content_type == "application/json" else None


async def make_tokens(database: Database) -> dict[str, str]:
    """Make a token for each of `WHO`; return them by name."""
    registry, tokens = DatabaseRegistry(database), DatabaseTokens(database)
    made = {}
    for name, (role, scope) in WHO.items():
        person = Person(
            region="p",
            number=f"bench-{name}",
            real_name=name,
            display_name=name,
            verified_by=VerifiedBy.SCHOOL,
            grants=(Grant(role, scope),),
        )
        async with registry.writing(SERVER) as writing:
            person = await writing.add(PEOPLE, person, EVERYTHING)
        actions = [a for a, row in TABLE.items() if row.get(role) is Reach.SCOPE]
        order = TokenOrder(
            name="bench",
            actions=tuple(action for action in actions if action not in PERSONAL),
        )
        actor = Actor(kind=ActorKind.PERSON, id=person.id)
        maker = Principal(actor=actor, person=person.id, grants=person.grants)
        made[name], _ = await tokens.make(order, scope, maker)
    return made
