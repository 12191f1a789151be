"""Who asked to watch which recording, and what was decided, in the database.

Rule: a step and its record in the audit trail are one transaction, and a step is taken only from
where it may be. What was asked for is kept whether or not there is such a recording, so that the
answer, and whoever's own list, tell nobody which there are.
"""

import secrets
from collections.abc import Collection, Mapping
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.audit.record import Actor, Note
from classroom.failures import Refused
from classroom.permissions import Action
from classroom.recording.granting import (
    DAY,
    MOST_A_DAY,
    MOST_WAITING,
    OPEN,
    WAITS_DAYS,
    Decision,
    WatchGrant,
    decided,
    ended,
)
from classroom.recording.recording import Recording
from classroom.register.scope import ROOT, Sight
from classroom.store.keys import EVERY_TIME, Once
from classroom.store.latest import latest
from classroom.store.publications import grant_of
from classroom.store.recording_rows import read
from classroom.store.tables.planned import seats
from classroom.store.tables.recordings import recordings
from classroom.store.tables.watching import grants
from classroom.store.transactions import Database, Transaction
from classroom.store.visibility import Condition, covered
from classroom.timetable.days import day_at

_COLUMNS = grants.c


class GrantList(StrEnum):
    """Which of them."""

    OWN = "own"
    WAITING = "waiting"  # for one's decision
    DECIDED = "decided"  # of those that one may decide on, the others


