"""Whoever changes a recording is found out, and so is the place."""

import io
import os
import shutil
from collections.abc import Collection
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classroom.media_messages import Source
from classroom.store.audit_key import AuditKey, Keys
from recording.erasing import erase_track
from recording.manifest.chain import LINE_BYTES, End
from recording.manifest.names import ERASED, EVENTS, MANIFEST, SEAL
from recording.reader import Folder
from recording.sealing import read_seal, sealed_text, written_seal
from recording.verdict import Fault
from recording.verifying import BLOCK, NoRecording, verify
from tests.recording.recordings import (
    BEGAN,
    INIT,
    KEY,
    OURS,
    SEGMENT,
    SEGMENTS,
    Recorder,
    name,
    sealed,
    verified,
)

LINES = (MANIFEST, EVENTS, ERASED)
FILES = [MANIFEST, EVENTS, SEAL, ERASED, name(1, 1), name(2, 1), name(2, 2)]


class Kept:
    """A recording in memory; implements `Reader`, as an object store would."""

    def __init__(self, folder: Path) -> None:
        self.files = {path.name: path.read_bytes() for path in folder.iterdir()}

    def names(self) -> Collection[str]:
        return self.files.keys()

    def size(self, name: str) -> int:
        return len(self.files[name])

    def open(self, name: str) -> io.BytesIO:
        return io.BytesIO(self.files[name])


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    folder = tmp_path_factory.mktemp("kept") / "l1"
    sealed(folder)
    erase_track(folder, 3, "person-7", "consent withdrawn", KEY, BEGAN + 90)
    return Kept(folder)


def test_what_nobody_touched_is_intact(kept: Kept) -> None:
    verdict = verify(kept, OURS)

    assert verdict.wrong is None
    assert (verdict.lesson, verdict.tracks, verdict.files, verdict.events) == ("l1", 3, 3, 7)
    assert verdict.bytes == 3 * INIT + (2 * SEGMENTS + 1) * SEGMENT
    assert verdict.keys == (KEY.public,)


@settings(max_examples=300)
@given(
    file=st.sampled_from(FILES), share=st.floats(0, 1, exclude_max=True), bits=st.integers(1, 255)
)
def test_one_changed_byte_is_found_and_placed(
    kept: Kept, file: str, share: float, bits: int
) -> None:
    data = kept.files[file]
    place = int(share * len(data))
    altered = bytearray(data)
    altered[place] ^= bits

    wrong = verify(_with(kept, {file: bytes(altered)}), OURS).wrong

    assert wrong is not None
    assert wrong.file == file
    if file in LINES:
        assert wrong.line == data.count(b"\n", 0, place) + 1
    elif file != SEAL:
        assert wrong.fault is Fault.ALTERED
        assert wrong.offset is not None
        assert wrong.bytes is not None
        assert wrong.offset <= place < wrong.offset + wrong.bytes


@pytest.mark.parametrize("file", [SEAL, ERASED])
def test_the_same_said_with_other_bytes_is_found_too(kept: Kept, file: str) -> None:
    data = kept.files[file]
    other = data.replace(b".0,", b"e0,", 1)  # the same number

    wrong = verify(_with(kept, {file: other}), OURS).wrong

    assert other != data
    assert wrong is not None
    assert wrong.file == file


def test_a_changed_segment_is_named_by_what_it_shows_and_when(tmp_path: Path) -> None:
    sealed(tmp_path)
    place = INIT + 2 * SEGMENT + 5
    with (tmp_path / name(1, 1)).open("r+b") as file:
        file.seek(place)
        byte = file.read(1)
        file.seek(place)
        file.write(bytes([byte[0] ^ 1]))

    wrong = verified(tmp_path).wrong

    assert wrong is not None
    assert wrong.of is not None
    assert (wrong.offset, wrong.bytes) == (INIT + 2 * SEGMENT, SEGMENT)
    assert (wrong.of.seat, wrong.of.source) == ("a", Source.CAMERA)
    assert (wrong.of.since, wrong.of.until) == (BEGAN + 4, BEGAN + 6)


