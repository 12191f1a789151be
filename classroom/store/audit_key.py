"""The key that signs the trail's seals: Ed25519, in a file beside the store.

Rule: the private key is read from its file and goes nowhere else; not into the database, a backup
or an export, since whoever has both could write another trail. The file also holds the public keys
that signed before this one, so that it says in one place whom to believe.
"""

from collections.abc import Collection, Iterable
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from classroom.failures import Unavailable

_END = b"-----END "
LARGEST = 100_000


class Keys:
    """Public keys that are believed; implements `classroom.audit.seals.Checking`."""

    def __init__(self, believed: Iterable[str] = ()) -> None:
        """Believe these, hexadecimal."""
        self.believed = frozenset(believed)

    def knows(self, key: str) -> bool:
        """Tell whether it is one of them."""
        return key in self.believed

    def good(self, key: str, text: bytes, signature: str) -> bool:
        """Tell whether the signature is that key's."""
        try:
            public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
            public.verify(bytes.fromhex(signature), text)
        except (ValueError, InvalidSignature):
            return False
        return True


class AuditKey(Keys):
    """The server's own key; implements `classroom.audit.seals.Signing`, too."""

    def __init__(self, private: Ed25519PrivateKey, former: Iterable[str] = ()) -> None:
        """Sign with `private`; believe the former ones."""
        self._private = private
        self.public = private.public_key().public_bytes_raw().hex()
        self.former = tuple(former)
        super().__init__({self.public, *self.former})

    def sign(self, text: bytes) -> str:
        """Return the signature, hexadecimal."""
        return self._private.sign(text).hex()

    @classmethod
    def generated(cls, former: Iterable[str] = ()) -> "AuditKey":
        """Return a new one, which is kept nowhere."""
        return cls(Ed25519PrivateKey.generate(), former)

    @classmethod
    def read(cls, path: Path) -> "AuditKey":
        """Read the file.

        Raises:
            FileNotFoundError: there is none.
            Unavailable: `audit_key`, it cannot be read or holds no such key.
        """
        try:
            first, *others = _blocks(path.read_bytes()[:LARGEST])
            private = load_pem_private_key(first, None)
            former = [load_pem_public_key(each) for each in others]
        except FileNotFoundError:
            raise
        except OSError as error:
            reason = f"the audit trail's key {path} cannot be read ({error.strerror})"
            raise Unavailable("audit_key", reason) from None
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise Unavailable("audit_key", f"{path} holds no key for the audit trail") from None
        known = [each for each in former if isinstance(each, Ed25519PublicKey)]
        if not isinstance(private, Ed25519PrivateKey) or len(known) != len(former):
            raise Unavailable("audit_key", f"{path} holds a key of another kind than Ed25519")
        return cls(private, [each.public_bytes_raw().hex() for each in known])

    @classmethod
    def make(cls, path: Path, former: Iterable[str] = ()) -> "AuditKey":
        """Make a key and its file, which only its owner can read.

        Raises:
            FileExistsError: there is one already.
            Unavailable: `audit_key`, it cannot be written.
        """
        made = cls.generated(former)
        new = path.with_name(f"{path.name}.{made.public[:8]}.new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            new.touch(mode=0o600, exist_ok=False)
            try:
                new.write_bytes(made._pem())
                path.hardlink_to(new)  # all of it at once, and never over another
            finally:
                new.unlink()
        except FileExistsError:
            raise
        except OSError as error:
            reason = f"the audit trail's key {path} cannot be written ({error.strerror})"
            raise Unavailable("audit_key", reason) from None
        return made

    @classmethod
    def of_server(cls, path: Path, signed_by: Collection[str]) -> "AuditKey":
        """Return the key in the file; the first start makes one. `signed_by` are the public keys
        that the trail has been signed by so far.

        Raises:
            Unavailable: `audit_key`, the trail was signed by other keys.
        """
        try:
            key = cls.read(path)
        except FileNotFoundError:
            if signed_by:
                reason = (
                    f"the audit trail was signed by a key that should be in {path}, which is not "
                    "there; put the file back, or accept a new key: sanketang audit key --new"
                )
                raise Unavailable("audit_key", reason) from None
            try:
                return cls.make(path)
            except FileExistsError:  # another process was first
                key = cls.read(path)
        if unknown := sorted(set(signed_by) - key.believed):
            reason = (
                f"the audit trail was signed by another key ({unknown[0][:16]}…) than that in "
                f"{path}; put its file back, or accept a new key: sanketang audit key --new"
            )
            raise Unavailable("audit_key", reason)
        return key

    def _pem(self) -> bytes:
        private = self._private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        former = (Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)) for key in self.former)
        return private + b"".join(
            key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo) for key in former
        )


def _blocks(text: bytes) -> list[bytes]:
    """Return the PEM blocks of a text; at least one, good or not."""
    blocks, block = [], b""
    for line in text.splitlines(keepends=True):
        block += line
        if line.startswith(_END):
            blocks.append(block)
            block = b""
    return blocks or [text]
