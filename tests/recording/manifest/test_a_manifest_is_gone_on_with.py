"""A manifest is appended to; of its last line, what a power cut left is cut off, nothing else."""

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom.recording.values import Marked
from recording.manifest.chain import LINE_BYTES, Broken, LineFault
from recording.manifest.entries import Begun, Ended, Entry, Mark, Resumed
from recording.manifest.lines import Appending, read

SAID: list[Entry] = [
    Begun(at=1.0, lesson="课"),
    Mark(at=2.0, what=Marked.STAGE, detail={"classrooms": ["甲", "乙"]}),
    Mark(at=3.0, what=Marked.MUTED, track=None),
]


def written(path: Path) -> bytes:
    manifest = Appending.create(path)
    manifest.append(SAID[0])
    manifest.append(*SAID[1:])
    manifest.close()
    return path.read_bytes()


def test_what_was_appended_is_read_and_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "manifest.jsonl"
    written(path)

    manifest, said = Appending.resume(path)
    head = manifest.head
    manifest.append(Ended(at=4.0))
    manifest.close()

    assert said == SAID
    assert read(path) == [*SAID, Ended(at=4.0)]
    assert (manifest.count, manifest.head != head) == (4, True)


def test_a_manifest_is_not_begun_over_another(tmp_path: Path) -> None:
    before = written(tmp_path / "manifest.jsonl")

    with pytest.raises(FileExistsError):
        Appending.create(tmp_path / "manifest.jsonl")

    assert (tmp_path / "manifest.jsonl").read_bytes() == before


@given(
    cut=st.integers(0, 400), tail=st.sampled_from([b"", b"\0" * 300, b"\0\n", b"{\xff\n", b'{"n"'])
)
def test_wherever_it_was_cut_it_goes_on_behind_the_last_whole_line(
    tmp_path_factory: pytest.TempPathFactory, cut: int, tail: bytes
) -> None:
    path = tmp_path_factory.mktemp("cut") / "manifest.jsonl"
    whole = written(path)
    kept = whole[: max(0, len(whole) - cut)]
    lines = kept.count(b"\n")
    path.write_bytes(kept + tail if kept.endswith(b"\n") or not kept else kept)

    manifest, said = Appending.resume(path)
    manifest.append(Resumed(at=9.0, since=8.0))
    manifest.close()

    assert said == SAID[:lines]
    assert read(path) == [*SAID[:lines], Resumed(at=9.0, since=8.0)]


@pytest.mark.parametrize(
    ("line", "fault"), [(1, LineFault.ALTERED), (2, LineFault.UNREADABLE), (3, LineFault.MISPLACED)]
)
def test_anything_else_that_is_wrong_is_said_and_left_as_it_is(
    tmp_path: Path, line: int, fault: LineFault
) -> None:
    path = tmp_path / "manifest.jsonl"
    lines = written(path).splitlines(keepends=True)
    match fault:
        case LineFault.ALTERED:
            lines[0] = lines[0].replace(b"1.0", b"1.5")
        case LineFault.UNREADABLE:
            lines[1] = lines[1].replace(b'"Mark"', b'"Mork"')
        case _:
            lines.append(lines.pop(1))
            line = 2
    path.write_bytes(b"".join(lines))

    with pytest.raises(Broken) as broken:
        read(path)
    with pytest.raises(Broken):
        Appending.resume(path)

    assert (broken.value.line, broken.value.fault) == (line, fault)
    assert path.read_bytes() == b"".join(lines)


def test_on_a_full_disk_nothing_is_added_and_it_may_be_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "manifest.jsonl"
    before = written(path)
    manifest, _ = Appending.resume(path)
    really = os.pwrite

    def full(file: int, data: memoryview, at: int) -> int:
        if at > len(before):
            raise OSError(errno.ENOSPC, "No space left on device")
        return really(file, data[:20], at)

    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(OSError, match="No space"):
        manifest.append(Ended(at=4.0))
    left = path.read_bytes()
    monkeypatch.undo()
    manifest.append(Ended(at=5.0))
    manifest.close()

    assert left == before
    assert read(path) == [*SAID, Ended(at=5.0)]


def test_no_line_is_longer_than_any_may_be(tmp_path: Path) -> None:
    manifest = Appending.create(tmp_path / "manifest.jsonl")
    long = Mark(at=1.0, what=Marked.PHASE, detail={"phase": "x" * LINE_BYTES})

    with pytest.raises(ValueError, match="line 2 would take"):
        manifest.append(SAID[0], long)
    manifest.close()

    assert read(tmp_path / "manifest.jsonl") == []
