"""The names of files in a recording's folder.

Rule: no name out of a manifest is opened, deleted or made before `is_plain` has said yes to it: a
manifest may come from anywhere.
"""

import re

MANIFEST, EVENTS, SEAL, ERASED = "manifest.jsonl", "events.jsonl", "seal.json", "erased.jsonl"
OURS = frozenset({MANIFEST, EVENTS, SEAL, ERASED})
# A folder within the folder, of what was made of the recording and can be made again (stills,
# playlists). It is no part of the recording, and goes as a whole when a track is erased.
MADE = "made"
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}(\.[A-Za-z0-9_-]{1,20}){0,3}")


def is_plain(name: str) -> bool:
    """Tell whether it names a file in the folder itself that may belong to a track.

    >>> [is_plain(name) for name in ("1-camera.mp4", "../x", "a/b", "a..", "Seal.json", "")]
    [True, False, False, False, False, False]
    """
    return _PLAIN.fullmatch(name) is not None and name.lower() not in {*OURS, MADE}
