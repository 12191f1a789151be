"""What administrators do with accounts, and what they may not."""

import pytest

from tests.web.signin.house import PASSWORD, Browser, House

ON_A_PERSON = [
    ("POST", "invitation", 201),
    ("POST", "unlocking", 204),
    ("DELETE", "second-factor", 204),
    ("DELETE", "account", 204),
]


@pytest.fixture
async def head(town: House) -> Browser:
    return await town.admin("head")


@pytest.mark.parametrize(("method", "what", "status"), ON_A_PERSON)
async def test_a_head_looks_after_the_own_schools_teachers(
    town: House, head: Browser, method: str, what: str, status: int
) -> None:
    await head.ask(method, f"/people/{await town.id('teacher')}/{what}", status=status)


@pytest.mark.parametrize(("method", "what", "_status"), ON_A_PERSON)
@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("assistant", "not_found"),  # of another school
        ("county", "not_found"),
        ("head", "not_oneself"),
        ("nobody", "not_found"),
    ],
)
async def test_nobody_elses_accounts_and_not_the_own(
    town: House, head: Browser, method: str, what: str, _status: int, number: str, code: str
) -> None:
    id = "0" * 16 if number == "nobody" else await town.id(number)

    assert await head.refused(method, f"/people/{id}/{what}") == code


async def test_a_county_does_not_take_over_the_operator(town: House) -> None:
    county = await town.admin("county")

    path = f"/people/{await town.id('operator')}/invitation"
    assert await county.refused("POST", path) == "not_allowed"


@pytest.mark.parametrize("login", ["teacher", "assistant"])
async def test_teachers_look_after_nobody(town: House, login: str) -> None:
    page = town.browser()
    await page.sign_in(login)

    for method, what, _ in ON_A_PERSON:
        path = f"/people/{await town.id('newcomer')}/{what}"
        assert await page.refused(method, path) == "not_allowed"
    for path in ("/sessions", "/changes", "/settings"):
        assert await page.refused("GET", path) == "not_allowed"


async def test_a_link_from_before_a_role_was_given_does_not_open_the_role(town: House) -> None:
    head, county = await town.admin("head"), await town.admin("county")
    person = f"/people/{await town.id('newcomer')}"
    kept_back = (await head.ask("POST", f"{person}/invitation", status=201))["path"]
    values = await county.ask("GET", person)
    version = {"If-Match": f'"{values.pop("version")}"'}
    scope = values.pop("scope")
    values.pop("id")
    promoted = values | {"grants": [{"role": "school_admin", "scope": scope}]}

    await county.ask("PUT", person, promoted, headers=version)

    taken = {"token": kept_back.partition("#")[2], "login": "mine", "password": PASSWORD}
    assert await town.browser().refused("POST", "/activation", taken) == "link_unknown"
    assert await head.refused("POST", f"{person}/invitation") == "not_allowed"
    await county.ask("POST", f"{person}/invitation", status=201)


async def test_an_auditor_sees_sessions_and_ends_none(town: House) -> None:
    auditor = await town.admin("auditor")
    page = town.browser()
    session = (await page.sign_in("teacher"))["session"]

    listed = await auditor.ask("GET", "/sessions")

    assert session in [each["id"] for each in listed["items"]]
    assert await auditor.refused("DELETE", f"/sessions/{session}") == "not_allowed"


async def test_sessions_are_listed_page_by_page_within_the_scope(
    town: House, head: Browser
) -> None:
    for _ in range(3):
        await town.browser().sign_in("teacher")
    await town.browser().sign_in("assistant")

    seen: list[dict[str, str]] = []
    after = ""
    while True:
        page = await head.ask("GET", "/sessions", params={"limit": "2", "after": after})
        seen += page["items"]
        if page["after"] is None:
            break
        after = page["after"]

    assert sorted(each["name"] for each in seen) == ["老师head", *["老师teacher"] * 3]


async def test_a_head_ends_a_session_of_the_own_school_only(town: House, head: Browser) -> None:
    teacher, stranger = town.browser(), town.browser()
    mine = (await teacher.sign_in("teacher"))["session"]
    theirs = (await stranger.sign_in("assistant"))["session"]

    await head.ask("DELETE", f"/sessions/{mine}", status=204)

    assert (await teacher.session())["step"] == "password"
    assert town.ended == [mine]
    assert await head.refused("DELETE", f"/sessions/{theirs}") == "not_found"
    assert (await stranger.session())["step"] == "done"


async def test_a_person_is_signed_out_everywhere(town: House, head: Browser) -> None:
    pages = [town.browser(), town.browser()]
    sessions = {(await page.sign_in("teacher"))["session"] for page in pages}

    await head.ask("POST", f"/people/{await town.id('teacher')}/signing-out", status=204)

    assert set(town.ended) == sessions


