"""`python -m tools.follow`: follows docs/install to the letter, in a bare Debian of its own.

Every command is given as it is printed, by a person with sudo; only the names that the page asks
for are set. Then a school that no UDP leaves, and one that only port 443 leaves, have a lesson of
that server and test their line. `--stay` keeps the machine until Enter, to look around. It takes
root, debootstrap, systemd-container, git, nftables, libnss3-tools, Chromium and the registries.
"""

import argparse
import asyncio
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.async_api import Error

from tools import installation, narrow_school
from tools.bare_debian import ROUTER, BareDebian, booted, network

NAME, RELAY = "class.test", "relay.test"
AGAIN_SECONDS = 65  # a line is tested once a minute
READY, WHOLE = '{"status": "ready"}', "Verification: OK"


@contextmanager
def source() -> Iterator[str]:
    """Serve what is committed here, as a county's git server would; the value is its address."""
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder, "sanketang.git")
        subprocess.run(["git", "clone", "-q", "--bare", installation.ROOT, bare], check=True)
        serving = subprocess.Popen(
            ["git", "daemon", "--export-all", f"--base-path={folder}", f"--listen={ROUTER}"]
        )
        try:
            yield f"git://{ROUTER}/{bare.name}"
        finally:
            serving.terminate()
            serving.wait()


@contextmanager
def followed(
    folder: Path, trusted: Path | None, *, stay: bool = False
) -> Iterator[tuple[BareDebian, str]]:
    """Do all that the page says; the values are the machine and what it printed.

    Raises:
        RuntimeError: a command failed, or did not show what the page says.
    """
    log = folder / "follow.log"
    with network(), source() as address, booted(folder, trusted) as machine:
        typed = installation.script({"NAME": NAME, "RELAY": RELAY, "SOURCE": address})
        status = machine.give(typed, log)
        said = log.read_text(encoding="utf-8", errors="replace")
        if status or READY not in said or WHOLE not in said:
            print(f"{log} ends with:\n{said[-1500:]}", flush=True)
            if stay:
                sys.stdin.readline()
            raise RuntimeError(f"docs/install cannot be followed: see {log}")
        yield machine, said


async def schools(folder: Path, machine: BareDebian, said: str) -> None:
    """Have the lesson that the page made in both schools; print what they got."""
    url, wide = f"https://{NAME}", f"443, {narrow_school.MEDIA}"
    trust = [step.lines for step in installation.steps("console") if "certutil" in str(step.lines)]
    root = machine.root / "usr/local/share/ca-certificates/sanketang.crt"
    narrow_school.install(folder, root, [NAME, RELAY], trust[0])
    # The page's last step started the server again: the link before that is worthless.
    token = re.findall(r"/setup#(\S+)", machine.ask("journalctl", "-u", "sanketang", "-o", "cat"))[
        -1
    ]
    narrow_school.narrow(wide)
    async with narrow_school.administrator(url, token) as there:
        for ports, way, begun in ((wide, "tcp", False), ("443", "tls", True)):
            await asyncio.sleep(AGAIN_SECONDS if begun else 0)
            made = links(said)
            got = await narrow_school.lesson(made, there, url, ports, way, folder, begun=begun)
            print(got, flush=True)


def links(said: str) -> list[str]:
    """Return the joining links that the page's own lesson printed."""
    return re.findall(rf"https://{re.escape(NAME)}/(?:teach|learn)\S+", said)


def main() -> None:
    """Follow it, and say what came of it."""
    words = argparse.ArgumentParser(prog="tools.follow", description=__doc__)
    words.add_argument("--folder", type=Path, default=Path("/var/tmp/sanketang-follow"))
    words.add_argument("--trust", type=Path, metavar="PEM", help="what the registries show")
    words.add_argument("--stay", action="store_true", help="keep it until Enter is pressed")
    given = words.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    try:
        with followed(given.folder, given.trust, stay=given.stay) as (machine, said):
            print(f"Followed: {given.folder / 'follow.log'}", *links(said), sep="\n", flush=True)
            asyncio.run(schools(given.folder, machine, said))
            if given.stay:
                sys.stdin.readline()
    except (RuntimeError, AssertionError, Error) as failed:
        sys.exit(str(failed))


if __name__ == "__main__":
    main()
