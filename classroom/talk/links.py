"""Finding addresses in what is typed.

Rule: better one address too many than one missed, but an English sentence without a blank after its
full stop is none: bare names count only under the top-level domains that are hardly English words.
Each text is gone through once, whatever is in it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

_COMMON = ("com", "net", "org", "cn", "edu", "gov", "cc", "tv", "io", "xyz")
_TOP = frozenset({*_COMMON, "vip", "club", "info", "biz", "app", "icu", "ltd", "hk", "tw", "top"})
_NAMED = re.compile(r"(?<=[a-z0-9])://([^/\s?#\\]*)")  # whatever follows a scheme
_HOST = re.compile(r"[^\w.-]")
_RUN = re.compile(r"[a-z0-9.-]+")
_DOTS = str.maketrans("。｡", "..")  # browsers take them for the full stop in names


def hosts(text: str) -> list[str]:
    """Return the host of every address in the text; "" where it cannot be told."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_DOTS)
    return [*map(_host, _NAMED.finditer(folded)), *_bare(folded)]


def lead_only_to(text: str, allowed: Iterable[str]) -> bool:
    """Whether every address in the text is on one of these hosts or below it."""
    return all(
        any(host == name or host.endswith("." + name) for name in allowed) for host in hosts(text)
    )


def _host(named: re.Match[str]) -> str:
    """Return what follows a name and password, up to a port or a comma."""
    return _HOST.split(named[1].rpartition("@")[2], maxsplit=1)[0]


def _bare(folded: str) -> Iterator[str]:
    """Yield names and numbers that stand there without a scheme."""
    for run in _RUN.finditer(folded):
        labels = run[0].strip(".-").split(".")
        last = max((n for n, label in enumerate(labels) if label in _TOP), default=0)
        if last > 0:
            yield ".".join(labels[: last + 1])
        elif (labels[0] == "www" and len(labels) > 1) or (
            len(labels) == 4 and all(label.isdigit() and len(label) <= 3 for label in labels)
        ):
            yield ".".join(labels)
        elif run[0].startswith(".") and labels[0] in _TOP and _follows_a_letter(folded, run):
            yield ""  # a name in another script


def _follows_a_letter(folded: str, run: re.Match[str]) -> bool:
    return run.start() > 0 and folded[run.start() - 1].isalpha()
