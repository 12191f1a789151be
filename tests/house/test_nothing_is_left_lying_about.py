"""No unfinished notes and no traces of somebody's machine in what we publish."""

import re

import pytest

from tests.house.sources import ours, text

UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b")
SOMEBODYS_MACHINE = re.compile(r"(?<![\w.])/(home|Users|root|work)/\w+")


@pytest.mark.parametrize("pattern", [UNFINISHED, SOMEBODYS_MACHINE], ids=["notes", "paths"])
def test_no_file_has_any(pattern: re.Pattern[str]) -> None:
    found = [
        f"{name}:{number}: {line.strip()[:80]}"
        for name in ours("")
        if name != "tests/house/test_nothing_is_left_lying_about.py"
        for number, line in enumerate(text(name).splitlines(), 1)
        if pattern.search(line)
    ]

    assert not found
