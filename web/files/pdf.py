"""A PDF is looked through in a process of its own, with limits on its memory and its time.

Rule: nothing of a PDF is read in this process. Two are looked at at once; the others wait.
"""

import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from classroom.failures import Refused

SECONDS = 30.0
_ROOT = Path(__file__).resolve().parents[2]


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in a PDF."""

    sizes: tuple[tuple[int, int], ...] = ()  # of its pages, in points
    links: tuple[str, ...] = ()
    refused: str = ""


class PdfCheck:
    """Looks through PDFs."""

    def __init__(self, most_pages: int, seconds: float = SECONDS) -> None:
        """Refuse one of more pages."""
        self._most_pages = most_pages
        self._seconds = seconds
        self._two = asyncio.Semaphore(2)

    async def look(self, path: Path) -> Looked:
        """Return what is in the PDF, named by its whole path.

        Raises:
            Refused: `file_encrypted`, `file_active`, `file_pages`, `file_broken`.
        """
        async with self._two:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "web.files.pdf_check",
                str(path),
                str(self._most_pages),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                cwd=_ROOT,
                env={**_environment(), "PYTHONPATH": os.pathsep.join([str(_ROOT), *_paths()])},
                start_new_session=True,
            )
            told = await self._told(process)
        if told.refused or not told.sizes:
            raise Refused(told.refused or "file_broken")
        return told

    async def _told(self, process: asyncio.subprocess.Process) -> Looked:
        assert process.stdout is not None
        try:
            async with asyncio.timeout(self._seconds):
                text = await process.stdout.read()
                await process.wait()
            return msgspec.json.decode(text, type=Looked)
        except (TimeoutError, msgspec.MsgspecError):
            return Looked(refused="file_broken")
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def _environment() -> dict[str, Any]:
    return {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}


def _paths() -> list[str]:
    return [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
