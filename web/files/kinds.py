"""What is in a file, told by its bytes and by how they are laid out.

Rule: a short list of kinds; what is none of them is refused, whatever its name says. A file that is
two things at once is refused, too, since others may take it for the other one.
"""

import zipfile
from pathlib import Path
from typing import NamedTuple

from classroom.failures import Refused
from classroom.files.values import FileKind
from web.files import images, office, sounds

_HEAD, _TAIL = 64, 2048
_ARCHIVE = b"PK\x03\x04"
_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # OLE: an old document, or an encrypted new one
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class Found(NamedTuple):
    """What a file is."""

    kind: FileKind | None  # None: slides that have to be made a PDF first
    size: images.Size | None = None  # of a picture
    links: tuple[str, ...] = ()


def look(path: Path) -> Found:
    """Return what the file is. Blocks: it reads from the disk.

    Raises:
        Refused: `file_not_taken`, `file_broken`, `file_encrypted`, `file_active`, `file_too_large`.
    """
    length = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if head.startswith(_ARCHIVE):
            archive = office.read(path)
            kind = None if archive.kind == "pptx" else FileKind(archive.kind)
            return Found(kind, links=archive.links)
        if head.startswith(_LOCKED):
            file.seek(0)
            encrypted = _ENCRYPTED in file.read(1 << 16)
            raise Refused("file_encrypted" if encrypted else "file_not_taken")
        if zipfile.is_zipfile(path):
            raise Refused("file_broken", "there is an archive behind it")
        file.seek(0)
        if head.startswith(b"%PDF-"):
            _ends_as_pdf(path, length)
            return Found(FileKind.PDF)
        if (kind := images.kind_of(head)) is not None:
            return Found(kind, size=images.size_of(file, kind, length))
        if (kind := sounds.kind_of(head)) is not None:
            sounds.check(file, kind, length)
            return Found(kind)
    raise Refused("file_not_taken")


def _ends_as_pdf(path: Path, length: int) -> None:
    with path.open("rb") as file:
        file.seek(max(0, length - _TAIL))
        _, mark, behind = file.read().rpartition(b"%%EOF")
    if not mark or behind.strip(b" \t\r\n\0"):
        raise Refused("file_broken", "it does not end as a PDF does")
