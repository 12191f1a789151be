"""The lists of the clerks' pages, as their API calls: each kind of thing, lessons, devices, and
the audit trail; for the server's administrator, a county's and a school's.

Rule: one request after the other over loopback; from page to page where there are more.
"""

import time
from collections.abc import Iterator
from typing import Any

import aiohttp

from bench import county
from bench.client import SCHOOL, Client
from bench.term import DAY, WEEK, at
from classroom.register.kinds import KINDS

SEARCHES = {"": "", "name": "王", "part": "小学", "number": "20260"}
List = tuple[str, str, dict[str, Any]]  # what it is, path, query


async def measure(
    http: aiohttp.ClientSession, url: str, tokens: dict[str, str], rounds: int
) -> dict[str, list[float]]:
    """Return the milliseconds of each list, by who asks, what and how."""
    times: dict[str, list[float]] = {}
    for who, token in tokens.items():
        client = Client(http, url, token)
        for name, path, first in _lists(who):
            query = dict(first)
            await client.get(path, **query)  # the database has read it once
            for _ in range(rounds):
                began = time.perf_counter()
                page = await client.get(path, **query)
                times.setdefault(f"{who} {name}", []).append((time.perf_counter() - began) * 1e3)
                query = dict(first)
                if page["after"]:
                    query["after"] = page["after"]
    return times


def _lists(who: str) -> Iterator[List]:
    if who == "auditor":
        yield from _trail()
        return
    for kind in KINDS:
        for how, word in SEARCHES.items():
            if not word:
                yield kind, f"/{kind}", {}
            elif KINDS[kind].search:
                yield f"{kind} {how}", f"/{kind}", {"search": word}
    monday = at(county.FIRST, "00:00") + WEEK
    for name, long in (("week", WEEK), ("day", DAY)):
        hours = {"from": monday, "to": monday + long}
        yield f"lessons {name}", "/lessons", hours
        yield f"lessons {name} of a school", "/lessons", hours | {"within": SCHOOL}
        yield f"lessons {name} of a room", "/lessons", hours | {"classroom": f"{SCHOOL}r0"}
        if who != "school":
            yield f"lessons {name} of a county", "/lessons", hours | {"within": county.COUNTY}
    yield "devices", "/devices", {}


def _trail() -> Iterator[List]:
    yield "audit", "/audit", {}
    yield "audit of a county", "/audit", {"within": county.COUNTY}
    yield "audit of a school", "/audit", {"within": SCHOOL}
    yield "audit of one action", "/audit", {"action": "sign_in", "within": county.COUNTY}
    yield "audit of one person", "/audit", {"actor": f"{SCHOOL}t0"}
