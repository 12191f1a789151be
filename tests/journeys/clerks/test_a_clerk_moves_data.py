"""A clerk with a spreadsheet, a stack of signed slips and a parent at the counter."""

import asyncio
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import FilePayload, expect

from tests.journeys.axe import violations
from tests.journeys.clerk import Clerk
from tests.web.transfer.clerk import cells, xlsx

pytestmark = pytest.mark.asyncio(loop_scope="module")

TEXT = "写给监护人的说明，共同遵守。"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def school(clerk: Clerk) -> str:
    """A school with a class; its id."""
    await clerk.open("schools")
    county = (await clerk.ask("GET", "/regions?kind=county"))["items"][0]["id"]
    made = await clerk.make("schools", region=county, name="石坝村小学", code="S1", kind="village")
    id = str(made["id"])
    await clerk.make("classes", school=id, name="三年级1班", grade=3, year=2026)
    await clerk.make("classrooms", school=id, name="多媒体教室")
    return id


async def hand_in(clerk: Clerk, data: bytes, name: str = "名单.xlsx") -> None:
    """Hand a file in on the page of imports."""
    file: FilePayload = {"name": name, "mimeType": "", "buffer": data}
    await clerk.page.get_by_test_id("file").set_input_files(file)


async def downloaded(clerk: Clerk, button: str) -> tuple[str, bytes]:
    """Press a button that gives a file; return its name and what is in it."""
    async with clerk.page.expect_download() as waiting:
        await clerk.page.get_by_test_id(button).click()
    download = await waiting.value
    path: Path = await download.path()
    return download.suggested_filename, await asyncio.to_thread(path.read_bytes)


async def test_a_template_is_filled_in_corrected_and_imported(clerk: Clerk, school: str) -> None:
    page = clerk.page
    await clerk.open("import?kind=pupils")
    name, template = await downloaded(clerk, "template")
    assert name == "学生.xlsx"
    heads, example = cells(template)

    await hand_in(clerk, xlsx([heads, example, ["S1", "去年", "三年级1班", "01", "小禾"]]))

    await expect(page.get_by_test_id("verdict")).to_contain_text("1 行有错误")
    await expect(page.get_by_test_id("preview")).to_contain_text("“学年”：要填开学的年份")
    await expect(page.get_by_test_id("keep")).to_be_disabled()

    await page.get_by_test_id("again").click()
    rows = [["S1", 2026, "三年级1班", f"{n:02}", f"学生{n}"] for n in range(1, 61)]
    await hand_in(clerk, xlsx([heads, example, *rows]))

    await expect(page.get_by_test_id("verdict")).to_have_text("将新增 60 行，修改 0 行。")
    await page.get_by_test_id("keep").click()
    await expect(page.get_by_test_id("kept")).to_contain_text("新增 60 行")
    await page.get_by_text("去看看").click()
    await expect(page.get_by_test_id("total")).to_have_text("共 60 条")


async def test_what_is_no_table_is_said_in_words(clerk: Clerk, school: str) -> None:
    await clerk.open("import?kind=pupils")

    await hand_in(clerk, b"\x89PNG\r\n\x1a\n\x00\x00", "照片.png")

    await expect(clerk.page.get_by_test_id("failed")).to_contain_text("编码认不出来")
    await hand_in(clerk, "姓名\n小禾\n".encode("gb18030"), "名单.csv")
    await expect(clerk.page.get_by_test_id("failed")).to_contain_text("缺少这些列")


async def test_a_notice_is_published_once_its_blanks_are_filled(clerk: Clerk, school: str) -> None:
    page = clerk.page
    await clerk.open("privacy?part=notices")

    await page.get_by_test_id("write-notice").click()
    form = page.get_by_test_id("notice-form")
    await expect(form.get_by_test_id("publish")).to_be_disabled()
    await expect(form).to_contain_text("还没写完：中文、English")
    for language in ("中文", "English"):
        await form.get_by_text(language, exact=True).click()
        for area in await form.locator("textarea").all():
            await area.fill(TEXT)
    await form.get_by_test_id("publish").click()
    await page.locator(".el-message-box").get_by_role("button", name="发布").click()

    await expect(clerk.row("notices", "第 1 版")).to_contain_text("现行")


async def test_a_class_is_recorded_by_keyboard(clerk: Clerk, school: str) -> None:
    page = clerk.page
    await clerk.open("privacy?part=consent")
    await clerk.pick(page.get_by_test_id("class").locator("input"), "三年级1班")

    rows = page.get_by_test_id("roster").locator("tbody tr")
    await expect(rows).to_have_count(60)
    await rows.first.focus()
    for key in ("1", "1", "2", "ArrowDown", "1"):
        await page.keyboard.press(key)
    await expect(page.get_by_test_id("record")).to_have_text("登记 4 人")
    await page.get_by_test_id("record").click()

    await expect(rows.nth(0)).to_contain_text("已同意")
    await expect(rows.nth(2)).to_contain_text("不同意")
    await expect(rows.nth(3)).to_contain_text("还没问")
    await expect(rows.nth(4)).to_contain_text("已同意")


async def test_an_export_names_only_those_who_consented(clerk: Clerk, school: str) -> None:
    await clerk.open("export")

    name, table = await downloaded(clerk, "export-pupils")

    assert name == "学生.xlsx"
    named = [row[4] for row in cells(table)[1:] if row[4]]
    assert named == ["学生1", "学生2", "学生5"]


async def test_a_feed_is_made_and_revoked(clerk: Clerk, school: str) -> None:
    page = clerk.page
    await clerk.open("feeds")

    await page.get_by_test_id("new").click()
    await clerk.pick(page.get_by_test_id("feed-form").locator(".el-select input"), "多媒体")
    await page.get_by_test_id("make").click()
    address = await page.locator("#made-feed").input_value()
    assert (await page.request.get(address)).headers["content-type"].startswith("text/calendar")
    await page.keyboard.press("Escape")
    await clerk.row("feeds", "多媒体教室").get_by_role("button", name="停用").click()
    await page.locator(".el-message-box").get_by_role("button", name="停用").click()

    await expect(page.get_by_test_id("empty")).to_be_visible()
    assert (await page.request.get(address)).status == 404


async def test_a_parent_gets_a_copy_and_then_everything_deleted(clerk: Clerk, school: str) -> None:
    page = clerk.page
    await clerk.open("privacy?part=data")
    await clerk.pick(page.get_by_test_id("pupil").locator("input"), "学生5")

    name, copy = await downloaded(clerk, "copy-readable")
    assert name == "学生个人信息-05.html"
    assert "学生5" in copy.decode()
    await page.get_by_test_id("erase").click()
    sure = page.get_by_test_id("erase-now")
    await expect(sure).to_be_disabled()
    await page.get_by_test_id("typed").fill("05")
    await sure.click()

    await expect(page.get_by_test_id("erased")).to_contain_text("没有这个学生的任何信息")
    await clerk.open("pupils?q=学生5")
    await expect(clerk.rows("pupils")).to_have_count(10)  # 50 to 59


async def test_everybody_can_use_these_pages(clerk: Clerk, school: str) -> None:
    for path in (
        "import",
        "export",
        "feeds",
        *(f"privacy?part={part}" for part in ("consent", "notices", "data", "holds")),
    ):
        await clerk.open(path)
        assert await violations(clerk.page) == [], path
    await clerk.open("import?kind=pupils")
    await hand_in(clerk, b"a\n", "a.csv")
    await expect(clerk.page.get_by_test_id("failed")).to_be_visible()
    assert await violations(clerk.page) == []
