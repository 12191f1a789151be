"""Sampling rules and their draws, as kept.

Rule: a draw is one transaction: what it drew from, its seed, what was drawn, whose it is, and its
record in the trail. The table itself takes no recording twice for a rule.
"""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.accounts.principal import Principal
from classroom.audit.record import Note
from classroom.failures import Refused
from classroom.permissions import Action
from classroom.register.checks import Invalid
from classroom.register.resource import Problem
from classroom.register.scope import Sight
from classroom.review.sampling import (
    MOST_RULES,
    Drawn,
    SamplingOrder,
    SamplingRule,
    assign,
    check_rule,
    days_of,
    draw,
    hours_of,
    wanted,
)
from classroom.store.keys import EVERY_TIME, Once
from classroom.store.latest import latest
from classroom.store.sampling_frame import candidates, grants_of, inspects, may_take
from classroom.store.tables.review import drawn, draws, samplings
from classroom.store.transactions import Database, Transaction
from classroom.store.visibility import covered
from classroom.timetable.days import day_at

KIND = "samplings"


class DrawnSheet(Drawn, frozen=True, kw_only=True):
    """One that was drawn, and the sheet that was begun for it; "": none yet."""

    sheet: str


class SamplingDraw(msgspec.Struct, frozen=True, kw_only=True):
    """A draw, as lists know it."""

    id: str
    sampling: str
    made_by: str
    made_at: float
    first_day: str
    last_day: str
    seed: str
    framed: int  # how many it drew from
    drawn_before: int  # how many of them were drawn before it
    wanted: int
    drawn: list[DrawnSheet]


class WholeDraw(msgspec.Struct, frozen=True, kw_only=True):
    """A draw with all that is needed to do it again."""

    draw: SamplingDraw
    rule: SamplingOrder  # as it was
    frame: list[str]
    before: list[str]
    repeats: bool  # done again, it gives the same


