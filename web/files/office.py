"""Office documents, by what is in their archive: which kind, and whether they are what they seem.

Rule: only its table of contents is read, and the few small parts that say where it leads to. An
archive that unpacks to far more than it is, or that holds programs, is refused.
"""

import re
import zipfile
from html import unescape
from pathlib import Path
from typing import NamedTuple

from classroom.failures import Refused

MOST_PARTS = 5_000
MOST_BYTES = 400 << 20  # unpacked
MOST_RATIO = 200  # of what is larger than a megabyte
_LEADING = 256 << 10  # of one part that says where the document leads to
_MAIN = {"ppt/presentation.xml": "pptx", "word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_PROGRAM = re.compile(
    r"vbaproject|/activex/|\.(bas|bat|cmd|com|dll|exe|hta|jar|js|jse|lnk|msi|ps1|scr|sh|vbe|vbs|wsf)$"
)
_LINK = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>", re.DOTALL)
_TARGET = re.compile(r"\bTarget\s*=\s*[\"']([^\"']*)[\"']")
_ELSEWHERE = re.compile(r"\bTargetMode\s*=\s*[\"']External[\"']", re.IGNORECASE)


class Archive(NamedTuple):
    """An office document."""

    kind: str  # pptx, docx or xlsx
    links: tuple[str, ...]  # where it leads to


def read(path: Path) -> Archive:
    """Return what the archive is.

    Raises:
        Refused: `file_broken`, `file_encrypted`, `file_active`, `file_not_taken`.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _looked_through(archive)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, RuntimeError) as error:
        raise Refused("file_broken", type(error).__name__) from None


def _looked_through(archive: zipfile.ZipFile) -> Archive:
    parts = archive.infolist()
    if archive.comment or len(parts) > MOST_PARTS:
        raise Refused("file_broken", "its table of contents is no document's")
    if sum(part.file_size for part in parts) > MOST_BYTES or any(map(_swells, parts)):
        raise Refused("file_broken", "it unpacks to far more than it is")
    names = {part.filename for part in parts}
    if len(names) < len(parts) or any(map(_leads_out, names)):
        raise Refused("file_broken", "its parts have names that no document's have")
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("file_encrypted")
    kinds = [kind for main, kind in _MAIN.items() if main in names]
    if len(kinds) != 1 or "[Content_Types].xml" not in names:
        raise Refused("file_not_taken", "an archive that is no office document")
    if any(_PROGRAM.search(name.casefold()) for name in names):
        raise Refused("file_active", "there is a program in it")
    return Archive(kinds[0], tuple(dict.fromkeys(_links(archive, parts))))


def _swells(part: zipfile.ZipInfo) -> bool:
    return part.file_size > 1 << 20 and part.file_size > MOST_RATIO * max(1, part.compress_size)


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ":" in name or ".." in re.split(r"[/\\]", name)


def _links(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> list[str]:
    found: list[str] = []
    for part in parts:
        if not part.filename.casefold().endswith(".rels"):
            continue
        with archive.open(part) as file:
            text = file.read(_LEADING + 1)
        if len(text) > _LEADING:
            raise Refused("file_broken", "it leads to too many places")
        for link in _LINK.findall(text.decode("utf-8")):
            target = _TARGET.search(link)
            if target is not None and _ELSEWHERE.search(link):
                found.append(unescape(target[1]))
    return found