@pytest.mark.parametrize("file", [MANIFEST, EVENTS])
def test_lines_that_are_removed_moved_doubled_or_cut_are_placed(kept: Kept, file: str) -> None:
    lines = kept.files[file].splitlines(keepends=True)
    last = len(lines)
    cases = {
        (Fault.MISPLACED, 3): [*lines[:2], *lines[3:]],
        (Fault.MISPLACED, 4): [*lines[:3], lines[4], lines[3], *lines[5:]],
        (Fault.MISPLACED, 5): [*lines[:4], lines[3], *lines[4:]],
        (Fault.MISSING, last): lines[:-1],
        (Fault.ADDED, last + 1): [*lines, lines[-1]],
        (Fault.CUT, last): [*lines[:-1], lines[-1][:-1]],
        (Fault.UNREADABLE, last): [*lines[:-1], b"x" * (LINE_BYTES + BLOCK)],
    }
    for (fault, line), left in cases.items():
        wrong = verify(_with(kept, {file: b"".join(left)}), OURS).wrong

        assert wrong is not None
        assert (wrong.file, wrong.fault, wrong.line) == (file, fault, line)


def test_events_written_anew_do_not_fit_the_seal(kept: Kept) -> None:
    lines = kept.files[EVENTS].splitlines(keepends=True)
    lines[-1] = lines[-1].replace(b'"lecturer"', b'"overrun_"')

    wrong = verify(_with(kept, {EVENTS: b"".join(lines)}), OURS).wrong

    assert wrong is not None
    assert (wrong.fault, wrong.line, wrong.says) == (Fault.ALTERED, len(lines), "PhaseChanged")


def test_files_that_are_short_long_or_gone_are_named(kept: Kept) -> None:
    file = name(1, 1)
    data = kept.files[file]

    short = verify(_with(kept, {file: data[:-1]}), OURS).wrong
    long = verify(_with(kept, {file: data + b"more"}), OURS).wrong
    gone = [verify(_without(kept, each), OURS).wrong for each in (file, MANIFEST, EVENTS)]

    assert short is not None
    assert (short.fault, short.size) == (Fault.TRUNCATED, len(data) - 1)
    assert (short.offset, short.bytes) == (len(data) - SEGMENT, SEGMENT)
    assert long is not None
    assert (long.fault, long.offset, long.bytes) == (Fault.ADDED, len(data), 4)
    assert [(each.fault, each.file) for each in gone if each] == [
        (Fault.MISSING, file), (Fault.MISSING, MANIFEST), (Fault.MISSING, EVENTS),
    ]  # fmt: skip


def test_a_file_of_an_erased_track_is_missed_when_its_word_is_gone(kept: Kept) -> None:
    wrong = verify(_without(kept, ERASED), OURS).wrong

    assert wrong is not None
    assert (wrong.fault, wrong.file) == (Fault.MISSING, name(3, 1))


def test_a_seal_is_worth_something_for_its_recording_and_by_its_key_only(
    kept: Kept, tmp_path: Path
) -> None:
    sealed(tmp_path / "other", "l2", seed=2)
    other = Kept(tmp_path / "other")
    stranger = AuditKey.generated()
    forged = msgspec.json.decode(kept.files[SEAL]) | {"key": stranger.public}

    wrongs = [
        verify(_with(kept, {SEAL: other.files[SEAL]}), OURS).wrong,
        verify(kept, OURS, lesson="l2").wrong,
        verify(kept, Keys({stranger.public})).wrong,
        verify(_with(kept, {SEAL: msgspec.json.encode(forged) + b"\n"}), OURS).wrong,
        verify(_without(kept, SEAL), OURS).wrong,
        verify(_with(kept, {SEAL: b"[" * 100_000}), OURS).wrong,
    ]

    assert [(each.file, each.fault) for each in wrongs if each] == [
        (SEAL, Fault.OTHER_LESSON),
        (SEAL, Fault.OTHER_LESSON),
        (SEAL, Fault.UNKNOWN_KEY),
        (SEAL, Fault.FORGED),
        (SEAL, Fault.UNSEALED),
        (SEAL, Fault.NO_SEAL),
    ]