class Samplings:
    """All rules and draws."""

    def __init__(self, database: Database, zone: ZoneInfo) -> None:
        """Keep them in `database`; `zone` is where the schools are."""
        self._database, self._zone = database, zone

    async def page(
        self, sight: Sight, *, retired: bool = False, after: str = "", limit: int = 50
    ) -> tuple[list[SamplingRule], str | None]:
        """Return some rules in sight, the latest made first."""
        where = sa.and_(covered(samplings.c.scope, sight), samplings.c.retired.is_(retired))
        async with self._database.reading() as connection:
            rows, more = await latest(connection, samplings, where, after=after, limit=limit)
        return [_rule(row) for row in rows], more

    async def get(self, id: str, sight: Sight) -> SamplingRule:
        """Return a rule.

        Raises:
            Refused: `not_found`.
        """
        async with self._database.reading() as connection:
            return _rule(await _row(connection, id, sight))

    async def add(
        self, order: SamplingOrder, scope: str, who: Principal, once: Once = EVERY_TIME
    ) -> SamplingRule:
        """Keep a new rule.

        Raises:
            Refused: `too_many_kept`.
            Invalid: it says two things, or somebody in it does not inspect there.
        """
        async with self._database.writing(who.actor) as writing:
            if made := await once.made(writing):
                return _rule(await _row(writing.connection, made.object, Sight((scope,))))
            await _check(writing.connection, order, scope)
            there = sa.select(sa.func.count()).where(
                samplings.c.scope == scope, samplings.c.retired.is_(False)
            )
            if (await writing.connection.scalar(there) or 0) >= MOST_RULES:
                raise Refused("too_many_kept", f"at most {MOST_RULES}")
            row: dict[str, Any] = {
                "id": secrets.token_hex(8),
                "version": 1,
                "scope": scope,
                "made_by": who.person or who.actor.id,
                "made_at": writing.now,
                "retired": False,
                "turn": 0,
                "content": msgspec.json.encode(order).decode(),
            }
            await writing.connection.execute(sa.insert(samplings).values(row))
            await _noted(writing, Action.WRITE_SAMPLINGS, row["id"], scope, change="add")
            await once.keep(writing, row["id"], scope)
            return _rule(await _row(writing.connection, row["id"], Sight((scope,))))

    async def replace(
        self, id: str, order: SamplingOrder, version: int, sight: Sight, who: Principal
    ) -> SamplingRule:
        """Change a rule; what was drawn stays drawn.

        Raises:
            Refused: `not_found`, `changed_meanwhile`, `wrong_state`.
            Invalid: as `add` says it.
        """
        async with self._database.writing(who.actor) as writing:
            rule = await _same(writing.connection, id, version, sight)
            await _check(writing.connection, order, rule.scope)
            content = msgspec.json.encode(order).decode()
            await _set(writing, id, version=version + 1, content=content)
            await _noted(writing, Action.WRITE_SAMPLINGS, id, rule.scope, change="replace")
            return _rule(await _row(writing.connection, id, sight))

    async def retire(self, id: str, version: int, sight: Sight, who: Principal) -> None:
        """Let nothing be drawn by it any more.

        Raises:
            Refused: `not_found`, `changed_meanwhile`, `wrong_state`.
        """
        async with self._database.writing(who.actor) as writing:
            rule = await _same(writing.connection, id, version, sight)
            await _set(writing, id, retired=True)
            await _noted(writing, Action.WRITE_SAMPLINGS, id, rule.scope, change="remove")

    # -------------------------------------------------------------- draws

    async def draw(
        self, id: str, day: str | None, sight: Sight, who: Principal, once: Once = EVERY_TIME
    ) -> SamplingDraw:
        """Draw, as on this day (or today).

        Raises:
            Refused: `not_found`, `wrong_state`, `too_many_rows`; `nothing_new`: its share of these
                days was drawn before.
            Invalid: the day is still to come.
        """
        async with self._database.writing(who.actor) as writing:
            connection = writing.connection
            if made := await once.made(writing):
                return await _draw(connection, id, made.object)
            row = await _row(connection, id, sight)
            rule = _rule(row)
            if rule.retired:
                raise Refused("wrong_state", "the rule is not used any more")
            today = day_at(writing.now, self._zone)
            if day is not None and day > today:
                raise Invalid([Problem("day", "to_come")])
            first, last = days_of(rule.period, day or today)
            frame = await candidates(connection, rule, *hours_of(first, last, self._zone))
            before = await _drawn_of(connection, id, {each.recording for each in frame})
            many = wanted(rule, len(frame), len(before))
            seed = secrets.token_hex(16)
            chosen = draw(seed, [each.recording for each in frame], before, many)
            if not chosen:
                raise Refused("nothing_new", "the rule's share of these days was drawn before")
            known = {each.recording: each for each in frame}
            grants = await grants_of(connection, rule.inspectors)
            given, turn = assign(
                [known[each] for each in chosen], rule.inspectors, row.turn, may_take(grants)
            )
            made_id = secrets.token_hex(8)
            values: dict[str, Any] = {
                "id": made_id,
                "sampling": id,
                "made_by": who.person or who.actor.id,
                "made_at": writing.now,
                "first_day": first,
                "last_day": last,
                "seed": seed,
                "framed": len(frame),
                "drawn_before": len(before),
                "wanted": many,
                "turn": row.turn,
                "rule": row.content,
                "frame": msgspec.json.encode(sorted(known)).decode(),
                "before": msgspec.json.encode(sorted(before)).decode(),
            }
            await connection.execute(sa.insert(draws).values(values))
            rows = [
                {
                    "sampling": id, "recording": each.recording, "draw": made_id, "place": place,
                    "inspector": each.inspector, "sheet": "",
                }
                for place, each in enumerate(given)
            ]  # fmt: skip
            await connection.execute(sa.insert(drawn), rows)
            await _set(writing, id, turn=turn)
            said = {"draw": made_id, "seed": seed, "many": len(rows)}
            await _noted(writing, Action.DRAW_SAMPLE, id, rule.scope, **said)
            await once.keep(writing, made_id, rule.scope)
            return await _draw(connection, id, made_id)

    async def draws(
        self, id: str, sight: Sight, *, after: str = "", limit: int = 20
    ) -> tuple[list[SamplingDraw], str | None]:
        """Return some draws of a rule, the latest first.

        Raises:
            Refused: `not_found`.
        """
        async with self._database.reading() as connection:
            await _row(connection, id, sight)
            rows, more = await latest(
                connection, draws, draws.c.sampling == id, after=after, limit=limit
            )
            return await _draws(connection, rows), more

    async def repeated(self, id: str, made: str, sight: Sight) -> WholeDraw:
        """Return a draw with what it drew from, done again.

        Raises:
            Refused: `not_found`.
        """
        async with self._database.reading() as connection:
            await _row(connection, id, sight)
            found = await _draw(connection, id, made)
            row = (await connection.execute(sa.select(draws).where(draws.c.id == made))).one()
        frame = msgspec.json.decode(row.frame, type=list[str])
        before = msgspec.json.decode(row.before, type=list[str])
        rule = msgspec.json.decode(row.rule, type=SamplingOrder)
        again = draw(found.seed, frame, before, wanted(rule, len(frame), len(before)))
        return WholeDraw(
            draw=found,
            rule=rule,
            frame=frame,
            before=before,
            repeats=again == [each.recording for each in found.drawn],
        )


