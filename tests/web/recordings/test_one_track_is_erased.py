"""One track goes, or all of a recording, from wherever it stands; what is left still verifies."""

from pathlib import Path

import pytest

from recording.reader import Folder
from recording.verifying import verify
from tests.web.api.county import County
from tests.web.recordings.taught import recorded, row, said

WHY = {"reason": "家长撤回同意，学校决定"}
HALLS = "recordings/l1/tracks/2/erasure"  # the village's


@pytest.fixture(params=["folder", "s3"])
def shelf(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue("bucket")) if request.param == "s3" else ""


async def test_one_track_is_erased_and_the_rest_still_verifies(
    county: County, tmp_path_factory: pytest.TempPathFactory
) -> None:
    await recorded(county, "l1")
    before = (await row(county, "l1")).figures.bytes
    assert (await county.ask("clerk", "POST", HALLS, WHY)).code == "not_allowed"
    assert (await county.ask("clerk", "GET", "recordings/l1/files/2-1.webm")).status == 200

    erased = await county.ask("neighbour", "POST", HALLS, WHY)

    assert erased.status == 200
    assert erased.body["figures"]["bytes"] < before
    assert (await county.ask("clerk", "GET", "recordings/l1/files/2-1.webm")).status == 404
    assert (await county.ask("clerk", "GET", "recordings/l1/files/1-1.mp4")).status == 200
    told = (await county.ask("auditor", "GET", "recordings/l1")).body
    assert [track["erased"] for track in told["tracks"]] == [False, True]
    assert ("neighbour", "erase_track") in await said(county, "l1")
    assert (await county.ask("neighbour", "POST", HALLS, WHY)).status == 200  # said again
    copy = tmp_path_factory.mktemp("copy")
    await copied(county, copy)
    assert not (copy / "2-1.webm").exists()
    verdict = verify(Folder(copy), county.kept.key)
    assert (verdict.intact, [word.track for word in verdict.erased]) == (True, [2])


async def test_what_is_deleted_leaves_nothing_behind(county: County) -> None:
    await recorded(county, "l1")
    kept = await row(county, "l1")
    shelf = county.recordings.kept.contents.shelves.at(kept.shelf)
    assert await shelf.names("l1")

    gone = await county.ask("county", "DELETE", "recordings/l1", WHY)

    assert (gone.body["state"], gone.body["gone_at"] is None) == ("deleted", False)
    assert await shelf.names("l1") == {}


async def copied(county: County, to: Path) -> None:
    """Copy a recording from wherever it stands."""
    shelf = county.recordings.kept.contents.shelves.at((await row(county, "l1")).shelf)
    for name, size in (await shelf.names("l1")).items():
        (to / name).write_bytes(b"".join([b async for b in shelf.read("l1", name, 0, size)]))
