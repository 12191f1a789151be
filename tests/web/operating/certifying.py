"""Certificates made for a test: real ones, signed by themselves."""

import datetime
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Made(NamedTuple):
    """A certificate and its key, as PEM."""

    certificate: bytes
    key: bytes
    number: int
    expires: float


def made(days: int = 30) -> Made:
    """Return a new certificate of localhost with a key of its own."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    expires = now + datetime.timedelta(days=days)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(expires)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    return Made(
        certificate.public_bytes(pem),
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
        certificate.serial_number,
        expires.timestamp(),
    )


class Files(NamedTuple):
    """Where a server finds them."""

    certificate: Path
    key: Path

    def put(self, new: Made) -> None:
        """Put new ones there, each at once, as certbot does."""
        for path, data in ((self.certificate, new.certificate), (self.key, new.key)):
            beside = path.with_suffix(".new")
            beside.write_bytes(data)
            beside.replace(path)
