"""Both ways to forward: the Python path, and the C kernel where it is built."""

import pytest

from media.kernel.binding import SEGMENTS, load
from tests.media import network

BUILT = load() is not None
KERNEL_CASES = [1, SEGMENTS]  # datagrams in one call; without a kernel, Python is held to itself


@pytest.fixture(params=[False, True] if BUILT else [False], ids=lambda c: "c" if c else "python")
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the test over each way; endpoints opened by `network.endpoint` use it."""
    monkeypatch.setattr(network, "USES_KERNEL", request.param)
