"""Whoever watches what was published gets the film and what the lecturer did, and nothing else; and
whoever is of another county, or nobody, gets nothing."""

import pytest

from tests.web.api.county import County
from tests.web.recordings.taught import recorded
from tests.web.recordings.test_who_else_may_watch import ONE, WHAT_FOR, granted, published

ORDER = {"from": 0, "to": 32503680000}


async def test_a_viewer_of_a_publication_gets_the_film_and_nothing_about_others(
    county: County,
) -> None:
    await recorded(county, "l1")
    await published(county)

    got = {
        path: (await county.ask("researcher", "GET", f"{ONE}/{path}")).status
        for path in (
            "index", "timeline", "ink", "notes", "exports", "views", "publication", "manifest",
            "seal", "events.xlsx", "events.json",
        )
    }  # fmt: skip
    film = await county.ask("researcher", "POST", f"{ONE}/exports", {})

    assert film.status == 403
    assert {path for path, status in got.items() if status == 200} == {"index", "timeline", "ink"}
    assert set(got.values()) == {200, 403}, got


@pytest.mark.parametrize("who", ["far_inspector", "stranger", "nobody"])
async def test_another_county_and_nobody_get_and_change_nothing(county: County, who: str) -> None:
    await recorded(county, "l1")
    hold = {"reason": "公安机关调取", "until": "2030-01-01"}
    reason = {"reason": "保存期满，提前删除"}

    asked = {
        (method, path): (await county.ask(who, method, f"{ONE}{path}", body)).status
        for method, path, body in (
            ("GET", "", None), ("GET", "/index", None), ("GET", "/files/1-1.mp4", None),
            ("GET", "/notes", None), ("GET", "/timeline", None), ("GET", "/exports", None),
            ("POST", "/exports", {}), ("POST", "/review", None), ("DELETE", "/publication", None),
            ("PATCH", "", {"keeping": "open"}), ("POST", "/hold", hold), ("DELETE", "", reason),
            ("POST", "/tracks/1/erasure", reason),
        )
    }  # fmt: skip

    assert set(asked.values()) <= ({401} if who == "nobody" else {403, 404}), asked
    for path in ("/index", "/files/1-1.mp4", ""):
        assert (await county.ask("clerk", "GET", f"{ONE}{path}")).status == 200


async def test_a_grant_gives_no_office(county: County) -> None:
    await recorded(county, "l1")
    id = await granted(county, "researcher")

    decides = await county.ask(
        "researcher", "POST", f"recordings/grants/{id}/decision", {"approve": True}
    )
    made = await county.ask("researcher", "POST", f"{ONE}/exports", {"pupils": True})

    assert decides.status in (403, 409)
    assert made.status == 202
    assert made.body["order"]["pupils"] is False
    assert "researcher" in made.body["order"]["mark"] or made.body["order"]["mark"]
    for method, path in (("POST", "/review"), ("GET", "/publication"), ("GET", "/seal")):
        assert (await county.ask("researcher", method, f"{ONE}{path}")).status in (403, 404)
    assert (await county.ask("researcher", "POST", f"{ONE}/grants", WHAT_FOR)).code == "grant_open"
