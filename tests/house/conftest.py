"""Reports the length of our files at the end of a run."""

from statistics import median

import pytest

from tests.house.test_files_stay_short import lengths


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    lines = lengths()
    longest = max(lines, key=lambda name: lines[name])
    terminalreporter.write_line(
        f"the house: {len(lines)} source files, median {median(lines.values()):.0f} lines, "
        f"longest {longest} with {lines[longest]}"
    )
