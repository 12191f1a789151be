"""Names and pictures: asked for, checked by somebody else, and shown only then."""

import io

import pytest
from PIL import Image

from tests.web.signin.house import Browser, House


def png(side: int = 96) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), "teal").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
async def teacher(town: House) -> Browser:
    page = town.browser()
    await page.sign_in("teacher")
    return page


async def ask(page: Browser, value: str, field: str = "display_name") -> str:
    body = {"field": field, "value": value}
    return str((await page.ask("POST", "/account/changes", body, status=201))["id"])


async def test_the_old_name_is_shown_until_the_new_one_is_approved(
    town: House, teacher: Browser
) -> None:
    head = await town.admin("head")
    id = await ask(teacher, "小云老师")
    assert (await teacher.session())["name"] == "老师teacher"

    (waiting,) = (await head.ask("GET", "/changes"))["items"]
    await head.ask("POST", f"/changes/{id}/approval", status=204)

    assert (waiting["before"], waiting["value"]) == ("老师teacher", "小云老师")
    assert (await teacher.session())["name"] == "小云老师"
    assert (await head.ask("GET", "/changes"))["items"] == []


async def test_a_refused_name_comes_back_with_its_reason(town: House, teacher: Browser) -> None:
    head = await town.admin("head")
    id = await ask(teacher, "小云老师")

    await head.ask("POST", f"/changes/{id}/refusal", {"reason": "请用真实姓氏"}, status=204)

    account = await teacher.ask("GET", "/account")
    assert account["display_name"] == "老师teacher"
    assert [(c["state"], c["reason"]) for c in account["changes"]] == [("refused", "请用真实姓氏")]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("教育局客服", "impersonates"),
        ("老师teacher", "unchanged"),
        ("小云\u200b", "hidden_characters"),
    ],
)
async def test_a_name_that_cannot_be_is_refused_at_once(
    teacher: Browser, value: str, code: str
) -> None:
    body = {"field": "display_name", "value": value}

    told = await teacher.ask("POST", "/account/changes", body, status=422)

    assert told["problems"][0]["code"] == code


async def test_a_newer_wish_takes_the_place_of_the_older(town: House, teacher: Browser) -> None:
    head = await town.admin("head")
    first = await ask(teacher, "小云老师")
    await ask(teacher, "云老师")

    assert [w["value"] for w in (await head.ask("GET", "/changes"))["items"]] == ["云老师"]
    assert await head.refused("POST", f"/changes/{first}/approval") == "not_found"


async def test_a_wish_is_taken_back(town: House, teacher: Browser) -> None:
    head = await town.admin("head")
    await ask(teacher, "小云老师")

    await teacher.ask("DELETE", "/account/changes/display_name", status=204)

    assert (await head.ask("GET", "/changes"))["items"] == []


async def test_nobody_checks_another_schools_or_their_own(town: House, teacher: Browser) -> None:
    head, other = await town.admin("head"), await town.admin("other-head")
    theirs, own = await ask(teacher, "小云老师"), await ask(head, "周校长")

    assert (await other.ask("GET", "/changes"))["items"] == []
    assert await other.refused("POST", f"/changes/{theirs}/approval") == "not_found"
    assert await head.refused("POST", f"/changes/{own}/approval") == "not_oneself"


async def test_somebody_of_whom_it_is_not_certain_looks_but_is_not_shown(town: House) -> None:
    head = await town.admin("head")
    id = await town.id("stranger")
    told = await head.ask("POST", f"/people/{id}/invitation", status=201)
    page = town.browser()
    token = told["path"].removeprefix("/activate#")
    body = {"token": token, "login": "stranger", "password": "mountain-stream-42"}
    session = await page.ask("POST", "/activation", body)

    assert not session["verified"]
    assert await page.ask("GET", "/account")
    wish = {"field": "display_name", "value": "小云"}
    assert await page.refused("POST", "/account/changes", wish) == "not_verified"


async def test_a_picture_is_shown_once_approved_and_as_nothing_else(
    town: House, teacher: Browser
) -> None:
    head, other = await town.admin("head"), await town.admin("other-head")
    asked = await teacher.ask("PUT", "/account/picture", data=png(), status=201)
    assert await teacher.refused("GET", "/account/picture") == "not_found"

    waiting = f"/api/v1/changes/{asked['id']}/picture"
    async with head.http.get(waiting) as answer:
        assert await answer.read() == png()
    await head.ask("POST", f"/changes/{asked['id']}/approval", status=204)

    path = f"/people/{await town.id('teacher')}/picture"
    async with head.http.get("/api/v1" + path) as answer:
        assert answer.content_type == "image/png"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert await answer.read() == png()
    assert (await teacher.session())["picture"]
    assert await other.refused("GET", path) == "not_found"
    await teacher.ask("DELETE", "/account/picture", status=204)
    assert await teacher.refused("GET", "/account/picture") == "not_found"


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (b"<svg onload=alert(1) xmlns='http://www.w3.org/2000/svg'/>", "image/png"),
        (b"<script>alert(1)</script>", "image/jpeg"),
        (png()[:30], "image/png"),
        (png(2000), "image/png"),
    ],
)
async def test_what_is_no_picture_is_not_taken_for_one(
    teacher: Browser, data: bytes, content_type: str
) -> None:
    code = await teacher.refused(
        "PUT", "/account/picture", data=data, headers={"Content-Type": content_type}
    )

    assert code == "invalid"
