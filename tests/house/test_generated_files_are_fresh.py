"""What a program writes agrees with what it is written from."""

import subprocess
import sys

import pytest

from tests.house.sources import ROOT, ours, text
from tools import locks


@pytest.mark.parametrize(
    "generator", ["tools.api_types", "tools.kinds", "tools.protocol", "tools.rules"]
)
def test_what_is_generated_agrees_with_what_it_is_generated_from(generator: str) -> None:
    command = [sys.executable, "-m", generator, "--check"]

    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_locks_agree_with_the_project() -> None:
    assert locks.disagreements() == []


def test_every_locked_package_has_hashes() -> None:
    for lock in ("run", "dev", "node"):
        pins = [
            block
            for block in text(f"requirements/{lock}.txt").replace("\\\n", "").splitlines()
            if "==" in block
        ]
        assert pins
        assert all("--hash=sha256:" in pin for pin in pins)


def test_no_lock_holds_an_address() -> None:
    for lock in ("run", "dev", "node"):
        assert "://" not in text(f"requirements/{lock}.txt")
    assert '"resolved"' not in (ROOT / "web/client/package-lock.json").read_text()


def test_the_changelog_has_a_place_for_what_comes_next() -> None:
    assert "CHANGELOG.md" in ours(".md")
    assert "## Unreleased" in text("CHANGELOG.md")
