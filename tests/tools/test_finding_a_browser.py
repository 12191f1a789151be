"""The machine's own browser is found, and a stub that is none is passed over."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tools import browser

Put = Callable[[str, str], str]


@pytest.fixture
def put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Put]:
    """Put programs into an otherwise empty PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("SANKETANG_CHROMIUM", raising=False)
    browser.find.cache_clear()

    def write(name: str, script: str) -> str:
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
        return str(tmp_path / name)

    yield write
    browser.find.cache_clear()


def test_without_one_there_is_none(put: Put) -> None:
    assert browser.find() is None


def test_a_stub_that_asks_for_a_snap_is_passed_over(put: Put) -> None:
    put("chromium-browser", "echo 'requires the chromium snap to be installed' >&2; exit 1")
    chrome = put("google-chrome", "echo Google Chrome 150.0")

    assert browser.find() == chrome


def test_the_one_that_is_named_comes_first(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    put("chromium", "echo Chromium 150.0")
    named = put("my-browser", "echo Chromium 151.0")

    monkeypatch.setenv("SANKETANG_CHROMIUM", named)

    assert browser.find() == named


def test_one_that_cannot_be_run_is_none(put: Put) -> None:
    Path(put("chromium", "")).write_bytes(b"\x7fELF broken")

    assert browser.find() is None
