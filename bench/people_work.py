"""What takes a clerk longer than a list: a term planned, a table of pupils taken in, signing in."""

import time

import aiohttp

from bench.client import Client
from bench.county import COUNTY
from config.load import load
from web.signin.hashing import Hasher

LOGIN, PASSWORD = "clerk", "four Words-of-2026"
SIGN_INS = 30


async def plan_term(client: Client) -> float:
    """Plan the county's term anew; return the seconds."""
    began = time.perf_counter()
    await client.finish(await client.post(f"/terms/t{COUNTY.removeprefix('c')}/plan"))
    return time.perf_counter() - began


async def import_pupils(client: Client, count: int, run: int) -> float:
    """Take in so many new pupils of one school, all that a clerk waits for; return the seconds."""
    lines = ["学校代码,学年,班级,学号,姓名"]
    lines += [f"510000{run + 10:06},2026,1年级1班,B{n:06},新生{n}" for n in range(count)]
    table = "\n".join(lines).encode()
    began = time.perf_counter()
    seen = await client.post("/imports", params={"kind": "pupils"}, data=table)
    seen = await client.until(f"/imports/{seen['id']}", "ready")
    if seen["counts"].get("error"):
        rows = await client.get(f"/imports/{seen['id']}/rows", outcome="error", limit=1)
        raise RuntimeError(f"the table is wrong: {rows['items'][0]}")
    await client.post(f"/imports/{seen['id']}/keep", json={"digest": seen["digest"]})
    done = await client.until(f"/imports/{seen['id']}", "kept")
    if done["counts"].get("new") != count:
        raise RuntimeError(f"the import kept {done['counts']}")
    return time.perf_counter() - began


async def sign_in(
    http: aiohttp.ClientSession, url: str, token: str
) -> tuple[list[float], list[float]]:
    """Set the server up with its link's token and sign in again and again; return the milliseconds
    of each, and of as many comparisons of the password alone.
    """
    order = {
        "token": token,
        "regions": [{"kind": "county", "name": "首县", "code": "990101"}],
        "real_name": "管理员",
        "display_name": "管理员",
        "number": "A1",
        "login": LOGIN,
        "password": PASSWORD,
    }
    async with http.post(f"{url}/api/v1/setup", json=order) as answer:
        answer.raise_for_status()
    whole, hashes = [], []
    with Hasher(load().signin) as hasher:
        hash = await hasher.hash(PASSWORD)
        for _ in range(SIGN_INS):
            began = time.perf_counter()
            await hasher.is_right(hash, PASSWORD)
            hashes.append((time.perf_counter() - began) * 1e3)
            began = time.perf_counter()
            entry = {"login": LOGIN, "password": PASSWORD}
            async with http.post(f"{url}/api/v1/session", json=entry) as answer:
                answer.raise_for_status()
                await answer.read()
            whole.append((time.perf_counter() - began) * 1e3)
    return whole, hashes
