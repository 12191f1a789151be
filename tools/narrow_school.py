"""A school whose line lets little through, on a network of its own: its browser, and what it gets.

Rule: the line is narrowed by the school's firewall and by nothing in the browser, which trusts the
server's authority in the way that docs/install says, and checks every certificate.
"""

import os
import shlex
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, expect

from tests.journeys.classroom_page import open_page
from tests.journeys.clerk import first_administrator
from tools import browser
from tools.bare_debian import SCHOOL_NET, SERVER, run
from tools.chromium import chromium

MEDIA = "44300-44363"
RULES = """
flush ruleset
table inet line {{
    chain out {{
        type filter hook output priority filter; policy drop;
        oif lo accept
        ct state established,related accept
        ip daddr {server} tcp dport {{ {ports} }} accept
    }}
}}
"""
LINE_TEST_MS = 120_000


@dataclass(frozen=True)
class Got:
    """What a lesson was in that school."""

    ports: str
    protocol: str
    verdict: str


def narrow(ports: str) -> None:
    """Let the school reach these TCP ports of the server, and nothing else: no UDP at all."""
    rules = RULES.format(server=SERVER, ports=ports)
    run("ip", "netns", "exec", SCHOOL_NET, "nft", "-f", "-", text=rules)


def install(folder: Path, root: Path, names: list[str], trust: list[str]) -> None:
    """Have a browser in the school's network that finds the names, and in whose home `trust`, the
    commands of the page, were given beside `root`.
    """
    hosts = Path("/etc/netns", SCHOOL_NET, "hosts")
    hosts.parent.mkdir(parents=True, exist_ok=True)
    hosts.write_text(f"127.0.0.1 localhost\n{SERVER} {' '.join(names)}\n")
    home = folder / "school"
    home.mkdir(exist_ok=True)
    (home / "sanketang.crt").write_bytes(root.read_bytes())
    subprocess.run(
        ["bash", "-e", "-c", "\n".join(['sudo() { "$@"; }', *trust])],  # we are root
        cwd=home, env={**os.environ, "HOME": str(home)}, stdin=subprocess.DEVNULL, check=True,
    )  # fmt: skip
    there, found = folder / "chromium", browser.find()
    if found is None:
        raise RuntimeError("no Chromium found: apt-get install chromium")
    inside = f"ip netns exec {SCHOOL_NET} {shlex.quote(found)}"
    there.write_text(f'#!/bin/sh\nHOME={shlex.quote(str(home))} exec {inside} "$@"\n')
    there.chmod(0o755)
    os.environ["SANKETANG_CHROMIUM"] = str(there)
    browser.find.cache_clear()


class _Told:
    """What a person who set the server up knows of it."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self._token = url, token

    def set_up_token(self) -> str:
        """The one in the set-up link."""
        return self._token


@asynccontextmanager
async def administrator(url: str, token: str) -> AsyncIterator[Browser]:
    """Set the server up from the school, by its link; the browser is signed in there."""
    async with chromium(fps=5) as running:
        told: Any = _Told(url, token)
        await first_administrator(running, told)
        yield running


async def lesson(
    links: list[str],
    signed_in: Browser,
    url: str,
    ports: str,
    way: str,
    pictures: Path,
    *,
    begun: bool,
) -> Got:
    """Teach and attend a lesson from that school, over these ports, and test its line; say what
    came of it. `way`: how media has to go; `pictures`: the folder for what the line test showed.

    Raises:
        AssertionError: something of the lesson is not seen or heard, or it goes another way.
    """
    narrow(ports)
    async with chromium(fps=5) as running:
        lecturer = await (await open_page(running, links[0])).join()
        room = await (await open_page(running, links[1])).join()
        if begun:
            await lecturer.phase_is("live")
        else:
            await lecturer.start()
        await room.sees_moving(place="main")
        await room.hears(source="microphone")
        await lecturer.sees_moving()
        protocol = str((await room.stats())["protocol"])
        assert protocol == way, f"with TCP {ports} open, media goes by {protocol}, not {way}"
    tab = await signed_in.contexts[0].new_page()
    await tab.set_viewport_size({"width": 1280, "height": 800})
    await tab.goto(f"{url}/line")
    await tab.get_by_test_id("line-start").click()
    result = tab.get_by_test_id("line-result")
    await expect(result).to_be_visible(timeout=LINE_TEST_MS)
    said = (await result.inner_text()).split("\n")
    await tab.screenshot(path=pictures / f"line-{protocol}.png", full_page=True)
    await tab.close()
    return Got(ports, protocol, " ".join(line for line in said if line.strip()))