def test_a_word_about_another_recording_erases_nothing_here(kept: Kept, tmp_path: Path) -> None:
    sealed(tmp_path, seed=2)
    (tmp_path / ERASED).write_bytes(kept.files[ERASED])
    (tmp_path / name(3, 1)).unlink()

    wrong = verified(tmp_path).wrong

    assert wrong is not None
    assert (wrong.file, wrong.fault, wrong.line) == (ERASED, Fault.FORGED, 1)


def test_any_key_that_signed_is_named_to_who_believes_none(kept: Kept) -> None:
    verdict = verify(kept, Keys(), believe=True)

    assert verdict.intact
    assert verdict.keys == (KEY.public,)


def test_where_nothing_is_there_is_no_verdict(tmp_path: Path) -> None:
    with pytest.raises(NoRecording):
        verified(tmp_path)


def test_a_link_in_place_of_a_file_is_not_followed(tmp_path: Path) -> None:
    sealed(tmp_path / "l1")
    shutil.move(tmp_path / "l1" / name(1, 1), tmp_path / "elsewhere")
    os.symlink(tmp_path / "elsewhere", tmp_path / "l1" / name(1, 1))

    wrong = verified(tmp_path / "l1").wrong

    assert wrong is not None
    assert (wrong.fault, wrong.file) == (Fault.MISSING, name(1, 1))


class Watched(Folder):
    """Keeps what was opened."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.opened: list[str] = []

    def open(self, name: str) -> io.BufferedReader:
        self.opened.append(name)
        return super().open(name)  # type: ignore[return-value]


@pytest.mark.parametrize("file", ["../x", "/etc/passwd", "a/b", "..", "seal.json", "", "a\0b"])
def test_a_path_in_a_name_is_never_opened(tmp_path: Path, file: str) -> None:
    sealed(tmp_path / "good")
    folder = tmp_path / "bad" / "inner"
    bad = Recorder(folder, "l1")
    bad.track(1, "a", Source.CAMERA)
    with pytest.MonkeyPatch.context() as patched:  # only the line is written, not the file
        patched.setattr(Path, "write_bytes", lambda path, data: len(data))
        bad.part(1, 1, file=file)
    bad.manifest.close()
    ends = {"lines": bad.manifest.count, "head": bad.manifest.head}
    shutil.copy(tmp_path / "good" / EVENTS, folder)
    _sign(tmp_path / "good", folder, ends)
    watched = Watched(folder)

    wrong = verify(watched, OURS).wrong

    assert wrong is not None
    assert (wrong.file, wrong.fault, wrong.line) == (MANIFEST, Fault.IMPOSSIBLE, 3)
    assert watched.opened == [SEAL, MANIFEST]


def _with(kept: Kept, files: dict[str, bytes]) -> Kept:
    changed = Kept.__new__(Kept)
    changed.files = {**kept.files, **files}
    return changed


def _without(kept: Kept, file: str) -> Kept:
    changed = _with(kept, {})
    del changed.files[file]
    return changed


def _sign(good: Path, folder: Path, ends: dict[str, object]) -> None:
    """Sign the folder's manifest as it stands, as only the server's key can."""
    before = read_seal((good / SEAL).read_bytes())
    end = msgspec.convert(ends, End)
    signature = KEY.sign(sealed_text(before.lesson, before.at, end, before.events))
    made = msgspec.structs.replace(before, manifest=end, signature=signature)
    (folder / SEAL).write_bytes(written_seal(made))
