"""Slides of PowerPoint become a PDF through LibreOffice, where it is installed.

Rule: it opens what anybody made. So it runs one at a time, with little memory and time, in a folder
of its own that goes afterwards, without macros, and without a network where the system can give it
none; what comes out is looked at like any other PDF.
"""

import asyncio
import os
import shutil
import signal
from contextlib import suppress
from pathlib import Path

from classroom.failures import Refused

SECONDS = 120
MEMORY_KIB = 4 << 20
MOST_BYTES = 200 << 20
_LIMITED = f"ulimit -t {SECONDS} && ulimit -v {MEMORY_KIB} && ulimit -f {MOST_BYTES >> 9}"
_ALONE = ("unshare", "--user", "--map-root-user", "--net")
_SECURE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop>
</item>
</oor:items>
"""


class Converter:
    """Runs LibreOffice, if there is one."""

    def __init__(self, command: str, seconds: float = SECONDS) -> None:
        """Look for the command; "": slides of PowerPoint are not taken."""
        self._soffice = shutil.which(command) if command else None
        self._unshare = shutil.which(_ALONE[0])
        self._alone: bool | None = None
        self._seconds = seconds
        self._one = asyncio.Lock()

    @property
    def there(self) -> bool:
        """Whether slides of PowerPoint can be shown."""
        return self._soffice is not None

    async def to_pdf(self, slides: Path, folder: Path) -> Path:
        """Return the slides as a PDF, in this empty folder.

        Raises:
            Refused: `no_office`, `file_broken`.
        """
        if self._soffice is None:
            raise Refused("no_office")
        async with self._one:
            given = await asyncio.to_thread(_prepare, slides, folder)
            await self._run(
                *await self._without_network(),
                "sh", "-c", f'{_LIMITED} && exec "$@"', "sh",
                self._soffice,
                "--headless", "--norestore", "--nologo", "--nolockcheck",
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                "--convert-to", "pdf:impress_pdf_Export",
                "--outdir", str(folder / "out"),
                str(given),
                folder=folder,
            )  # fmt: skip
            made = folder / "out" / "slides.pdf"
            if not await asyncio.to_thread(made.is_file):
                raise Refused("file_broken", "LibreOffice makes no PDF of it")
            return made

    async def _without_network(self) -> tuple[str, ...]:
        """Return what to begin the command with; not every system lets us."""
        if self._alone is None:
            self._alone = self._unshare is not None and await self._run(*_ALONE, "true") == 0
        return _ALONE if self._alone else ()

    async def _run(self, *command: str, folder: Path | None = None) -> int:
        home = {} if folder is None else {"HOME": str(folder), "TMPDIR": str(folder)}
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            env={"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", **home},
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(self._seconds):
                return await process.wait()
        except TimeoutError:
            return -1
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # it has children of its own
            await process.wait()


def _prepare(slides: Path, folder: Path) -> Path:
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (folder / "out").mkdir()
    (profile / "registrymodifications.xcu").write_text(_SECURE, encoding="utf-8")
    given = folder / "slides.pptx"
    os.link(slides, given)
    return given
