"""A clerk invites people, enrols PCs, ends sign-ins and gives tokens; an auditor reads of it."""

import pytest
from playwright.async_api import Browser, expect

from tests.journeys.axe import violations
from tests.journeys.clerk import Clerk, school, sit_down

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_person_is_added_invited_and_can_sign_in(
    clerk: Clerk, county: str, browser: Browser
) -> None:
    await clerk.open("people")
    await school(clerk, county, "桃花乡中心小学", "2530902009")
    await clerk.open("people")
    await clerk.new()
    await clerk.find("school", "桃花")
    await clerk.fill(number="T001", real_name="王秀英", display_name="王老师")
    grants = clerk.field("grants")
    await grants.locator(".role").click()
    await clerk.page.locator(".el-select-dropdown__item:visible", has_text="学校管理员").click()
    await clerk.pick(grants.locator(".which input"), "桃花")
    await grants.get_by_role("button", name="加上").click()
    await expect(grants).to_contain_text("学校管理员 · 桃花乡中心小学")
    await clerk.saved()

    await expect(clerk.row("people", "王老师")).to_contain_text("学校管理员 · 桃花乡中心小学")
    await clerk.edit("people", "王老师")
    await clerk.page.get_by_test_id("invite").click()
    slips = clerk.page.get_by_test_id("slips")
    await expect(slips.get_by_role("img", name="王老师的邀请二维码")).to_be_visible()
    link = await slips.locator(".address").inner_text()
    await slips.get_by_role("button", name="关闭").last.click()

    teacher = await sit_down(browser, clerk.url)
    await teacher.activate(link, "wangxiuying")
    await teacher.open("classrooms")
    await expect(teacher.page.get_by_test_id("place")).to_have_text("桃花乡中心小学")
    await expect(teacher.page.get_by_test_id("nav-people")).to_be_visible()
    for hidden in ("tokens", "settings", "audit"):
        await expect(teacher.page.get_by_test_id(f"nav-{hidden}")).to_have_count(0)
    await teacher.open("tokens")
    await expect(teacher.page.get_by_test_id("no-permission")).to_be_visible()
    await teacher.open("schools")
    await expect(teacher.rows("schools")).to_have_count(1)
    assert teacher.complaints == []
    await teacher.page.context.close()


async def test_a_classroom_s_pc_is_enrolled_by_its_code_and_revoked(
    clerk: Clerk, county: str, browser: Browser
) -> None:
    await clerk.open("classrooms")
    home = await school(clerk, county, "清溪小学", "2530902011")
    await clerk.make("classrooms", school=home, name="清溪多媒体教室")
    pc = await (await browser.new_context()).new_page()
    await pc.goto(f"{clerk.url}/room")
    code = await pc.get_by_test_id("code").get_attribute("data-code")
    assert code is not None
    await clerk.open("classrooms")
    row = clerk.row("classrooms", "清溪多媒体教室")
    await expect(row).to_contain_text("还没登记")

    await clerk.edit("classrooms", "清溪多媒体教室")
    await clerk.form.get_by_test_id("device-code").fill("WRONGWRO")
    await clerk.form.get_by_test_id("look").click()
    await expect(clerk.form.get_by_role("alert")).to_contain_text("没有这个登记码")
    await clerk.form.get_by_test_id("device-code").fill(code)
    await clerk.form.get_by_test_id("look").click()
    await expect(clerk.form).to_contain_text("127.0.0.1")
    await clerk.form.get_by_test_id("enrol").click()

    await expect(clerk.form.get_by_test_id("revoke")).to_be_visible()
    await expect(row).to_contain_text("使用中")
    await expect(pc.get_by_test_id("room-wall")).to_be_visible()
    await clerk.form.get_by_test_id("revoke").click()
    await clerk.page.get_by_role("dialog").get_by_role("button", name="停用").last.click()
    await expect(row).to_contain_text("还没登记")
    await pc.context.close()


async def test_an_auditor_reads_what_happened_and_finds_it_whole(
    clerk: Clerk, county: str, browser: Browser
) -> None:
    await clerk.open("people")
    person = {"region": county, "number": "A001", "real_name": "周正", "display_name": "周审计"}
    grants = [{"role": "auditor", "scope": "/"}]
    made = await clerk.make("people", **person, grants=grants, verified_by="school")
    invitation = await clerk.ask("POST", f"/people/{made['id']}/invitation")

    auditor = await sit_down(browser, clerk.url)
    await auditor.activate(invitation["path"], "zhouzheng")
    await auditor.open("audit")
    invited = auditor.row("audit", "邀请人员").filter(has_text="周审计")
    await expect(invited).to_contain_text("李主任")
    await expect(invited).to_contain_text("成功")
    await auditor.page.get_by_test_id("verify").click()
    await expect(auditor.page.get_by_test_id("trail-state")).to_contain_text("没有被改动过")

    await invited.get_by_role("button", name="查看").click()
    await expect(auditor.page.get_by_test_id("record")).to_contain_text("本条校验值")
    assert await violations(auditor.page) == []
    for hidden in ("people", "pupils", "tokens"):
        await expect(auditor.page.get_by_test_id(f"nav-{hidden}")).to_have_count(0)
    assert auditor.complaints == []
    await auditor.page.context.close()


async def test_a_session_that_nobody_knows_is_ended(clerk: Clerk, browser: Browser) -> None:
    other = await sit_down(browser, clerk.url)
    other.login, other.recovery_codes = clerk.login, clerk.recovery_codes
    await other.sign_in()
    await clerk.open("sessions")
    rows = clerk.rows("sessions").filter(has_text="李主任")
    await expect(rows).to_have_count(2)

    await rows.filter(has_not_text="就是您现在用的").get_by_role("button").click()
    await clerk.page.get_by_role("dialog").get_by_role("button", name="让它退出").click()

    await expect(rows).to_have_count(1)
    assert (await other.page.evaluate("fetch('/api/v1/account').then((r) => r.status)")) == 401
    await other.page.context.close()


async def test_a_token_is_shown_once(clerk: Clerk) -> None:
    await clerk.open("tokens")
    await clerk.new()
    await clerk.form.locator("input[type=text]").first.fill("县数据平台")
    await clerk.form.get_by_text("查看学校", exact=True).click()
    await clerk.save()

    made = clerk.page.get_by_test_id("made")
    await expect(made.locator("#made-token")).to_have_value(
        await made.locator("#made-token").input_value()
    )
    assert (await made.locator("#made-token").input_value()).startswith("skt_")
    await clerk.page.keyboard.press("Escape")

    await expect(made).to_be_hidden()
    await expect(clerk.row("tokens", "县数据平台")).to_contain_text("查看学校")


async def test_a_setting_takes_effect(clerk: Clerk) -> None:
    await clerk.open("settings")
    save = clerk.page.get_by_test_id("save")
    await expect(save).to_be_disabled()

    roles = clerk.page.get_by_test_id("second_factor")
    await roles.get_by_role("checkbox", name="主讲教师").locator("..").click()
    await save.click()

    await expect(clerk.page.locator(".el-message--success")).to_contain_text("马上生效")
    told = await clerk.ask("GET", "/settings")
    assert "lecturer" in told["sign_in"]["value"]["second_factor"]
