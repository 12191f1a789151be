"""A track goes for good, and the rest still verifies."""

from pathlib import Path

import pytest

from classroom.failures import Refused
from recording.erasing import erase_track
from recording.manifest.chain import Broken
from recording.manifest.names import ERASED, MADE, MANIFEST, SEAL
from recording.verdict import Fault
from tests.recording.recordings import BEGAN, KEY, name, recorded, sealed, verified

AT = BEGAN + 90


def test_its_files_are_gone_and_a_word_says_so(tmp_path: Path) -> None:
    sealed(tmp_path)
    (tmp_path / MADE).mkdir()
    (tmp_path / MADE / "still-2.jpg").write_bytes(b"a face")

    erase_track(tmp_path, 2, "person-7", "guardian withdrew", KEY, AT)

    verdict = verified(tmp_path)
    assert verdict.intact
    assert [(each.track, each.by, each.why) for each in verdict.erased] == [
        (2, "person-7", "guardian withdrew")
    ]
    left = {path.name for path in tmp_path.iterdir()}
    assert not left & {name(2, 1), name(2, 2), MADE}
    assert name(1, 1) in left


def test_erasing_twice_says_it_once_and_a_second_track_follows(tmp_path: Path) -> None:
    sealed(tmp_path)
    first = erase_track(tmp_path, 2, "person-7", "asked", KEY, AT)
    said = (tmp_path / ERASED).read_bytes()

    again = erase_track(tmp_path, 2, "person-8", "asked again", KEY, AT + 1)

    assert again == first
    assert (tmp_path / ERASED).read_bytes() == said
    erase_track(tmp_path, 3, "person-8", "asked", KEY, AT + 2)
    assert [each.track for each in verified(tmp_path).erased] == [2, 3]


def test_a_crash_between_word_and_files_is_told_and_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed(tmp_path)

    def dies(path: Path, missing_ok: bool = False) -> None:
        raise OSError("the power is gone")

    monkeypatch.setattr(Path, "unlink", dies)
    with pytest.raises(OSError, match="power"):
        erase_track(tmp_path, 2, "person-7", "asked", KEY, AT)
    monkeypatch.undo()

    wrong = verified(tmp_path).wrong
    assert wrong is not None
    assert (wrong.fault, wrong.file) == (Fault.NOT_ERASED, name(2, 1))
    erase_track(tmp_path, 2, "person-7", "asked", KEY, AT + 1)
    assert verified(tmp_path).intact


def test_by_a_manifest_that_was_altered_nothing_is_erased(tmp_path: Path) -> None:
    sealed(tmp_path)
    lines = (tmp_path / MANIFEST).read_bytes()
    (tmp_path / MANIFEST).write_bytes(lines.replace(b'"Ended"', b'"Resumed","since":1'))

    with pytest.raises(Broken):
        erase_track(tmp_path, 2, "person-7", "asked", KEY, AT)

    assert (tmp_path / name(2, 1)).exists()
    assert not (tmp_path / ERASED).exists()


def test_only_tracks_of_sealed_recordings_are_erased(tmp_path: Path) -> None:
    recorded(tmp_path / "open")
    sealed(tmp_path / "done")

    for folder, track in (("open", 1), ("done", 9)):
        with pytest.raises(Refused, match="not_found"):
            erase_track(tmp_path / folder, track, "person-7", "asked", KEY, AT)

    assert (tmp_path / "open" / name(1, 1)).exists()
    assert not (tmp_path / "open" / SEAL).exists()
    assert not (tmp_path / "done" / ERASED).exists()
