"""The file of the key that signs the trail."""

from pathlib import Path

import pytest

from classroom.failures import Unavailable
from classroom.store.audit_key import AuditKey, Keys


def test_a_key_is_for_its_owner_s_eyes_and_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "var" / "audit.key"
    made = AuditKey.make(path, ["ab" * 32])

    read = AuditKey.read(path)

    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["audit.key"]
    assert (read.public, read.former) == (made.public, ("ab" * 32,))
    assert read.good(made.public, b"text", made.sign(b"text"))
    assert not read.good(made.public, b"other", made.sign(b"text"))


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "audit.key"
    made = AuditKey.make(path)

    with pytest.raises(FileExistsError):
        AuditKey.make(path)

    assert AuditKey.read(path).public == made.public


@pytest.mark.parametrize(
    "text", ["", "hello", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END x-----"]
)
def test_a_file_that_is_no_key_is_told_in_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "audit.key"
    path.write_text(text)

    with pytest.raises(Unavailable, match="holds no key for the audit trail"):
        AuditKey.of_server(path, ())


def test_a_file_that_cannot_be_read_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be read"):
        AuditKey.of_server(tmp_path, ())


@pytest.mark.parametrize(("key", "signature"), [("", ""), ("zz", "00"), ("ab" * 32, "xx")])
def test_what_is_no_key_or_no_signature_is_not_good(key: str, signature: str) -> None:
    assert not Keys().good(key, b"text", signature)
