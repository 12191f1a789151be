"""Bytes of a recording: whole, in ranges, as HLS; from the folder and from a bucket, alike."""

import re

import aiohttp
import msgspec
import pytest

from classroom.recording.values import RecordingState
from recording.manifest.names import MANIFEST, SEAL
from recording.sealing import read_seal
from tests.recording.recordings import INIT, SEGMENT
from tests.web.api.county import Answer, County
from tests.web.recordings.taught import grow, lesson, recorded, row, written

FILE = "recordings/l1/files/1-1.mp4"


@pytest.fixture(params=["folder", "s3"])
def shelf(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue("bucket")) if request.param == "s3" else ""


async def test_a_file_goes_out_whole_and_in_ranges(county: County) -> None:
    data = (await recorded(county, "l1"))["1-1.mp4"]
    size = len(data)

    whole = await county.ask("clerk", "GET", FILE)
    assert (whole.status, whole.body, whole.headers["Content-Type"]) == (200, data, "video/mp4")
    assert whole.headers["Accept-Ranges"] == "bytes"
    for asked, start, stop in [
        ("bytes=0-0", 0, 1), ("bytes=10-99", 10, 100), ("bytes=1400-", 1400, size),
        ("bytes=-7", size - 7, size), ("bytes=-99999", 0, size), ("bytes=5-99999", 5, size),
    ]:  # fmt: skip
        part = await county.ask("clerk", "GET", FILE, headers={"Range": asked})
        assert (part.status, part.body) == (206, data[start:stop]), asked
        assert part.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{size}"
        assert part.headers["Content-Length"] == str(stop - start)
    for asked in ("bytes=5-2", "bytes=0-1,4-5", "lines=1-2", "bytes=x"):
        assert (await county.ask("clerk", "GET", FILE, headers={"Range": asked})).body == data
    for asked in (f"bytes={size}-", f"bytes={10**17}-", "bytes=-0"):
        beyond = await county.ask("clerk", "GET", FILE, headers={"Range": asked})
        assert (beyond.status, beyond.code) == (416, "bad_range")
        assert beyond.headers["Content-Range"] == f"bytes */{size}"
    head = await county.ask("clerk", "HEAD", FILE)
    assert (head.status, head.body, head.headers["Content-Length"]) == (200, None, str(size))


async def test_what_one_has_already_is_not_sent_again(county: County) -> None:
    data = (await recorded(county, "l1"))["1-1.mp4"]
    etag = (await county.ask("clerk", "GET", FILE)).etag

    async def ask(**headers: str) -> tuple[int, object]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = await county.ask("clerk", "GET", FILE, headers=named)
        return answer.status, answer.body

    assert not etag.startswith("W/")
    assert await ask(If_None_Match=etag) == (304, None)
    assert await ask(If_None_Match=f'"x", W/{etag}', Range="bytes=0-1") == (304, None)
    assert await ask(If_None_Match='"x"') == (200, data)
    assert await ask(If_Range=etag, Range="bytes=0-1") == (206, data[:2])
    assert await ask(If_Range='"x"', Range="bytes=0-1") == (200, data)
    index = await county.ask("clerk", "GET", "recordings/l1/index")
    again = {"If-None-Match": index.etag}
    assert (await county.ask("clerk", "GET", "recordings/l1/index", headers=again)).status == 304


async def test_only_what_the_manifest_names_is_a_file(county: County) -> None:
    await recorded(county, "l1")

    for name in (
        "manifest.jsonl", "seal.json", "events.jsonl", "3-1.mp4", "..%2F..%2Faudit.key", "%2Fetc",
        "..", "..%2Fl1%2F1-1.mp4",
    ):  # fmt: skip
        assert (await county.ask("clerk", "GET", f"recordings/l1/files/{name}")).status == 404


async def test_any_player_can_open_a_track(county: County) -> None:
    files = await recorded(county, "l1")

    told = await county.ask("clerk", "GET", "recordings/l1/tracks/1/playlist.m3u8")
    text = told.body.decode()

    assert told.headers["Content-Type"] == "application/vnd.apple.mpegurl"
    assert text.startswith("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n")
    assert text.endswith("#EXT-X-ENDLIST\n")
    played = b""
    uri, ends = "../../files/{}", {"1-1.mp4": INIT, "1-2.mp4": INIT}
    assert re.findall(r'MAP:URI="(.*?)",BYTERANGE="(\d+)@0"', text) == [
        (uri.format(name), str(size)) for name, size in ends.items()
    ]
    for size, offset, name in re.findall(r"RANGE:(\d+)@(\d+)\n\.\./\.\./files/(\S+)\n", text):
        assert int(offset) == ends[name]
        ends[name] += int(size)
        asked = {"Range": f"bytes={offset}-{int(offset) + int(size) - 1}"}
        path = f"recordings/l1/files/{name}"
        played += (await county.ask("clerk", "GET", path, headers=asked)).body
    assert played == files["1-1.mp4"][INIT:] + files["1-2.mp4"][INIT:]
    assert text.count("#EXT-X-DISCONTINUITY\n") == 1
    webm = await county.ask("clerk", "GET", "recordings/l1/tracks/2/playlist.m3u8")
    assert (webm.status, webm.code) == (404, "no_playlist")
    assert (await county.ask("clerk", "GET", "recordings/l1/tracks/9/playlist.m3u8")).status == 404


