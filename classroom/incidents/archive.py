"""A package as one file: a ZIP that any program opens, with a signature over all of it.

Rule: the signature is the ZIP's comment, which stands at its very end, and covers every byte before
it. So one altered byte is found, wherever it is, and nobody needs our program to read the rest.
"""

import hashlib
import io
import re
import zipfile
from collections.abc import Mapping

import msgspec

from classroom.audit.seals import Checking, Signing
from classroom.failures import BadMessage
from classroom.incidents.package import FORMAT, Package

MANIFEST, MACHINE, READABLE = "manifest.json", "incident.json", "incident.html"
MOST_BYTES = 64 << 20
_COMMENT = re.compile(rb"sanketang-incident-1 ([0-9a-f]{64}) ([0-9a-f]{128})")
_UNSIGNED = f"{FORMAT} {'0' * 64} {'0' * 128}".encode()
_OF_COMMENT = len(_UNSIGNED)


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What is in a package."""

    format: str
    incident: str
    lesson: str
    made_at: float
    files: dict[str, str]  # name → SHA-256


def archive(package: Package, page: str, pictures: Mapping[str, bytes]) -> bytes:
    """Return the file of a package, of the page it is read on, and of its pictures by their names;
    not signed yet.
    """
    files = {
        MACHINE: msgspec.json.format(msgspec.json.encode(package), indent=1),
        READABLE: page.encode(),
        **pictures,
    }
    manifest = Manifest(
        format=FORMAT,
        incident=package.incident,
        lesson=package.lesson,
        made_at=package.made_at,
        files={name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    )
    files = {MANIFEST: msgspec.json.format(msgspec.json.encode(manifest), indent=1), **files}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zip:
        for name, data in files.items():
            info = zipfile.ZipInfo(name)  # no date: the manifest has it
            info.compress_type = zipfile.ZIP_DEFLATED
            zip.writestr(info, data)
        zip.comment = _UNSIGNED
    return out.getvalue()


def digest(file: bytes) -> str:
    """Return the SHA-256 of a package, signed or not: of all but its signature."""
    return hashlib.sha256(file[:-_OF_COMMENT]).hexdigest()


def sign(file: bytes, signing: Signing) -> bytes:
    """Return the file with its signature."""
    signature = signing.sign(_text(file))
    return file[:-_OF_COMMENT] + f"{FORMAT} {signing.public} {signature}".encode()


def member(file: bytes, name: str) -> bytes:
    """Return one file of a package of our own.

    Raises:
        KeyError: it has none of that name.
    """
    with zipfile.ZipFile(io.BytesIO(file)) as zip:
        return zip.read(name)


def package_of(file: bytes) -> Package:
    """Return what a package of our own says."""
    return msgspec.json.decode(member(file, MACHINE), type=Package)


def verify(file: bytes, checking: Checking, *, believe: bool) -> tuple[Manifest, str]:
    """Return what a signed file holds, and the key that signed it. `believe`: whichever it is.

    Raises:
        BadMessage: `not_signed`, `unknown_key`, `altered`.
    """
    found = _COMMENT.fullmatch(file[-_OF_COMMENT:])
    if found is None or found[0] == _UNSIGNED:
        raise BadMessage("not_signed", "it has no signature of a package at its end")
    key, signature = found[1].decode(), found[2].decode()
    if not checking.good(key, _text(file), signature):
        raise BadMessage("altered", "it is not what was signed")
    if not believe and not checking.knows(key):
        raise BadMessage("unknown_key", f"it was signed by {key}, which is not believed")
    try:
        return _manifest(file), key
    except (zipfile.BadZipFile, msgspec.DecodeError, KeyError, ValueError) as error:
        raise BadMessage("altered", f"it is signed, and no package: {error}") from None


def _manifest(file: bytes) -> Manifest:
    with zipfile.ZipFile(io.BytesIO(file)) as zip:
        if sum(info.file_size for info in zip.infolist()) > MOST_BYTES:
            raise ValueError("it is too large")
        manifest = msgspec.json.decode(zip.read(MANIFEST), type=Manifest)
        found = {
            name: hashlib.sha256(zip.read(name)).hexdigest()
            for name in zip.namelist()
            if name != MANIFEST
        }
    if found != manifest.files:
        raise ValueError("its files are not those that its manifest names")
    return manifest


def _text(file: bytes) -> bytes:
    return f"{FORMAT}\n{digest(file)}".encode()
