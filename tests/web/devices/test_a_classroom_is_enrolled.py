import pytest

from classroom.store.transactions import Database
from tests.device import Signer
from tests.web.devices.desk import DEVICES, ENROLMENTS, WHO_AM_I, desk

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def key_of(device: Signer) -> dict[str, str]:
    return {"x": device.key.x, "y": device.key.y}


async def test_from_the_code_on_the_wall_to_a_device_that_is_let_in(database: Database) -> None:
    device = Signer()
    async with desk(database) as here:
        code = await here.code(device)
        waiting = await here.as_clerk("GET", f"{DEVICES}/waiting/{code.lower()}")
        assert waiting["device"] == device.id
        assert "aiohttp" in waiting["agent"]

        made = await here.enrol(device, "青山小学教室", name="讲台电脑")

        assert made["device"]["id"] == device.id
        assert made["replaced"] is None
        told = await here.signed(device, WHO_AM_I)
        assert told["classroom"] == here.county.id("青山小学教室")


async def test_before_it_is_enrolled_a_device_is_nobody(database: Database) -> None:
    async with desk(database) as here:
        told = await here.signed(Signer(), WHO_AM_I, status=403)
        assert told["code"] == "device_unknown"

        told = await here.told("POST", WHO_AM_I, status=401)
        assert told["code"] == "not_signed_in"


async def test_a_captured_request_is_worth_nothing_sent_again(database: Database) -> None:
    device = Signer()
    async with desk(database) as here:
        await here.enrol(device, "青山小学教室")
        captured = device.header(await here.nonce(), here.origin, f"POST {WHO_AM_I}")
        await here.told("POST", WHO_AM_I, headers=captured)

        told = await here.told("POST", WHO_AM_I, headers=captured, status=403)

        assert told["code"] == "nonce_stale"


@pytest.mark.parametrize(
    ("origin", "request_"),
    [
        ("https://evil.example", f"POST {WHO_AM_I}"),
        (None, f"POST {ENROLMENTS}"),
        (None, f"GET {WHO_AM_I}"),
    ],
)
async def test_what_was_signed_for_elsewhere_is_worth_nothing_here(
    database: Database, origin: str | None, request_: str
) -> None:
    device = Signer()
    async with desk(database) as here:
        await here.enrol(device, "青山小学教室")
        header = device.header(await here.nonce(), origin or here.origin, request_)

        told = await here.told("POST", WHO_AM_I, headers=header, status=403)

        assert told["code"] == "bad_proof"


@pytest.mark.parametrize("header", ["Device x", "Device id=x", 'Device id="a", nonce="b"'])
async def test_what_is_not_written_as_a_proof_is_told_so(database: Database, header: str) -> None:
    async with desk(database) as here:
        told = await here.told("POST", WHO_AM_I, headers={"Authorization": header}, status=403)

        assert told["code"] == "bad_proof"


async def test_nobody_asks_for_a_code_with_another_s_key(database: Database) -> None:
    async with desk(database) as here:
        body = {"key": key_of(Signer())}
        told = await here.signed(Signer(), ENROLMENTS, json=body, status=403)
        assert told["code"] == "bad_proof"

        told = await here.told("POST", ENROLMENTS, json=body, status=403)
        assert told["code"] == "bad_proof"


async def test_only_a_clerk_of_the_school_enrols(database: Database) -> None:
    device = Signer()
    async with desk(database) as here:
        body = {"code": await here.code(device), "classroom": here.county.id("中心小学教室")}

        told = await here.as_clerk("POST", DEVICES, json=body, status=404)
        assert told["code"] == "not_found"
        for who, status in (("teacher", 403), ("", 401)):
            await here.told("POST", DEVICES, json=body, headers={"X-Who": who}, status=status)


async def test_a_mistyped_code_is_told_from_one_that_is_not_shown(database: Database) -> None:
    async with desk(database) as here:
        room = here.county.id("青山小学教室")
        for code, status, word in (("12", 400, "bad_code"), ("ABCD2345", 404, "code_unknown")):
            body = {"code": code, "classroom": room}
            told = await here.as_clerk("POST", DEVICES, json=body, status=status)
            assert told["code"] == word


async def test_a_device_that_is_replaced_or_revoked_is_cut_and_refused(database: Database) -> None:
    first, second = Signer(), Signer()
    async with desk(database) as here:
        await here.enrol(first, "青山小学教室")
        body = {"code": await here.code(second), "classroom": here.county.id("青山小学教室")}
        told = await here.as_clerk("POST", DEVICES, json=body, status=409)
        assert told["code"] == "classroom_has_device"

        made = await here.as_clerk("POST", DEVICES, json=body | {"replace": True}, status=201)
        assert made["replaced"] == first.id
        await here.as_clerk("DELETE", f"{DEVICES}/{second.id}")

        assert here.cut == [first.id, second.id]
        for device in (first, second):
            told = await here.signed(device, WHO_AM_I, status=403)
            assert told["code"] == "device_revoked"
            told = await here.signed(device, ENROLMENTS, json={"key": key_of(device)}, status=403)
            assert told["code"] == "device_revoked"


async def test_the_list_tells_what_stands_where(database: Database) -> None:
    device = Signer()
    async with desk(database) as here:
        await here.enrol(device, "青山小学教室", name="讲台电脑")

        told = await here.as_clerk("GET", DEVICES)

        [listed] = told["items"]
        assert (listed["name"], listed["classroom_name"], listed["school_name"]) == (
            "讲台电脑",
            "录播教室",
            "青山小学",
        )
        for limit in ("0", "201", "x", "-1", "٣"):
            told = await here.as_clerk("GET", f"{DEVICES}?limit={limit}", status=400)
            assert told["code"] == "bad_query"


async def test_what_a_device_signs_opens_no_other_route(database: Database) -> None:
    device = Signer()
    async with desk(database) as here:
        await here.enrol(device, "青山小学教室")
        header = device.header(await here.nonce(), here.origin, f"GET {DEVICES}")

        await here.told("GET", DEVICES, headers=header, status=401)
