"""A package is one file: any program opens it, and one altered byte is found."""

import io
import zipfile

import pytest

from classroom.failures import BadMessage
from classroom.incidents.archive import archive, digest, sign, verify
from classroom.incidents.incident import Incident, IncidentWhy
from classroom.incidents.package import Package, Picture, assembled
from classroom.store.audit_key import AuditKey, Keys
from tests.classroom.safety.cases import shut

KEY = AuditKey.generated()
OURS = Keys({KEY.public})
SEEN = Picture(file="stills/1.jpg", classroom="青山小学", source="camera", at=32_400.0)


def package() -> Package:
    evidence = shut().evidence().lesson
    assert evidence.record is not None
    incident = Incident(id="i1", lesson="lesson", scope="/", why=IncidentWhy.SHUT_DOWN, at=33_600.0)
    return assembled(incident, evidence, evidence.record, {}, [SEEN], 33_601.0)


def signed() -> bytes:
    return sign(archive(package(), "<p>页面</p>", {SEEN.file: b"\xff\xd8\xff"}), KEY)


def test_any_program_opens_it() -> None:
    with zipfile.ZipFile(io.BytesIO(signed())) as zip:
        assert zip.testzip() is None
        assert zip.namelist() == [
            "manifest.json", "incident.json", "incident.html", "stills/1.jpg",
        ]  # fmt: skip


def test_it_is_as_it_was_signed() -> None:
    manifest, key = verify(signed(), OURS, believe=False)

    assert (manifest.incident, manifest.lesson, key) == ("i1", "lesson", KEY.public)
    assert set(manifest.files) == {"incident.json", "incident.html", "stills/1.jpg"}


def test_its_checksum_is_the_same_before_and_after_it_is_signed() -> None:
    file = archive(package(), "", {})

    assert digest(sign(file, KEY)) == digest(file)


def test_one_flipped_bit_is_found_wherever_it_is() -> None:
    file = signed()
    found = 0
    for place in {*range(0, len(file), 7), *range(len(file) - 230, len(file))}:
        for bit in (1, 32):  # 32 makes a capital letter of a small one
            altered = bytearray(file)
            altered[place] ^= bit
            with pytest.raises(BadMessage):
                verify(bytes(altered), OURS, believe=True)
            found += 1

    assert found > len(file) // 4


@pytest.mark.parametrize("cut", [0, 1, 100, 250])
def test_a_file_that_is_cut_or_longer_is_found(cut: int) -> None:
    file = signed()

    for other in (file[:cut], file[: -cut - 1], file + b"\0", b"\0" + file):
        with pytest.raises(BadMessage):
            verify(other, OURS, believe=True)


def test_what_was_never_signed_says_so() -> None:
    with pytest.raises(BadMessage, match="not_signed"):
        verify(archive(package(), "", {}), OURS, believe=True)


def test_somebody_else_s_signature_is_not_believed() -> None:
    theirs = sign(signed(), AuditKey.generated())

    with pytest.raises(BadMessage, match="unknown_key"):
        verify(theirs, OURS, believe=False)
    assert verify(theirs, Keys(), believe=True)[0].incident == "i1"


def test_a_signature_for_the_trail_is_none_for_a_package() -> None:
    file = signed()
    wrong = KEY.sign(digest(file).encode())

    with pytest.raises(BadMessage, match="altered"):
        verify(file[:-128] + wrong.encode(), OURS, believe=False)
