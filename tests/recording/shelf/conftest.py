"""Both makes of a shelf: the folder, and a bucket of a real S3 server."""

from pathlib import Path

import pytest

from recording.shelf.shelves import Shelves
from tests.s3 import bucket as bucket
from tests.s3 import s3 as s3


@pytest.fixture(params=["folder", "s3"])
def shelves(request: pytest.FixtureRequest, tmp_path: Path) -> Shelves:
    url = request.getfixturevalue("bucket") if request.param == "s3" else ""
    return Shelves(tmp_path / "recordings", url)
