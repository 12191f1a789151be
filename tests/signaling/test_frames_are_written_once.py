"""A text that many pages are told is framed once, and each of them reads it, compressed or not."""

import asyncio
import json
import zlib

import aiohttp

from signaling.wire import KEPT, LARGE, SMALL, Frames, frame
from tests.signaling.server import school

LONG = "42" + json.dumps(["inked", {"points": "0123456789abcdef" * 64}])
END = b"\x00\x00\xff\xff"


async def test_two_pages_that_are_told_the_same_are_sent_the_same_bytes() -> None:
    frames = Frames()

    first, second = await frames.of(LONG, 15), await frames.of("" + LONG, 15)

    assert first is second
    assert len(first) < len(LONG) // 4


async def test_a_page_that_takes_nothing_compressed_is_sent_the_text() -> None:
    frames = Frames()
    await frames.of(LONG, 15)

    plain = await frames.of(LONG, 0)

    assert plain.endswith(LONG.encode())


async def test_what_is_kept_of_frames_is_bounded() -> None:
    frames = Frames()

    for number in range(KEPT * 3):
        await frames.of(f"{number} {LONG}", 15)
    await frames.of("x" * (LARGE + 1), 0)

    assert len(frames._kept) == KEPT


def test_a_page_that_keeps_its_window_reads_one_message_after_the_other() -> None:
    inflate = zlib.decompressobj(-15)  # as browsers do, which keep what they have read
    texts = [f"{number}:" + "课" * SMALL for number in range(50)]

    read = []
    for text in texts:
        sent = frame(text.encode(), 15)
        assert sent[0] == 0xC1
        read.append(inflate.decompress(sent[2 if sent[1] < 126 else 4 :] + END).decode())

    assert read == texts


def test_every_length_has_the_header_it_needs() -> None:
    assert frame(b"x" * 125, 0)[:2] == bytes([0x81, 125])
    assert frame(b"x" * 126, 0)[:4] == bytes([0x81, 126, 0, 126])
    assert frame(b"x" * 65_536, 0)[:10] == bytes([0x81, 127]) + (65_536).to_bytes(8)


async def test_a_client_of_another_make_reads_what_is_compressed_and_what_is_not() -> None:
    async with school() as classes, aiohttp.ClientSession() as http:
        url = f"{classes.server.url}/socket.io/?EIO=4&transport=websocket"
        async with http.ws_connect(url, compress=15) as page:
            assert page.compress
            greeting = json.loads((await page.receive_str())[1:])
            token = classes.server.plan.tokens["d"]
            await page.send_str("40" + json.dumps({"token": token, "session": "a-page-of-tests-"}))

            texts = [await page.receive_str(), await page.receive_str()]
            await page.send_str('421["sync",{}]')
            while not texts[-1].startswith("431"):
                texts.append(await page.receive_str())

    assert greeting["sid"]
    assert max(map(len, texts)) > SMALL > min(map(len, texts))
    assert all(json.loads(text.lstrip("0123456789")) for text in texts)


async def test_a_small_message_waits_for_a_large_one_that_was_sent_before_it() -> None:
    large = "42" + "x" * (LARGE * 4)
    async with school() as classes, aiohttp.ClientSession() as http:
        url = f"{classes.server.url}/socket.io/?EIO=4&transport=websocket"
        async with http.ws_connect(url) as page:
            await page.receive_str()
            (session,) = classes.server.gateway._sio.eio.sockets.values()
            websocket = session.send.__self__

            await asyncio.gather(websocket.send(large), websocket.send("42[]"))
            read = [await page.receive_str(), await page.receive_str()]

    assert read == [large, "42[]"]
