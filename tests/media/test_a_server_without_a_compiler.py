"""The kernel is built where it can be; where it cannot, everything works without."""

import importlib
import sysconfig
from pathlib import Path
from types import ModuleType

import pytest

from classroom.failures import Unavailable
from media.kernel import binding, build
from tests.media.network import endpoint, pair


@pytest.fixture
def not_built(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> ModuleType:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)


def test_a_missing_compiler_is_said_and_fails_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "no-such-compiler")

    assert build.build() == "no C compiler (no-such-compiler) is there"


def test_missing_headers_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sysconfig, "get_path", lambda name: "/nowhere")
    monkeypatch.setenv("CC", "true")

    assert build.build() == "Python's headers are not there (/nowhere/Python.h)"


def test_a_compiler_that_fails_is_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "false")
    monkeypatch.setattr(Path, "is_file", lambda self: True)

    assert build.build().startswith("the compiler refused")


@pytest.mark.usefixtures("not_built")
async def test_media_goes_without_a_kernel() -> None:
    assert binding.load() is None

    async with endpoint(kernel=None) as server, pair(server) as made:
        assert made.transport.outlet is None
        await made.sees(b"a picture")


@pytest.mark.usefixtures("not_built")
def test_who_insists_on_it_is_told_what_to_do() -> None:
    with pytest.raises(Unavailable, match="make build"):
        binding.load(True)


def test_who_does_not_want_it_does_not_get_it() -> None:
    assert binding.load(False) is None