class Deciding(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody may decide on: see `classroom.recording.watching.may_decide`."""

    person: str  # id; never on their own
    schools: Sight = Sight()  # of whose lessons
    regions: Sight = Sight()  # of which lessons that belong to no one school


class RecordingGrants:
    """Keeps them."""

    def __init__(self, database: Database, zone: ZoneInfo) -> None:
        """Keep them in `database`; `zone` is where the schools are."""
        self._database, self._zone = database, zone

    async def get(self, id: str) -> WatchGrant:
        """Return one, whoever may see it.

        Raises:
            Refused: `not_found`.
        """
        async with self._database.reading() as connection:
            return await _one(connection, id)

    async def page(
        self, which: GrantList, who: Deciding, *, after: str, limit: int
    ) -> tuple[list[WatchGrant], str | None]:
        """Return some of them, the latest first; and after which the next page begins."""
        where = _which(which, who, self._database.now())
        async with self._database.reading() as connection:
            rows, more = await latest(connection, grants, where, after=after, limit=limit)
        return [grant_of(row) for row in rows], more

    async def recordings(self, ids: Collection[str]) -> dict[str, Recording]:
        """Return those of these recordings that there are."""
        query = sa.select(recordings).where(recordings.c.id.in_(sorted(ids)))
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
            found = await read(connection, rows, self._today())
        return {each.id: each for each in found}

    async def ask(
        self, recording: str, purpose: str, days: int, *,
        person: str, by: Actor, once: Once = EVERY_TIME,
    ) -> WatchGrant:  # fmt: skip
        """Note that somebody asks.

        Raises:
            Refused: `grant_open`: they have asked already, or have one; `too_many_open`.
        """
        async with self._database.writing(by) as writing:
            if made := await once.made(writing):
                return await _one(writing.connection, made.object)
            grant = WatchGrant(
                id=secrets.token_hex(8), recording=recording, person=person, purpose=purpose,
                days=days, made_at=writing.now,
            )  # fmt: skip
            await self._check_open(writing, grant)
            row = msgspec.structs.asdict(grant)
            await writing.connection.execute(sa.insert(grants).values(row))
            await _note(writing, grant, "ask_to_watch", {"why": purpose, "days": days})
            await once.keep(writing, grant.id, ROOT)
        return grant

    async def decide(
        self, grant: WatchGrant, decision: Decision, person: str, by: Actor
    ) -> WatchGrant:
        """Grant it or refuse it.

        Raises:
            Refused: see `decided`; `not_found`: the recording was deleted meanwhile.
        """
        async with self._database.writing(by) as writing:
            found = decided(await _one(writing.connection, grant.id), decision, person, writing.now)
            await _keep(writing, found)
            said = {"asked_by": found.person, "approved": found.approved, "why": found.purpose}
            more = {"until": found.until} if found.approved else {"reason": found.reason}
            await _note(writing, found, Action.DECIDE_WATCHING.value, said | more)
        return found

    async def end(self, grant: WatchGrant, person: str, by: Actor) -> WatchGrant:
        """Let who asked withdraw it, or one who decides revoke it.

        Raises:
            Refused: see `ended`.
        """
        async with self._database.writing(by) as writing:
            found = ended(await _one(writing.connection, grant.id), person, writing.now)
            await _keep(writing, found)
            action = "withdraw_grant" if person == found.person else "revoke_grant"
            await _note(writing, found, action, {"asked_by": found.person})
        return found

    async def _check_open(self, writing: Transaction, asked: WatchGrant) -> None:
        theirs = sa.select(grants).where(
            _COLUMNS.person == asked.person, _COLUMNS.ended_at.is_(None),
            sa.or_(_waiting(writing.now), _COLUMNS.until > writing.now),
        )  # fmt: skip
        rows = await writing.connection.execute(theirs)
        open = [each for each in map(grant_of, rows) if each.state(writing.now) in OPEN]
        if any(each.recording == asked.recording for each in open):
            raise Refused("grant_open")
        today = sa.select(sa.func.count()).where(
            _COLUMNS.person == asked.person, _COLUMNS.made_at > writing.now - DAY
        )
        if (await writing.connection.scalar(today) or 0) >= MOST_A_DAY:
            raise Refused("too_many_open", f"at most {MOST_A_DAY} in a day")
        if sum(each.decided_at is None for each in open) >= MOST_WAITING:
            raise Refused("too_many_open", f"at most {MOST_WAITING} wait at a time")

    def _today(self) -> str:
        return day_at(self._database.now(), self._zone)


async def forget_wishes(writing: Transaction) -> None:
    """Let go what named no recording, once nobody could decide on it any more; the trail has it."""
    there = sa.select(recordings.c.id).where(recordings.c.id == _COLUMNS.recording)
    over = _COLUMNS.made_at <= writing.now - WAITS_DAYS * DAY
    await writing.connection.execute(sa.delete(grants).where(over, ~there.exists()))


# ------------------------------------------------------------------ conditions


def _waiting(now: float) -> Condition:
    return sa.and_(
        _COLUMNS.decided_at.is_(None), _COLUMNS.ended_at.is_(None),
        _COLUMNS.made_at > now - WAITS_DAYS * DAY,
    )  # fmt: skip


def _which(which: GrantList, who: Deciding, now: float) -> Condition:
    own = _COLUMNS.person == who.person
    if which is GrantList.OWN:
        return own
    waits = _waiting(now)
    there = sa.and_(sa.not_(own), _decidable(who))
    return sa.and_(there, waits if which is GrantList.WAITING else sa.not_(waits))


def _decidable(who: Deciding) -> Condition:
    """Return which are of recordings that they may decide on: what `may_decide` says, as SQL."""
    known = sa.select(recordings.c.id)
    asked = sa.select(_COLUMNS.recording)
    places = sa.select(seats.c.lesson).where(seats.c.lesson.in_(asked))
    theirs = places.where(covered(seats.c.scope, who.schools))
    every = sa.func.count(sa.distinct(seats.c.scope))
    mine = sa.case((covered(seats.c.scope, who.regions), seats.c.scope), else_=None)
    shared = places.group_by(seats.c.lesson).having(
        every > 1, every == sa.func.count(sa.distinct(mine))
    )
    unplanned = ROOT in (*who.schools.scopes, *who.regions.scopes)
    nowhere = _COLUMNS.recording.not_in(places) if unplanned else sa.false()
    return sa.and_(
        _COLUMNS.recording.in_(known),
        sa.or_(_COLUMNS.recording.in_(theirs), _COLUMNS.recording.in_(shared), nowhere),
    )


# ------------------------------------------------------------------ statements


async def _one(connection: AsyncConnection, id: str) -> WatchGrant:
    row = (await connection.execute(sa.select(grants).where(_COLUMNS.id == id))).one_or_none()
    if row is None:
        raise Refused("not_found", "grants")
    return grant_of(row)


async def _keep(writing: Transaction, grant: WatchGrant) -> None:
    one = sa.update(grants).where(_COLUMNS.id == grant.id)
    await writing.connection.execute(one.values(msgspec.structs.asdict(grant)))


async def _note(
    writing: Transaction, grant: WatchGrant, action: str, detail: Mapping[str, object]
) -> None:
    scope = sa.select(recordings.c.scope).where(recordings.c.id == grant.recording)
    found: str | None = await writing.connection.scalar(scope)
    said = msgspec.json.encode({"grant": grant.id, **detail}).decode()
    await writing.note(
        Note(
            action=action,
            kind="recordings",
            object=grant.recording,
            scope=found or ROOT,
            detail=said,
        )
    )
