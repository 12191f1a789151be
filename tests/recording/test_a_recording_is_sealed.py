"""A recording whose lesson is over is sealed once, whatever happens in between."""

from pathlib import Path

import msgspec
import pytest

from classroom import events as e
from classroom.store.audit_key import AuditKey
from recording.manifest.chain import Broken
from recording.manifest.entries import Begun
from recording.manifest.lines import Appending
from recording.manifest.names import EVENTS, MANIFEST, SEAL
from recording.sealing import seal
from tests.recording.recordings import BEGAN, KEY, name, recorded, verified
from tests.recording.recordings import EVENTS as SAID


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_events_and_versions_of_the_roll_are_in_it_and_no_pupil_s_answer(
    tmp_path: Path,
) -> None:
    recorded(tmp_path)
    answered = e.PupilAnswered(at=BEGAN + 4, question="q1", classroom="b", pupil="p1", options=(0,))

    seal(tmp_path, [*SAID[:5], answered, *SAID[5:]], KEY, BEGAN + 60)

    lines = [msgspec.json.decode(line) for line in (tmp_path / EVENTS).read_bytes().splitlines()]
    assert [line["entry"]["type"] for line in lines] == [type(each).__name__ for each in SAID]
    assert lines[5]["entry"] == msgspec.to_builtins(SAID[5])
    assert verified(tmp_path).events == len(SAID)


def test_sealing_again_changes_nothing(tmp_path: Path) -> None:
    recorded(tmp_path)
    first = seal(tmp_path, SAID, KEY, BEGAN + 60)
    before = contents(tmp_path)

    again = seal(tmp_path, SAID[:1], AuditKey.generated(), BEGAN + 99)

    assert again == first
    assert contents(tmp_path) == before


def test_a_crash_between_leaves_it_to_be_sealed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded(tmp_path)
    really = Path.replace

    def dies(path: Path, target: Path) -> Path:
        if target.name == SEAL:
            raise OSError("the power is gone")
        return really(path, target)

    monkeypatch.setattr(Path, "replace", dies)
    with pytest.raises(OSError, match="power"):
        seal(tmp_path, SAID[:3], KEY, BEGAN + 60)
    monkeypatch.undo()
    assert not (tmp_path / SEAL).exists()

    seal(tmp_path, SAID, KEY, BEGAN + 70)

    assert verified(tmp_path).intact


def test_what_was_never_written_whole_is_cut_off(tmp_path: Path) -> None:
    recorded(tmp_path)
    with (tmp_path / name(1, 1)).open("ab") as file:
        file.write(b"half a segment")

    seal(tmp_path, SAID, KEY, BEGAN + 60)

    assert verified(tmp_path).intact


def test_a_recording_that_has_not_ended_is_not_sealed(tmp_path: Path) -> None:
    manifest = Appending.create(tmp_path / MANIFEST)
    manifest.append(Begun(at=BEGAN, lesson="l1"))
    manifest.close()

    with pytest.raises(Broken, match="has not ended"):
        seal(tmp_path, SAID, KEY, BEGAN + 60)

    assert [path.name for path in tmp_path.iterdir()] == [MANIFEST]
