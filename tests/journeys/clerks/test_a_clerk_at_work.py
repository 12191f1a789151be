"""A county's clerk without training: from an empty server to schools with people in them, against
colleagues, interruptions and mistakes. Checked by axe-core in both languages.
"""

import pytest
from playwright.async_api import expect

from tests.journeys.axe import violations
from tests.journeys.clerk import Clerk, school

pytestmark = pytest.mark.asyncio(loop_scope="module")
PAGES = [
    "rolls",
    "regions",
    "schools",
    "classrooms",
    "people",
    "changes",
    "classes",
    "pupils",
    "sessions",
    "devices",
    "lines",
    "tokens",
    "settings",
    "today",
    "week",
    "pairings",
    "calendar",
    "incidents",
    "recordings",
    "watching",
]


async def test_an_empty_list_says_what_to_do_next(clerk: Clerk) -> None:
    await clerk.open("schools")

    empty = clerk.page.get_by_test_id("empty")

    await expect(empty).to_contain_text("还没有学校")
    await expect(empty).to_contain_text("先导入学校名单，或新建一所")
    await expect(empty.get_by_role("button", name="新建学校")).to_be_visible()


async def test_a_school_is_made_and_found(clerk: Clerk) -> None:
    await clerk.open("schools")

    await clerk.new()
    await clerk.fill(name="青山县第一小学", code="2530902001")
    await clerk.choose("kind", "城区学校")
    await clerk.find("region", "青山")
    await clerk.saved()

    await expect(clerk.row("schools", "青山县第一小学")).to_contain_text("青山县")
    await expect(clerk.page.get_by_test_id("total")).to_have_text("共 1 条")


async def test_all_mistakes_are_told_at_once_beside_their_fields(clerk: Clerk) -> None:
    await clerk.open("schools")

    await clerk.new()
    await clerk.fill(code="有 空格")
    await clerk.save()

    await expect(clerk.field("name")).to_contain_text("必填")
    await expect(clerk.field("code")).to_contain_text("格式不对")
    await expect(clerk.field("region")).to_contain_text("必填")
    await expect(clerk.field("name").locator("input")).to_be_focused()


async def test_a_code_that_is_taken_is_refused_in_words(clerk: Clerk, county: str) -> None:
    await clerk.open("schools")
    await school(clerk, county, "石坝村小学", "2530902002")

    await clerk.new()
    await clerk.fill(name="另一所小学", code="2530902002")
    await clerk.choose("kind", "村小")
    await clerk.find("region", "青山")
    await clerk.save()

    await expect(clerk.form.get_by_role("alert").first).to_contain_text("已经有了")
    await expect(clerk.field("name").locator("input")).to_have_value("另一所小学")


async def test_what_is_filled_in_is_not_lost_by_a_wrong_click(clerk: Clerk) -> None:
    await clerk.open("regions")
    await clerk.page.get_by_test_id("nav-schools").click()
    await clerk.new()
    await clerk.fill(name="半所小学")

    await clerk.page.keyboard.press("Escape")
    await clerk.page.get_by_role("button", name="继续填写").click()

    await expect(clerk.field("name").locator("input")).to_have_value("半所小学")
    await expect(clerk.page.get_by_role("button", name="继续填写")).to_have_count(0)
    await clerk.page.go_back()
    await clerk.page.get_by_role("button", name="不保存，离开").click()
    await expect(clerk.rows("regions")).to_have_count(3)


async def test_what_was_removed_comes_back(clerk: Clerk, county: str) -> None:
    await clerk.open("schools")
    await school(clerk, county, "白云村小学", "2530902003")
    await school(clerk, county, "马街小学", "2530902004")
    await clerk.open("schools")
    rows = clerk.rows("schools")

    await clerk.edit("schools", "白云村小学")
    await clerk.form.get_by_test_id("remove").click()
    await expect(rows.filter(has_text="白云村小学")).to_have_count(0)
    await clerk.page.get_by_test_id("undo").click()
    await expect(rows.filter(has_text="白云村小学")).to_have_count(1)

    await clerk.edit("schools", "马街小学")
    await clerk.form.get_by_test_id("remove").click()
    await expect(rows.filter(has_text="马街小学")).to_have_count(0)
    await clerk.page.get_by_test_id("removed").click()
    await clerk.row("schools", "马街小学").get_by_test_id("restore").click()
    await clerk.page.get_by_test_id("removed").click()
    await expect(rows.filter(has_text="马街小学")).to_have_count(1)


async def test_a_school_that_is_used_is_not_removed(clerk: Clerk, county: str) -> None:
    await clerk.open("schools")
    used = await school(clerk, county, "大河边教学点", "2530902005")
    await clerk.make("classrooms", school=used, name="多媒体教室")
    await clerk.open("schools")

    await clerk.edit("schools", "大河边教学点")
    await clerk.form.get_by_test_id("remove").click()

    message = clerk.page.locator(".el-message--error")
    await expect(message).to_contain_text("还在使用，不能删除")


