"""Making the plan of a table: read, look up, compare.

Rule: thousands of rows are worked on in a thread, some hundred at a time, and how far it is can be
told at any moment. Nothing is written.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from classroom.register.ports import Reading
from classroom.register.resource import Resource
from classroom.register.scope import Sight
from web.transfer.columns import Sheet
from web.transfer.drafts import Headings, is_example
from web.transfer.lookup import Lookup
from web.transfer.plan import Outcome, Plan, Planned, Planner
from web.transfer.table import Table

T = TypeVar("T")
U = TypeVar("U")
ROWS_AT_ONCE = 500

Told = Callable[[int, int], None]  # done, of how many


async def preview(
    sheet: Sheet,
    table: Table,
    reading: Reading,
    sight: Sight,
    into: Resource | None,
    tell: Told = lambda _done, _total: None,
) -> tuple[Plan, Headings]:
    """Return what would happen if the table were taken in by somebody of this sight.

    Raises:
        Invalid: it is no such table.
    """
    headings = Headings(sheet, table.headings, given(sheet, into))
    examples = [row for row in table.rows[:1] if is_example(sheet, table, row)]
    rows = table.rows[len(examples) :]
    total = 2 * len(rows)
    drafts = await _each(rows, headings.read, lambda done: tell(done, total))
    lookup = Lookup(sheet, headings, reading, sight, into)
    await lookup.link(drafts)
    planner = Planner(sheet, headings, lookup, sight)
    existing = await lookup.existing(sheet.kind, drafts, planner.key)
    planner.rows += [Planned(row.number, Outcome.EXAMPLE) for row in examples]
    await _each(
        planner.groups(drafts),
        lambda group: planner.put(group, existing),
        lambda done: tell(len(rows) + done, total),
    )
    return planner.plan(), headings


def given(sheet: Sheet, into: Resource | None) -> frozenset[str]:
    """Return the columns that rows need not fill in, because it was said what they lie in."""
    name = "" if into is None else type(into).__name__.lower()
    return frozenset(
        column
        for link in sheet.links
        if link.name == name in sheet.homes
        for column in link.columns
    )


async def _each(all: Sequence[T], work: Callable[[T], U], tell: Callable[[int], None]) -> list[U]:
    done: list[U] = []
    for start in range(0, len(all), ROWS_AT_ONCE):
        done += await asyncio.to_thread(_all_of, work, all[start : start + ROWS_AT_ONCE])
        tell(len(done))
    return done


def _all_of(work: Callable[[T], U], some: Sequence[T]) -> list[U]:
    return [work(one) for one in some]
