"""A track as an HLS playlist, so that any player opens it (RFC 8216, version 7: fragmented MP4).

Rule: made from the index, whenever it is asked for; it names files and ranges of bytes, and says
nothing that the manifest does not.
"""

from datetime import UTC, datetime

from recording.manifest.index import IndexedPart, IndexedTrack

MIME = "application/vnd.apple.mpegurl"


def playlist(track: IndexedTrack, files: str, *, over: bool) -> str | None:
    """Return the playlist of a track; None, when it has nothing that HLS can play, such as WebM.

    `files` is put before each file's name; `over`, whether nothing will be added any more.
    """
    parts = [part for part in track.parts if part.segments and _is_mp4(part)]
    if not parts or len(parts) < sum(bool(part.segments) for part in track.parts):
        return None
    longest = max(piece.duration for part in parts for piece in part.segments)
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{max(1, (longest + 500) // 1000)}",
        f"#EXT-X-PLAYLIST-TYPE:{'VOD' if over else 'EVENT'}",
    ]
    for number, part in enumerate(parts):
        lines += _part(part, f"{files}{part.file}", is_first=number == 0)
    if over:
        lines.append("#EXT-X-ENDLIST")
    return "\n".join(lines) + "\n"


def _part(part: IndexedPart, uri: str, *, is_first: bool) -> list[str]:
    lines = [] if is_first else ["#EXT-X-DISCONTINUITY"]
    if part.wall is not None:
        began = datetime.fromtimestamp(part.wall, UTC).isoformat(timespec="milliseconds")
        lines.append(f"#EXT-X-PROGRAM-DATE-TIME:{began}")
    lines.append(f'#EXT-X-MAP:URI="{uri}",BYTERANGE="{part.init}@0"')
    for piece in part.segments:
        lines += [
            f"#EXTINF:{piece.duration / 1000:.3f},",
            f"#EXT-X-BYTERANGE:{piece.bytes}@{piece.offset}",
            uri,
        ]
    return lines


def _is_mp4(part: IndexedPart) -> bool:
    return part.mime.partition(";")[0].endswith("/mp4")