# ------------------------------------------------------------------ statements


async def _row(connection: AsyncConnection, id: str, sight: Sight) -> sa.Row[Any]:
    query = sa.select(samplings).where(samplings.c.id == id, covered(samplings.c.scope, sight))
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise Refused("not_found", KIND)
    return row


def _rule(row: sa.Row[Any]) -> SamplingRule:
    order = msgspec.json.decode(row.content, type=SamplingOrder)
    return SamplingRule(
        id=row.id,
        version=row.version,
        scope=row.scope,
        made_by=row.made_by,
        made_at=row.made_at,
        retired=row.retired,
        **msgspec.structs.asdict(order),
    )


async def _same(connection: AsyncConnection, id: str, version: int, sight: Sight) -> SamplingRule:
    rule = _rule(await _row(connection, id, sight))
    if rule.version != version:
        raise Refused("changed_meanwhile", f"it is of version {rule.version}")
    if rule.retired:
        raise Refused("wrong_state", "the rule is not used any more")
    return rule


async def _check(connection: AsyncConnection, order: SamplingOrder, scope: str) -> None:
    found = check_rule(order)
    grants = await grants_of(connection, order.inspectors)
    if any(not inspects(grants.get(each, ()), scope) for each in order.inspectors):
        found.append(Problem("inspectors", "not_an_inspector"))
    if found:
        raise Invalid(found)


async def _set(writing: Transaction, id: str, **values: Any) -> None:
    one = sa.update(samplings).where(samplings.c.id == id)
    await writing.connection.execute(one.values(**values))


async def _drawn_of(connection: AsyncConnection, id: str, frame: set[str]) -> set[str]:
    query = sa.select(drawn.c.recording).where(drawn.c.sampling == id)
    return frame.intersection((await connection.execute(query)).scalars())


async def _draw(connection: AsyncConnection, id: str, made: str) -> SamplingDraw:
    query = sa.select(draws).where(draws.c.id == made, draws.c.sampling == id)
    rows = (await connection.execute(query)).all()
    if not rows:
        raise Refused("not_found", "draws")
    return (await _draws(connection, rows))[0]


async def _draws(connection: AsyncConnection, rows: Sequence[sa.Row[Any]]) -> list[SamplingDraw]:
    of: dict[str, list[DrawnSheet]] = defaultdict(list)
    query = sa.select(drawn).where(drawn.c.draw.in_([row.id for row in rows]))
    for row in await connection.execute(query.order_by(drawn.c.draw, drawn.c.place)):
        of[row.draw].append(
            DrawnSheet(recording=row.recording, inspector=row.inspector, sheet=row.sheet)
        )
    plain = [name for name in SamplingDraw.__struct_fields__ if name != "drawn"]
    return [
        SamplingDraw(**{name: row._mapping[name] for name in plain}, drawn=of[row.id])
        for row in rows
    ]


async def _noted(writing: Transaction, action: Action, id: str, scope: str, **said: object) -> None:
    detail = msgspec.json.encode(said).decode()
    await writing.note(Note(action=action.value, kind=KIND, object=id, scope=scope, detail=detail))
