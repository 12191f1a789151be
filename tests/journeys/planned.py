"""A county's lesson of today, made as a county makes it: four schools, their classes, people, PCs.

Rule: whoever is in it has come in as they would: by an invitation and a second factor, or as the
enrolled PC of a classroom. What only leads there is asked of the API.
"""

from datetime import datetime, timedelta

from playwright.async_api import Browser, expect

from tests.journeys.classroom_page import ClassroomPage
from tests.journeys.clerk import Clerk, school, sit_down
from tests.journeys.modified import WIRES

CENTRE, QINGSHAN, BAISHUI, HONGYA = "中心小学", "青山小学", "白水小学", "红崖小学"
FAR = (QINGSHAN, BAISHUI, HONGYA)
PUPILS = ("小禾", "小麦", "小豆")
TITLE = "三年级古诗"


class PlannedLesson:
    """The lesson, its classrooms and people, and the clerk who made all that."""

    def __init__(self, clerk: Clerk) -> None:
        """Make it with `make`."""
        self.clerk = clerk
        self.id = ""
        self.county = ""
        self.rooms: dict[str, str] = {}  # school → classroom
        self.people: dict[str, str] = {}  # school → who teaches or assists there

    async def make(self, now: datetime) -> None:
        """Enter everything; the lesson begins in a few minutes, so that it opens by itself."""
        county = (await self.clerk.ask("GET", "/regions?kind=county"))["items"][0]["id"]
        self.county = county
        classes: dict[str, str] = {}
        for number, name in enumerate((CENTRE, *FAR)):
            home = await school(self.clerk, county, name, f"25309020{number:02}")
            made = await self.clerk.make("classrooms", school=home, name="录播教室")
            self.rooms[name] = made["id"]
            names = {"real_name": f"{name}林晓", "display_name": f"{name[:2]}林老师"}
            person = {"school": home, "number": f"T{number}", "verified_by": "school", **names}
            self.people[name] = (await self.clerk.make("people", **person))["id"]
            if name in FAR:
                values = {"school": home, "name": "三年级1班", "grade": 3, "year": now.year}
                classes[name] = (await self.clerk.make("classes", **values))["id"]
                for place, pupil in enumerate(PUPILS):
                    who = {"name": f"{name[0]}{pupil}", "number": f"{place + 1:02}"}
                    await self.clerk.make("pupils", school_class=classes[name], **who)
        term = await self.clerk.make(
            "terms",
            region=county,
            name="本学期",
            first_day=f"{now - timedelta(days=7):%Y-%m-%d}",
            last_day=f"{now + timedelta(days=21):%Y-%m-%d}",
        )
        pairing = await self.clerk.make(
            "pairings",
            name=TITLE,
            subject="chinese",
            term=term["id"],
            classroom=self.rooms[CENTRE],
            lecturer=self.people[CENTRE],
            receivers=[
                {
                    "classroom": self.rooms[name],
                    "assistant": self.people[name],
                    "school_class": classes[name],
                }
                for name in FAR
            ],
        )
        start = now + timedelta(minutes=3)
        await self.clerk.make(
            "slots",
            pairing=pairing["id"],
            weekday=start.isoweekday(),
            start=f"{start:%H:%M}",
            end=f"{start + timedelta(minutes=40):%H:%M}",
        )
        lessons = await self.clerk.ask("GET", f"/lessons?classroom={self.rooms[CENTRE]}")
        self.id = lessons["items"][0]["lesson"]["id"]

    async def person(self, browser: Browser, name: str, login: str) -> ClassroomPage:
        """Let somebody take their invitation up, with a second factor; they sit at their page."""
        invited = await self.clerk.ask("POST", f"/people/{self.people[name]}/invitation")
        them = await sit_down(browser, self.clerk.url)
        await them.activate(invited["path"], login)
        if not them.recovery_codes:
            await them.take_second_factor()
        return ClassroomPage(them.page)

    async def enrolled(self, browser: Browser, name: str) -> ClassroomPage:
        """Switch a classroom's PC on for the first time, and type the code that it shows."""
        context = await browser.new_context(viewport={"width": 1366, "height": 768})
        wall = ClassroomPage(await context.new_page())
        await wall.page.add_init_script(WIRES)
        await wall.page.goto(f"{self.clerk.url}/room")
        await expect(wall.by("code")).to_be_visible()
        code = await wall.by("code").get_attribute("data-code")
        body = {"code": code, "classroom": self.rooms[name], "name": "讲台电脑"}
        await self.clerk.ask("POST", "/devices", body)
        return wall
