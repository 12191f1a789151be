"""Schools whose line lets nothing through but what looks like a web page."""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from aioice.stun import TransactionFailed
from aioice.turn import TurnClientTcpProtocol
from playwright.async_api import expect

from classroom.relays import Relays
from media.addresses import interface_addresses, listen_addresses
from tests.journeys import axe
from tests.journeys.classroom_page import PATIENCE_MS, ClassroomPage, open_page
from tests.journeys.county import QINGSHAN, LiveCounty, classroom_pc, live_county
from tools.chromium import NO_UDP, chromium
from tools.live_server import Server, free_port
from tools.relay import Relay, certificate

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECRET = "a-secret-of-the-tests-that-is-long-enough"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def county(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveCounty]:
    """A county whose media ports no page reaches, and the relay beside it that listens to TLS."""
    folder = tmp_path_factory.mktemp("relay")
    # Relays serve no loopback address, whatever they are told.
    host = listen_addresses("0.0.0.0", interface_addresses())[0]
    cert, key = certificate(folder, host)
    async with live_county(
        folder,
        MEDIA_LISTEN=host,
        MEDIA_TCP="false",
        TURN_URLS=f"turns:{host}:{free_port()}?transport=tcp",
        TURN_SECRET=SECRET,
        TURN_CERTIFICATE=str(cert),
        TURN_KEY=str(key),
    ) as here:
        relay = Relay(folder, here.server.environment)
        await relay.start()
        yield here
        await relay.stop()


@pytest.fixture
def behind_a_relay(county: LiveCounty) -> Server:
    return county.server


async def test_where_only_tls_passes_the_lesson_goes_through_the_relay(
    behind_a_relay: Server,
) -> None:
    async with chromium(NO_UDP, "--ignore-certificate-errors", fps=5) as browser:
        links = await behind_a_relay.new_lesson("青山小学")
        lecturer = await (await open_page(browser, links[0])).join()
        room = await (await open_page(browser, links[1])).join()
        await lecturer.start()

        await room.sees_moving(place="main")
        await room.hears(source="microphone")
        await lecturer.sees_moving()
        assert (await room.stats())["protocol"] == "tls"

    assert SECRET not in behind_a_relay.log.read_text()


async def test_a_classroom_tests_its_line_and_its_school_reads_what_is_wrong(
    county: LiveCounty, tmp_path: Path
) -> None:
    async with (
        chromium() as browser,
        classroom_pc(browser, tmp_path / "pc", NO_UDP, "--ignore-certificate-errors") as (_, tab),
    ):
        wall = ClassroomPage(tab)
        await tab.goto(f"{county.server.url}/room")
        await expect(wall.by("code")).to_be_visible(timeout=PATIENCE_MS)
        await county.enrol(await wall.by("code").get_attribute("data-code") or "", QINGSHAN)
        await expect(wall.by("test-line")).to_have_attribute(
            "href", "/line?room=1", timeout=PATIENCE_MS
        )

        await tab.goto(f"{county.server.url}/line?room=1&short=1")

        await expect(wall.by("line-result")).to_be_visible(timeout=3 * PATIENCE_MS)
        await expect(tab.locator('[data-kind="udp"][data-works="false"]')).to_be_visible()
        await expect(tab.locator('[data-kind="turn_tls"][data-works="true"]')).to_be_visible()
        await expect(wall.by("kept")).to_be_visible()
        assert not await axe.violations(tab)
        assert wall.problems == []

    room = county.room(QINGSHAN)
    (kept,) = (await county.as_clerk("GET", f"/api/v1/classrooms/{room}/line"))["items"]
    assert kept["device"]
    assert kept["test"]["verdict"]["level"] is not None
    measured = kept["test"]["measured"]
    assert measured["path"] == "turn_tls"
    assert measured["up_kbps"] > 100
    assert measured["down_kbps"] > 100
    (worst,) = (await county.as_clerk("GET", "/api/v1/lines"))["items"]
    assert (worst["classroom"], worst["line"]) == (room, kept)


@asynccontextmanager
async def allocation(url: str, relays: Relays, now: float) -> AsyncIterator[TurnClientTcpProtocol]:
    """Ask the relay for one path with credentials of that moment, as a page that means harm."""
    told = relays.for_page("a-page", now)[0]
    host, port = url.removeprefix("turns:").partition("?")[0].split(":")
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    _, client = await asyncio.get_running_loop().create_connection(
        lambda: TurnClientTcpProtocol(
            (host, int(port)), told["username"], told["credential"], 600, 500
        ),
        host,
        int(port),
        ssl=context,
    )
    await client.connect()
    try:
        yield client
    finally:
        await client.delete()


async def test_the_relay_serves_our_pages_and_our_media_only(behind_a_relay: Server) -> None:
    url = behind_a_relay.environment["SANKETANG_TURN_URLS"]
    host = behind_a_relay.environment["SANKETANG_MEDIA_LISTEN"]
    ours, now = Relays([url], SECRET, 600), time.time()

    async with allocation(url, ours, now) as client:
        await client.channel_bind(0x4000, (host, behind_a_relay.media_port))
        for elsewhere in ("8.8.8.8", "10.0.0.1", "127.0.0.1", "224.0.0.251", "0.0.0.0"):
            with pytest.raises(TransactionFailed, match="403"):
                await client.channel_bind(0x4001, (elsewhere, 53))

    for relays, moment in ((ours, now - 601), (Relays([url], "guessed" * 6, 600), now)):
        with pytest.raises(TransactionFailed, match="401"):
            async with allocation(url, relays, moment):
                pass
