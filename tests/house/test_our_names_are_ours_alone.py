"""Our top-level names are generic; nobody else in this environment may own one (ADR 1)."""

from importlib.metadata import packages_distributions

import pytest

from tests.house.sources import ROOT

OURS = sorted(
    [path.parent.name for path in ROOT.glob("*/__init__.py")]
    + [path.stem for path in ROOT.glob("*.py")]
)


@pytest.mark.parametrize("name", OURS)
def test_the_name_is_ours_alone(name: str) -> None:
    owners = set(packages_distributions().get(name, [])) - {"sanketang"}

    assert not owners, f"{owners} also installs a top-level package called {name!r}"


def test_the_six_folders_are_among_them() -> None:
    assert {"classroom", "config", "media", "recording", "signaling", "web"} <= set(OURS)
