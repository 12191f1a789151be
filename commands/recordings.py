"""`recording verify`: whether a recording is what was sealed. The server is not asked.

Rule: it needs the files and a public key, so that it runs on any machine that has a copy. The exit
status is 0 for intact, 1 for not, 2 for what cannot be read.
"""

import re
import sys
from argparse import Namespace
from pathlib import Path

import msgspec

from classroom.failures import BadMessage
from classroom.store.audit_key import Keys
from commands.audit import own_keys
from commands.progress import Shown
from commands.recording_words import told
from config.sections import Settings
from recording.manifest.names import is_plain
from recording.reader import Reader
from recording.verifying import NoRecording
from recording.verifying import verify as verify_recording

_KEY = re.compile(r"[0-9a-fA-F]{64}")
_MOST_OF_A_FILE = 100_000


async def verify(settings: Settings, args: Namespace) -> int:
    """Tell what verifying has found."""
    believed = frozenset(key for given in args.key for key in _keys(given)) or own_keys(settings)
    folder, lesson = _where(settings, args.recording)
    try:
        verdict = verify_recording(
            folder,
            Keys(believed),
            believe=not believed,
            lesson=lesson,
            progress=Shown("verified"),
        )
    except (NoRecording, FileNotFoundError, NotADirectoryError):
        return _unread(f"这里没有录制 · there is no recording in {folder}")
    except OSError as error:
        return _unread(f"读不了 · {folder} cannot be read ({error.strerror or error})")
    if args.json:
        shown = {"intact": verdict.intact, **msgspec.to_builtins(verdict)}
        print(msgspec.json.encode(shown).decode())
    else:
        for line in told(verdict, settings.timetable.zone, believed=bool(believed)):
            print(line)
    return 0 if verdict.intact else 1


def _where(settings: Settings, given: str) -> tuple[Path | Reader, str | None]:
    """Return where it is, and whose recording must be there: a lesson's id names its own only."""
    if is_plain(given):
        if (here := settings.recordings / given).is_dir():
            return here, given
        if settings.recording.shelf and not Path(given).exists():
            from recording.shelf.object_reader import ObjectReader

            return ObjectReader(settings.recording.shelf.rstrip("/"), given), given
    return Path(given), None


def _keys(given: str) -> list[str]:
    """Return the keys that are given: one, or a file of them."""
    if _KEY.fullmatch(given):
        return [given.lower()]
    try:
        with open(given, "rb") as file:
            text = file.read(_MOST_OF_A_FILE).decode("ascii", "replace")
    except OSError as error:
        reason = f"{given} is neither a public key nor a file of them ({error.strerror})"
        raise BadMessage("bad_key", reason) from None
    if not (found := [word.lower() for word in text.split() if _KEY.fullmatch(word)]):
        raise BadMessage("bad_key", f"{given} holds no public key")
    return found


def _unread(why: str) -> int:
    print(f"sanketang: {why}", file=sys.stderr)
    return 2