async def test_its_index_and_its_proofs_are_told(county: County) -> None:
    await recorded(county, "l1")

    told = (await county.ask("auditor", "GET", "recordings/l1")).body
    index = (await county.ask("clerk", "GET", "recordings/l1/index")).body
    manifest = (await county.ask("auditor", "GET", "recordings/l1/manifest")).body
    seal = await county.ask("auditor", "GET", "recordings/l1/seal")

    assert [track["files"] for track in told["tracks"]] == [["1-1.mp4", "1-2.mp4"], ["2-1.webm"]]
    assert index["tracks"][0]["parts"][0]["segments"][0] == [INIT, SEGMENT, 0, 2000, True]
    lines = [msgspec.json.decode(line) for line in manifest.splitlines()]
    assert [line["n"] for line in lines] == list(range(1, len(lines) + 1))
    assert told["recording"]["figures"]["head"] == seal.body["manifest"]["head"]
    assert read_seal(msgspec.json.encode(seal.body) + b"\n").lesson == "l1"


async def test_what_is_still_recorded_is_read_to_its_last_whole_segment(county: County) -> None:
    await county.recordings.closer.look()  # what a killed server left is closed at the first
    await lesson(county, "l1")
    assert await county.recordings.rows.begun("l1", 1.0)
    assert (await county.ask("lecturer", "GET", "recordings/l1")).body[
        "problem"
    ] == "recording_live"
    written(county.recordings_in, "l1", ended=False)
    folder = county.recordings_in / "l1"
    whole = (folder / "1-1.mp4").read_bytes()
    with (folder / "1-1.mp4").open("ab") as end:
        end.write(b"half a segm")
    with (folder / MANIFEST).open("ab") as end:
        end.write(b'{"n":9,"prev":"')

    told = await county.ask("lecturer", "GET", "recordings/l1")
    file = await county.ask("lecturer", "GET", FILE)
    played = await county.ask("lecturer", "GET", "recordings/l1/tracks/1/playlist.m3u8")

    assert told.body["recording"]["state"] == RecordingState.RECORDING
    assert (told.body["problem"], file.status, file.body) == ("", 200, whole)
    assert b"#EXT-X-PLAYLIST-TYPE:EVENT" in played.body
    assert b"#EXT-X-ENDLIST" not in played.body
    assert (await county.ask("auditor", "GET", "recordings/l1/seal")).code == "recording_live"


async def test_ranges_of_what_grows_meanwhile_belong_to_one_file(county: County) -> None:
    await county.recordings.closer.look()
    await lesson(county, "l1")
    assert await county.recordings.rows.begun("l1", 1.0)
    before = written(county.recordings_in, "l1", ended=False)["1-2.mp4"]

    async def ask(**headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await county.ask("lecturer", "GET", "recordings/l1/files/1-2.mp4", headers=named)

    first = await ask(Range="bytes=0-99")
    now = grow(county.recordings_in, "l1")
    second = await ask(Range="bytes=100-")

    assert len(now) > len(before)
    assert (first.status, second.status, first.body + second.body) == (206, 206, now)
    for answer in (first, second):  # what nobody keeps, nobody joins to what comes later
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers
    for believed in (ask(Range="bytes=100-", If_Range='"x"'), ask(If_None_Match="*")):
        answer = await believed
        assert (answer.status, answer.body) == (200, now)


async def test_what_is_missing_is_said_in_words(county: County) -> None:
    await recorded(county, "l1")
    shelf = county.recordings.kept.contents.shelves.at((await row(county, "l1")).shelf)
    await shelf.remove("l1", ["1-1.mp4", SEAL])

    assert (await county.ask("clerk", "GET", FILE)).code == "recording_damaged"
    await shelf.remove("l1", [MANIFEST])
    assert (await county.ask("auditor", "GET", "recordings/l1/manifest")).status == 409


async def test_a_file_that_ends_early_never_looks_whole(county: County) -> None:
    await recorded(county, "l1")
    shelf = county.recordings.kept.contents.shelves.at((await row(county, "l1")).shelf)
    await shelf.write("l1", "1-1.mp4", b"all that is left")

    with pytest.raises(aiohttp.ClientPayloadError):
        await county.ask("clerk", "GET", FILE)
