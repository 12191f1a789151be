"""Somebody who administers schools, before the administration pages.

Rule: what is tested is done as a person does it; what only leads there, such as the account, is
made by the API in their browser.
"""

from typing import Any

import pyotp
from playwright.async_api import Browser, Locator, Page, expect

from tests.journeys.classroom_page import PATIENCE_MS
from tools.live_server import Server

PASSWORD = "竹林深处有一间教室 7"
ASK = """async ({ method, path, body, csrf, more }) => {
  const answer = await fetch("/api/v1" + path, {
    method,
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf, ...more },
    body: body === null ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, body: text ? JSON.parse(text) : null };
}"""

expect.set_options(timeout=PATIENCE_MS)


class Clerk:
    """A person, their browser, and what they know."""

    def __init__(self, page: Page, url: str) -> None:
        """Sit down before a page."""
        self.page = page
        self.url = url
        self.csrf = ""
        self.recovery_codes: list[str] = []
        self.login = ""
        self.complaints: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, message: Any) -> None:
        refused = "Failed to load resource" in message.text  # a refusal, which the page explains
        if message.type in ("error", "warning") and not refused:
            self.complaints.append(message.text)

    # ---------------------------------------------------------------- by the API

    async def ask(
        self, method: str, path: str, body: Any = None, more: dict[str, str] | None = None
    ) -> Any:
        """Ask the API from this browser; what is refused is a mistake of the test."""
        asked = {
            "method": method,
            "path": path,
            "body": body,
            "csrf": self.csrf,
            "more": more or {},
        }
        answer = await self.page.evaluate(ASK, asked)
        assert answer["status"] < 400, f"{method} {path}: {answer}"
        if isinstance(answer["body"], dict):
            session = answer["body"].get("session")
            told = session if isinstance(session, dict) else answer["body"]
            self.csrf = told.get("csrf") or self.csrf
        return answer["body"]

    async def make(self, what: str, /, **values: Any) -> Any:
        """Make a thing."""
        return await self.ask("POST", f"/{what}", values)

    async def take_second_factor(self) -> None:
        """Set a phone up."""
        offer = await self.ask("POST", "/account/totp", {"password": PASSWORD})
        taken = await self.ask("PUT", "/account/totp", {"code": pyotp.TOTP(offer["secret"]).now()})
        self.recovery_codes = taken["recovery_codes"]

    async def sign_in(self) -> None:
        """Sign in again, with one of the recovery codes."""
        self.csrf = ""
        told = await self.ask("POST", "/session", {"login": self.login, "password": PASSWORD})
        if told["step"] == "second_factor":
            code = self.recovery_codes.pop()
            await self.ask("POST", "/session/second-factor", {"code": code})

    async def activate(self, path: str, login: str) -> None:
        """Follow an invitation."""
        self.login = login
        await self.page.goto(self.url)
        token = path.partition("#")[2]
        body = {"token": token, "login": login, "password": PASSWORD}
        told = await self.ask("POST", "/activation", body)
        if told["step"] == "enrol":
            await self.take_second_factor()

    # ---------------------------------------------------------------- as a person

    async def speak(self, language: str) -> None:
        """Read the pages in this language from the next one on."""
        keep = "(language) => localStorage.setItem('sanketang.language', language)"
        await self.page.evaluate(keep, language)

    async def open(self, page: str = "") -> None:
        """Go to an administration page."""
        await self.page.goto(f"{self.url}/admin/{page}".removesuffix("/today").rstrip("/"))
        await expect(self.page.get_by_test_id("admin")).to_be_visible()

    def rows(self, kind: str) -> Locator:
        """The rows of a list."""
        return self.page.get_by_test_id(f"list-{kind}").locator("tbody:not(.skeleton) tr")

    def row(self, kind: str, text: str) -> Locator:
        """The row that says this."""
        return self.rows(kind).filter(has_text=text)

    @property
    def form(self) -> Locator:
        """The open form."""
        return self.page.get_by_test_id("form")

    def field(self, name: str) -> Locator:
        """A field of the open form, with its label and what is wrong with it."""
        return self.form.get_by_test_id(f"field-{name}")

    async def fill(self, **values: str) -> None:
        """Type into fields."""
        for name, value in values.items():
            await self.field(name).locator("input").fill(value)

    async def choose(self, name: str, value: str) -> None:
        """Choose one of those that stand side by side."""
        await self.field(name).get_by_text(value, exact=True).click()

    async def find(self, name: str, word: str) -> None:
        """Choose what is found by typing."""
        await self.pick(self.field(name).locator("input"), word)

    async def pick(self, select: Locator, word: str) -> None:
        """Type into a select and take the first that fits."""
        await select.click()
        await select.press_sequentially(word)
        option = self.page.locator(".el-select-dropdown__item:visible").filter(has_text=word)
        await option.first.click()

    async def save(self) -> None:
        """Save the form."""
        await self.form.get_by_test_id("save").click()

    async def saved(self) -> None:
        """Save the form and see that it was."""
        await self.save()
        await expect(self.form).to_be_hidden()

    async def new(self) -> None:
        """Open an empty form."""
        await self.page.get_by_test_id("new").first.click()
        await expect(self.form).to_be_visible()

    async def edit(self, kind: str, text: str) -> None:
        """Open the form of what a row shows."""
        await self.row(kind, text).locator("button.name").click()
        await expect(self.form).to_be_visible()


async def sit_down(browser: Browser, url: str, language: str = "zh") -> Clerk:
    """Open a browser of one's own."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900})
    page = await context.new_page()
    clerk = Clerk(page, url)
    await page.goto(url)
    await clerk.speak(language)
    return clerk


async def first_administrator(browser: Browser, server: Server) -> Clerk:
    """Set the server up, as who unpacked it does."""
    clerk = await sit_down(browser, server.url)
    clerk.login = "lizhuren"
    regions = [
        {"kind": "province", "name": "云岭省", "code": "530000"},
        {"kind": "city", "name": "临江市", "code": "530900"},
        {"kind": "county", "name": "青山县", "code": "530902"},
    ]
    body = {"token": server.set_up_token(), "regions": regions, "real_name": "李建国"}
    body |= {"display_name": "李主任", "number": "0001", "login": clerk.login}
    await clerk.ask("POST", "/setup", body | {"password": PASSWORD})
    await clerk.take_second_factor()
    return clerk


async def school(clerk: Clerk, county: str, name: str, code: str) -> str:
    """Make a school by the API; return its id."""
    made = await clerk.make("schools", region=county, name=name, code=code, kind="village")
    return str(made["id"])
