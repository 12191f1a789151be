"""What the store keeps of accounts, on every database: one person's way through all of it."""

import asyncio

from classroom.permissions import Role
from tests.web.signin.house import PASSWORD, enrol, house


async def test_an_administrator_and_a_teacher_come_and_go(database_url: str) -> None:
    async with house(database_url) as town:
        operator, teacher = town.browser(), town.browser()
        region = {"kind": "county", "name": "绿水县", "code": "510124"}
        order = {
            "token": await town.setup_token(),
            "regions": [region],
            "real_name": "周明",
            "display_name": "周老师",
            "number": "A001",
            "login": "zhou.ming",
            "password": PASSWORD,
        }
        await operator.ask("POST", "/setup", order)
        await enrol(town, operator)
        (county,) = await town.regions()
        school = await town.school(county, "青山小学", "S1")
        person = await town.person("t1", (Role.LECTURER, school.scope), school=school.id)
        told = await operator.ask("POST", f"/people/{person.id}/invitation", status=201)
        token = told["path"].removeprefix("/activate#")
        body = {"token": token, "login": "t1@S1", "password": PASSWORD}
        taken = body | {"login": "zhou.ming"}
        assert await teacher.refused("POST", "/activation", taken) == "invalid"
        await teacher.ask("POST", "/activation", body)

        change = {"password": PASSWORD, "new": "another-mountain-43"}
        await teacher.ask("PUT", "/account/password", change)
        wish = {"field": "display_name", "value": "小云"}
        asked = await teacher.ask("POST", "/account/changes", wish, status=201)
        await operator.ask("POST", f"/changes/{asked['id']}/approval", status=204)
        assert (await teacher.session())["name"] == "小云"

        await teacher.ask("DELETE", "/account/sessions/others", status=204)
        for _ in range(3):
            await town.browser().refused("POST", "/session", {"login": "t1@s1", "password": "x"})
        await operator.ask("POST", f"/people/{person.id}/unlocking", status=204)
        await operator.ask("DELETE", f"/people/{person.id}/account", status=204)
        assert (await teacher.session())["step"] == "password"
        town.clock.go(86400)
        await town.desk.holding.go_round()
        assert (await operator.session())["step"] == "password"


async def test_many_sign_in_at_once(database_url: str) -> None:
    async with house(database_url) as town:
        county = await town.region("绿水县", "510124")
        for number in range(8):
            person = await town.person(f"t{number}", region=county.id)
            await town.account(person, f"t{number}")

        told = await asyncio.gather(*(town.browser().sign_in(f"t{n}") for n in range(8)))

        assert {each["step"] for each in told} == {"done"}
