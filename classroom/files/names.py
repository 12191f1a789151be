"""What a file may be called: one line of text, and no path, whatever the browser said.

Rule: its ending says what is in it, and only that: a page called `.pdf` is refused by its bytes,
and a PDF called `.exe` is given back its own.
"""

from classroom.failures import Refused
from classroom.files.values import FileKind
from classroom.talk.text import clean

LONGEST = 80  # characters, without the ending
_NOT_IN_NAMES = str.maketrans(dict.fromkeys('<>:"|?*%', "_"))
_OF_DEVICES = {"con", "prn", "aux", "nul"}  # Windows opens the device instead
_OF_DEVICES |= {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
_KNOWN = {*(kind.value for kind in FileKind), "jpeg", "pptx", "ppt", "doc", "xls", "m4a"}
_NOBODY_S = "file"


def stem(said: str) -> str:
    """Return what the file is called, without path, tricks and ending.

    Raises:
        Refused: `text_too_long`.
    """
    last = said.replace("\\", "/").rpartition("/")[2]
    try:
        line = clean(last)
    except Refused as refused:
        if refused.code != "text_empty":
            raise
        line = ""
    line = line.translate(_NOT_IN_NAMES)
    head, dot, ending = line.rpartition(".")
    if dot and ending.casefold() in _KNOWN:
        line = head
    line = line.strip(" .")[:LONGEST].rstrip(" .") or _NOBODY_S
    return f"_{line}" if line.partition(".")[0].casefold() in _OF_DEVICES else line


def name(stem: str, kind: FileKind) -> str:
    """Return the whole name."""
    return f"{stem}.{kind}"
