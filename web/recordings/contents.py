"""What is in a recording by the API: index, files, its tracks for any player, its proofs."""

from functools import partial

from aiohttp import web

from classroom.failures import Refused
from classroom.permissions import Action
from classroom.recording.recording import OVER, Recording
from classroom.recording.watching import Sees, may_read_proofs
from recording.contents import Contents, Reading
from recording.manifest.index import Index
from recording.manifest.names import MANIFEST, SEAL
from recording.playlist import MIME, playlist
from recording.sealing import MOST_BYTES
from recording.shelf.shelf import whole
from web.api.operations import BASE, Operation
from web.recordings.ranges import has_it
from web.recordings.seeing import Seeing
from web.recordings.sending import Sent, send
from web.routes import Access, Rate

MEDIA = ("video/mp4", "audio/mp4", "video/webm", "audio/webm")
LINES, JSON = "application/x-ndjson", "application/json"
READING = ("recording_gone", "recording_live", "recording_damaged", "shelf_down")


class RecordingContents:
    """Answers for it."""

    def __init__(self, seeing: Seeing, contents: Reading) -> None:
        """Answer from these."""
        self._seeing, self._contents = seeing, contents

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        one, about = f"{BASE}/recordings/{{id}}", "recordings"
        return [
            Operation(
                method="GET", path=f"{one}/index", access=Access.SIGNED_IN, handler=self.index,
                name="getRecordingIndex", about=about,
                summary="Get all that players need to know; that one watches is on record.",
                answer=Index, cached=True, failures=READING,
            ),
            Operation(
                method="GET", path=f"{one}/files/{{file}}", access=Access.SIGNED_IN,
                handler=self.file, rate=Rate.FREE, name="getRecordingFile", about=about,
                summary="Get a file of a track, or a range of its bytes.",
                file=MEDIA, ranged=True, cached=True, failures=READING,
            ),
            Operation(
                method="GET", path=f"{one}/tracks/{{number}}/playlist.m3u8",
                access=Access.SIGNED_IN, handler=self.playlist, rate=Rate.FREE,
                name="getRecordingPlaylist", about=about,
                summary="Get a track as an HLS playlist, if it is fragmented MP4.",
                file=(MIME,), failures=("no_playlist", *READING),
            ),
            Operation(
                method="GET", path=f"{one}/manifest", access=Action.READ_PROOFS,
                handler=self.manifest, name="getRecordingManifest", about=about,
                summary="Get the manifest: every line of it names the one before by its hash.",
                file=(LINES,), ranged=True, cached=True, failures=READING,
            ),
            Operation(
                method="GET", path=f"{one}/seal", access=Action.READ_PROOFS, handler=self.seal,
                name="getRecordingSeal", about=about,
                summary="Get the seal: the ends of its chains, signed.",
                file=(JSON,), failures=READING,
            ),
        ]  # fmt: skip

    async def index(self, request: web.Request) -> web.Response:
        """Answer with the index."""
        found = await self._seen(request)
        etag = f'"{found.etag}"'
        headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
        if has_it(request.headers, etag):
            return web.Response(status=304, headers=headers)
        return web.Response(body=found.body, content_type=JSON, charset="utf-8", headers=headers)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Answer with bytes of a file."""
        recording, may = await self._seeing.seen(request)
        contents = await self._contents.contents(recording, pupils=may.sees is Sees.ALL)
        found = contents.file(request.match_info["file"])
        type = found.mime.partition(";")[0]
        etag = found.etag if recording.state in OVER else None
        sent = Sent(size=found.size, type=type if type in MEDIA else _BYTES, etag=etag)
        shelf = self._contents.shelves.at(recording.shelf)
        return await send(request, sent, partial(shelf.read, recording.id, found.name))

    async def playlist(self, request: web.Request) -> web.Response:
        """Answer with a playlist."""
        found = (await self._seen(request)).index
        number = request.match_info["number"]
        track = next((each for each in found.tracks if str(each.track) == number), None)
        if track is None:
            raise Refused("not_found", "tracks")
        text = playlist(track, "../../files/", over=found.over)
        if text is None:
            raise Refused("no_playlist", "only fragmented MP4 has one; this track is WebM or empty")
        headers = {"Cache-Control": "no-store"}
        return web.Response(body=text.encode(), content_type=MIME, headers=headers)

    async def manifest(self, request: web.Request) -> web.StreamResponse:
        """Answer with the manifest as it stands."""
        recording = await self._proved(request)
        shelf = self._contents.shelves.at(recording.shelf)
        size = await self._size(recording, MANIFEST)
        sent = Sent(
            size=size, type=LINES,
            etag=f"{recording.id}-{size}" if recording.state in OVER else None,
            name=f"sanketang-recording-{recording.id}.jsonl",
        )  # fmt: skip
        return await send(request, sent, partial(shelf.read, recording.id, MANIFEST))

    async def seal(self, request: web.Request) -> web.Response:
        """Answer with the seal."""
        recording = await self._proved(request)
        shelf = self._contents.shelves.at(recording.shelf)
        if SEAL not in await shelf.names(recording.id):
            raise Refused("recording_live", "it is not sealed")
        headers = {
            "Cache-Control": "no-store",
            "Content-Disposition": (
                f'attachment; filename="sanketang-recording-{recording.id}-seal.json"'
            ),
        }
        body = await whole(shelf, recording.id, SEAL, MOST_BYTES)
        return web.Response(body=body, content_type=JSON, headers=headers)

    async def _seen(self, request: web.Request) -> Contents:
        recording, may = await self._seeing.seen(request)
        return await self._contents.contents(recording, pupils=may.sees is Sees.ALL)

    async def _proved(self, request: web.Request) -> Recording:
        """Return the recording, if they may have its proofs."""
        who, recording = await self._seeing.there(request)
        if not may_read_proofs(who, recording):
            raise Refused("not_allowed", "its proofs are for auditors")
        return recording

    async def _size(self, recording: Recording, name: str) -> int:
        names = await self._contents.shelves.at(recording.shelf).names(recording.id)
        if name not in names:
            raise Refused("recording_damaged", f"{name} is not there")
        return names[name]


_BYTES = "application/octet-stream"
