"""What an XLSX file is made of, looked at before anything in it is parsed.

Rule: a file is refused for what it could do, not for what it did. Sizes are those of the archive's
own directory: `zipfile` never unpacks more of an entry than it says there.
"""

import io
import re
import zipfile
import zlib

from web.transfer.table import Unreadable

MOST_ENTRIES = 500
MOST_UNZIPPED = 100 * 1024 * 1024
MOST_RATIO = 100  # of an entry that is larger than a small one; spreadsheets reach 10 to 30
SMALL = 1024 * 1024

# RuntimeError: an entry with a password; NotImplementedError: a compression of another world.
BROKEN = (
    zipfile.BadZipFile, zlib.error,
    NotImplementedError, RuntimeError, OSError, EOFError, ValueError,
)  # fmt: skip

_ACTIVE = re.compile(r"vbaproject|/(activex|embeddings|macrosheets|dialogsheets)/", re.IGNORECASE)
_XML = (".xml", ".rels")
_CHUNK = 1024 * 1024
# A document type is where entities are declared; no spreadsheet program writes one.
_DOCTYPE = b"<!DOCTYPE"
_ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9_-]+)["']""")


def examine(data: bytes) -> None:
    """Pass an archive that may be parsed.

    Raises:
        Unreadable: `broken_file`, `zip_bomb`, `has_macros`, `has_entities`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _sizes(entries)
            if any(_ACTIVE.search(f"/{entry.filename}") for entry in entries):
                raise Unreadable("has_macros")
            for entry in entries:
                if entry.filename.lower().endswith(_XML):
                    _plain_xml(archive, entry)
    except BROKEN as error:
        raise Unreadable("broken_file") from error


def _sizes(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES or sum(e.file_size for e in entries) > MOST_UNZIPPED:
        raise Unreadable("zip_bomb")
    for entry in entries:
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable("broken_file")
        if entry.file_size > SMALL and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
            raise Unreadable("zip_bomb")


def _plain_xml(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    with archive.open(entry) as stream:
        chunk = stream.read(_CHUNK)
        head = chunk.removeprefix(b"\xef\xbb\xbf").lstrip()
        named = _ENCODING.match(head[:200])
        encoding = named[1].lower() if named else b"utf-8"
        if (head and not head.startswith(b"<")) or encoding not in (b"utf-8", b"us-ascii"):
            raise Unreadable("broken_file")
        if encoding == b"utf-8" and b"vnd.ms-excel.sheet.macroEnabled" in chunk:
            raise Unreadable("has_macros")
        tail = b""
        while chunk:
            if _DOCTYPE in tail + chunk:
                raise Unreadable("has_entities")
            tail = chunk[-len(_DOCTYPE) :]
            chunk = stream.read(_CHUNK)
