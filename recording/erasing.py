"""Taking one track out of a sealed recording for good, so that the rest still verifies.

Rule: first the signed word, then the files: a crash between leaves a word whose files are still
there, which verifying says and erasing again mends. The word holds no content and no name; what the
manifest says of the track (that it was, when, how many bytes, their hashes) stays. What a disk
itself keeps of deleted files, and copies elsewhere, are beyond this.
"""

import io
import shutil
from collections.abc import Iterable
from pathlib import Path

import msgspec

from classroom.audit.seals import Checking, Signing
from classroom.failures import Refused
from recording.disk import sync_folder, write_whole
from recording.manifest.chain import (
    Broken,
    Digest,
    End,
    Follower,
    Line,
    LineFault,
    follow,
    split,
    write,
)
from recording.manifest.lines import decoder as lines_decoder
from recording.manifest.names import ERASED, MADE, MANIFEST, SEAL
from recording.manifest.tracks import Tracks, checked
from recording.sealing import Seal, Signature, read_seal


class Word(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That a track was erased: an entry of `erased.jsonl`, a chain like the manifest."""

    track: int
    by: str  # the id of whoever had it erased
    why: str  # as they said it
    at: float  # seconds since the epoch, UTC
    key: Digest  # the public key that signed, Ed25519, hexadecimal
    signature: Signature  # over `word_text`, hexadecimal


_decoder: msgspec.json.Decoder[Line[Word]] = msgspec.json.Decoder(Line[Word])


def word_text(seal: Seal, n: int, track: int, by: str, why: str, at: float) -> bytes:
    """Return what is signed of word `n`: it holds for the recording of this seal only."""
    fields = [seal.lesson, seal.manifest.head, n, track, by, why, at]
    return b"sanketang recording erased 1\n" + msgspec.json.encode(fields)


def is_signed(word: Word, n: int, seal: Seal, checking: Checking) -> bool:
    """Tell whether the signature of word `n` is good, by whichever key."""
    text = word_text(seal, n, word.track, word.by, word.why, word.at)
    return checking.good(word.key, text, word.signature)


def read_words(raws: Iterable[bytes]) -> tuple[list[Word], End]:
    """Return what the lines of an `erased.jsonl` say, and where they end.

    Raises:
        Broken: the first line that is wrong.
    """
    follower, words = Follower(_decoder), list[Word]()
    for raw in raws:
        before = follower.end
        words.append(follower.take(raw))
        if write(before, words[-1])[0] != raw:  # no seal knows this line's hash
            reason = "is not as we write it"
            raise Broken(follower.end.lines, LineFault.ALTERED, reason, words[-1])
    return words, follower.end


def say(
    data: bytes, seal: Seal, track: int, by: str, why: str, key: Signing, at: float
) -> tuple[Word, bytes]:
    """Return the word that a track was erased, and what `erased.jsonl` holds with it; `data` is
    what it holds now. A track's first word stays the only one.

    Raises:
        Broken: `data` is.
    """
    words, end = read_words(split(io.BytesIO(data).read))
    if said := next((each for each in words if each.track == track), None):
        return said, data
    text = word_text(seal, end.lines + 1, track, by, why, at)
    word = Word(track=track, by=by, why=why, at=at, key=key.public, signature=key.sign(text))
    return word, data + write(end, word)[0]


def erase_track(folder: Path, track: int, by: str, why: str, key: Signing, at: float) -> Word:
    """Erase a track of the sealed recording in a folder; return the word that is kept of it.

    A track that was erased already keeps its first word; what is left of its files goes. With it
    goes everything that was made of the recording (`MADE`): it can be made again. Blocks.

    Raises:
        Refused: `not_found`, the recording is not sealed, or has no such track.
        Broken: its manifest is not what was sealed, or its words are broken.
        ValueError: its seal is none.
        OSError: the disk is read-only or failing; it may be tried again.
    """
    seal = _sealed(folder)
    tracks = Tracks()
    with (folder / MANIFEST).open("rb") as file:  # or another track's files might go
        lines = follow(split(file.read), Follower(lines_decoder), seal.manifest)
        for _ in checked(lines, tracks):
            pass
    if track not in tracks.tracks:
        raise Refused("not_found", f"the recording has no track {track}")
    place = folder / ERASED
    before = place.read_bytes() if place.exists() else b""
    word, after = say(before, seal, track, by, why, key, at)
    if after != before:
        write_whole(place, [after])  # as a whole, so that no line of it is ever cut
    if (folder / MADE).exists():
        shutil.rmtree(folder / MADE)
    for (of, _), part in tracks.parts.items():
        if of == track:
            (folder / part.opened.file).unlink(missing_ok=True)
    sync_folder(folder)
    return word


def _sealed(folder: Path) -> Seal:
    try:
        return read_seal((folder / SEAL).read_bytes())
    except FileNotFoundError:
        raise Refused("not_found", "the recording is not sealed") from None
