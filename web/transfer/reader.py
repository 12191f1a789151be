"""The process that parses one file: bytes come in on its standard input, a table goes out.

Rule: it is nobody's friend. It has bounded memory and processor time, opens no file and no socket,
and whatever it is fed can at most end it.
"""

import contextlib
import sys

import msgspec

from web.transfer import csv_text
from web.transfer.table import MOST_BYTES, NoTable, Table, Unreadable

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 60

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"  # an .xls of before 2007, or a workbook with a password


def read(data: bytes) -> Table | NoTable:
    """Return the table in a file of whatever kind; its name does not matter."""
    try:
        if len(data) > MOST_BYTES:
            raise Unreadable("file_too_large", most=MOST_BYTES)
        if data.startswith(_OLE):
            raise Unreadable("old_workbook")
        if data.startswith(_ZIP):
            from web.transfer import workbook  # with all that openpyxl loads, where it is needed

            return workbook.read(data)
        return csv_text.read(data)
    except Unreadable as failure:
        return failure.told
    except (MemoryError, RecursionError):
        return NoTable("too_much_text")


def limit_ourselves() -> None:
    """Give up what this process will not need, where the system can take it away."""
    # openpyxl takes it where it is there, and does without: nothing is counted here.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


if __name__ == "__main__":
    limit_ourselves()
    told = read(sys.stdin.buffer.read(MOST_BYTES + 1))
    sys.stdout.buffer.write(msgspec.msgpack.encode(told))