async def test_two_clerks_who_change_the_same_school_are_both_heard(
    clerk: Clerk, county: str
) -> None:
    await clerk.open("schools")
    id = await school(clerk, county, "老鹰岩教学点", "2530902006")
    await clerk.open("schools")
    await clerk.edit("schools", "老鹰岩教学点")
    await clerk.fill(name="老鹰岩小学")
    theirs = {"region": county, "name": "鹰岩教学点", "code": "2530902106", "kind": "village"}
    await clerk.ask("PUT", f"/schools/{id}", theirs, {"If-Match": '"1"'})

    await clerk.save()
    conflict = clerk.page.get_by_test_id("conflict")
    await expect(conflict).to_contain_text("学校标识码")
    await expect(conflict).to_contain_text("别人改的：鹰岩教学点")
    await conflict.get_by_role("button", name="按所选的保存").click()

    row = clerk.row("schools", "老鹰岩小学")
    await expect(row).to_contain_text("2530902106")


async def test_a_form_survives_the_end_of_its_session(clerk: Clerk) -> None:
    await clerk.open("schools")
    await clerk.new()
    await clerk.fill(name="日落小学", code="2530902007")
    await clerk.choose("kind", "村小")
    await clerk.find("region", "青山")
    await clerk.ask("DELETE", "/session")

    await clerk.save()
    expired = clerk.page.get_by_role("dialog").filter(has_text="登录已过期")
    await expect(expired).to_be_visible()
    await clerk.sign_in()
    await expired.get_by_role("button", name="我已登录").click()

    await expect(clerk.form).to_be_hidden()
    await expect(clerk.row("schools", "日落小学")).to_be_visible()


async def test_a_long_list_is_turned_over_and_searched(clerk: Clerk, county: str) -> None:
    await clerk.open("pupils")
    big = await school(clerk, county, "长名单小学", "2530902008")
    room = await clerk.make("classes", school=big, name="三（1）班", grade=3, year=2026)
    for number in range(55):
        child = f"孩子{chr(0x4E00 + number)}"
        await clerk.make("pupils", school_class=room["id"], name=child, number=f"2026{number:04d}")
    await clerk.open("pupils")
    rows, page = clerk.rows("pupils"), clerk.page

    await expect(rows).to_have_count(50)
    await expect(page.get_by_test_id("total")).to_have_text("共 55 条")
    await page.get_by_test_id("next").click()
    await expect(rows).to_have_count(5)
    await page.get_by_test_id("previous").click()
    await expect(rows).to_have_count(50)

    await page.get_by_test_id("search").fill("20260054")
    await expect(rows).to_have_count(1)
    await expect(rows.first).to_contain_text("还没问")
    await page.reload()
    await expect(rows).to_have_count(1)


async def test_everything_can_be_done_by_keyboard(clerk: Clerk, county: str) -> None:
    await clerk.open("classes")
    await school(clerk, county, "键盘小学", "2530902010")
    await clerk.open("classes")
    keyboard = clerk.page.keyboard
    await clerk.page.get_by_test_id("new").first.focus()

    await keyboard.press("Enter")
    await expect(clerk.field("school").locator("input")).to_be_visible()
    await clerk.field("school").locator("input").focus()
    await keyboard.type("键盘")
    await expect(clerk.page.locator(".el-select-dropdown__item:visible")).to_have_count(1)
    await keyboard.press("ArrowDown")
    await keyboard.press("Enter")
    await keyboard.press("Tab")
    await keyboard.press("Enter")
    await keyboard.press("ArrowDown")
    await keyboard.press("Enter")
    await keyboard.press("Tab")
    await keyboard.type("一（1）班")
    await keyboard.press("Tab")
    await keyboard.press("Enter")
    await keyboard.press("ArrowDown")
    await keyboard.press("Enter")
    await clerk.field("name").locator("input").focus()
    await keyboard.press("Enter")

    await expect(clerk.form).to_be_hidden()
    await expect(clerk.row("classes", "一（1）班")).to_contain_text("键盘小学")


async def test_every_page_can_be_used_by_everybody(clerk: Clerk) -> None:
    # In one language: that each has all the words is checked where the pages are built.
    page = clerk.page
    for name in PAGES:
        await clerk.open(name)
        await expect(page.locator("h1")).to_be_visible()
        await expect(page.locator(".skeleton, .el-skeleton")).to_have_count(0)

        found = await violations(page)

        assert found == [], f"{name}: {found}"
    await page.goto(f"{clerk.url}/questions")
    await page.get_by_test_id("new-set").click()
    await expect(page.get_by_test_id("wall-preview")).to_be_visible()
    assert await violations(page) == []
    await clerk.open("today")


async def test_forms_can_be_used_by_everybody(clerk: Clerk) -> None:
    for name in ("schools", "classrooms", "people", "classes", "pupils", "tokens"):
        await clerk.open(name)
        await clerk.new()
        await clerk.save()
        await expect(clerk.page.locator(".el-form-item__error").first).to_be_visible()

        found = await violations(clerk.page)

        assert found == [], f"{name}: {found}"
        await clerk.page.reload()


@pytest.mark.parametrize("width", [390, 1024])
async def test_no_page_is_wider_than_its_screen(clerk: Clerk, width: int) -> None:
    await clerk.page.set_viewport_size({"width": width, "height": 800})
    for name in PAGES:
        await clerk.open(name)
        await expect(clerk.page.locator("h1")).to_be_visible()

        wide = await clerk.page.evaluate(
            "() => document.querySelector('main').scrollWidth - "
            "document.querySelector('main').clientWidth"
        )

        assert wide <= 0, name
    await clerk.page.set_viewport_size({"width": 1440, "height": 900})