async def test_a_locked_account_is_seen_and_opened(town: House, head: Browser) -> None:
    page = town.browser()
    for _ in range(10):
        await page.refused("POST", "/session", {"login": "teacher", "password": "wrong-wrong"})
        town.clock.go(61)
    person = f"/people/{await town.id('teacher')}"
    assert (await head.ask("GET", f"{person}/account"))["locked_until"] > town.clock.now()

    await head.ask("POST", f"{person}/unlocking", status=204)

    assert (await page.sign_in("teacher"))["step"] == "done"
    assert (await head.ask("GET", f"{person}/account"))["locked_until"] == 0


async def test_whoever_lost_their_phone_begins_anew(town: House) -> None:
    head, county = await town.admin("head"), await town.admin("county")

    await county.ask("DELETE", f"/people/{await town.id('head')}/second-factor", status=204)

    assert (await head.session())["step"] == "password"
    assert (await town.browser().sign_in("head"))["step"] == "enrol"


async def test_a_closed_account_opens_nothing(town: House, head: Browser) -> None:
    page = town.browser()
    await page.sign_in("teacher")
    id = await town.id("teacher")

    await head.ask("DELETE", f"/people/{id}/account", status=204)

    assert (await page.session())["step"] == "password"
    assert town.ended == [id]
    entry = {"login": "teacher", "password": PASSWORD}
    assert await page.refused("POST", "/session", entry) == "wrong_sign_in"
    assert (await head.ask("GET", f"/people/{id}/account"))["login"] == ""


async def test_a_closed_account_takes_its_tokens_along(town: House) -> None:
    county, operator = await town.admin("county"), await town.admin("operator")
    order = {"name": "学籍系统", "actions": ["read_pupils"], "region": (await town.regions())[0]}
    secret = (await county.ask("POST", "/tokens", order, status=201))["token"]
    bearer = {"Authorization": f"Bearer {secret}"}
    system = town.browser()
    await system.ask("GET", "/pupils", headers=bearer)

    await operator.ask("DELETE", f"/people/{await town.id('county')}/account", status=204)

    assert await system.refused("GET", "/pupils", headers=bearer) == "not_signed_in"


async def test_who_needs_a_second_factor_is_decided_while_the_server_runs(town: House) -> None:
    operator = await town.admin("operator")
    setting = (await operator.ask("GET", "/settings"))["sign_in"]
    value = setting["value"] | {"second_factor": ["lecturer", "system_admin"]}
    page = town.browser()
    await page.sign_in("teacher")

    header = {"If-Match": f'"{setting["version"]}"'}
    await operator.ask("PUT", "/settings/sign_in", value, headers=header)

    assert (await page.session())["step"] == "password"
    assert (await page.sign_in("teacher"))["step"] == "enrol"
    assert (await town.browser().sign_in("other-head"))["step"] == "done"
    again = await operator.refused("PUT", "/settings/sign_in", value, headers=header)
    assert again == "changed_meanwhile"


async def test_a_role_may_be_signed_in_at_one_place_only(town: House) -> None:
    operator, head = await town.admin("operator"), await town.admin("head")
    first, elsewhere = town.browser(), town.browser()
    before = (await first.sign_in("teacher"))["session"]
    setting = (await operator.ask("GET", "/settings"))["sign_in"]
    value = setting["value"] | {"one_session": ["lecturer"]}
    header = {"If-Match": f'"{setting["version"]}"'}
    await operator.ask("PUT", "/settings/sign_in", value, headers=header)

    await elsewhere.sign_in("teacher")

    assert (await first.session())["step"] == "password"
    assert town.ended == [before]
    assert await town.audited("end_sessions") == [(before, "ok")]
    assert (await elsewhere.session())["step"] == "done"
    assert (await head.session())["step"] == "done"


async def test_a_password_alone_puts_nobody_out_elsewhere(town: House) -> None:
    operator = await town.admin("operator")
    setting = (await operator.ask("GET", "/settings"))["sign_in"]
    value = setting["value"] | {"one_session": ["system_admin"]}
    header = {"If-Match": f'"{setting["version"]}"'}
    await operator.ask("PUT", "/settings/sign_in", value, headers=header)

    await town.browser().sign_in("operator")

    assert (await operator.session())["step"] == "done"


async def test_a_county_decides_nothing_for_the_whole_server(town: House) -> None:
    county = await town.admin("county")
    value = (await county.ask("GET", "/settings"))["sign_in"]["value"]

    code = await county.refused("PUT", "/settings/sign_in", value, headers={"If-Match": '"0"'})

    assert code == "not_allowed"


async def test_everything_is_in_the_trail_with_whom_it_was_done_to(
    town: House, head: Browser
) -> None:
    id = await town.id("teacher")

    await head.ask("POST", f"/people/{id}/invitation", status=201)
    await town.browser().refused("POST", "/session", {"login": "teacher", "password": "wrong"})
    await town.browser().refused("POST", "/session", {"login": "who-is-it", "password": "wrong"})

    assert await town.audited("invite_person") == [(id, "ok")]
    assert await town.audited("sign_in") == [
        (await _session_of(head), "second_factor_needed"),
        (id, "wrong_sign_in"),
        ("", "wrong_sign_in"),
    ]


async def _session_of(browser: Browser) -> str:
    return str((await browser.session())["session"])
