from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from recording.recorder.settings import RecorderSettings
from recording.recorder.supervisor import RecorderSupervisor


@pytest.fixture
async def recorder(tmp_path: Path) -> AsyncIterator[RecorderSupervisor]:
    settings = RecorderSettings(folder=str(tmp_path), low_mb=1, deaf_seconds=2.0, longest_pause=0.1)
    async with RecorderSupervisor(settings) as supervisor:
        yield supervisor
