"""Setting up happens once, and asks only for what is missing."""

import subprocess
from pathlib import Path

import pytest

from tests.house.sources import ROOT
from tools.setup import stamps, system


@pytest.fixture
def venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(stamps, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(stamps, "ROOT", tmp_path)
    return tmp_path


def test_a_step_is_not_done_twice(venv: Path) -> None:
    (venv / "lock.txt").write_text("one")

    stamps.mark("run", stamps.digest([venv / "lock.txt"]))

    assert stamps.fresh("run", stamps.digest([venv / "lock.txt"]))


def test_a_step_is_done_again_when_its_lock_changes(venv: Path) -> None:
    (venv / "lock.txt").write_text("one")
    stamps.mark("run", stamps.digest([venv / "lock.txt"]))

    (venv / "lock.txt").write_text("two")

    assert not stamps.fresh("run", stamps.digest([venv / "lock.txt"]))


def test_a_renamed_source_is_a_change(venv: Path) -> None:
    (venv / "a.ts").write_text("same")
    before = stamps.digest([venv / "a.ts"])

    (venv / "a.ts").rename(venv / "b.ts")

    assert stamps.digest([venv / "b.ts"]) != before


def test_every_group_of_system_packages_has_a_use() -> None:
    lines = [
        line
        for line in system.LIST.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]

    assert {line.split()[0] for line in lines} == {"test", "bench", "film"}
    assert all(len(line.split(maxsplit=2)) == 3 for line in lines)
    assert "chromium" in system.wanted("test")


def test_without_the_right_to_install_the_exact_command_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system, "_right", lambda: None)

    with pytest.raises(SystemExit) as ended:
        system.install(["chromium", "fonts-noto-cjk"])

    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert "sudo apt-get install -y --no-install-recommends chromium fonts-noto-cjk" in said


def test_without_a_new_enough_python_it_says_what_to_install(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)

    asked = subprocess.run(
        ["/bin/sh", ROOT / "tools" / "find-python.sh"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert asked.returncode == 1
    assert "python3.11-venv" in asked.stderr
