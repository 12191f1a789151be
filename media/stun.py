"""STUN binding messages as ICE uses them (RFC 8489, RFC 8445 §16): parse, check, write.

Rule: `parse` reads hostile bytes and raises only BadMessage. It is our own rather than aioice's:
this parser touches each attribute once, keeps only those that ICE needs, refuses what is out of
order (anything but FINGERPRINT behind MESSAGE-INTEGRITY) and so has few ways to be wrong.
"""

import hmac
import secrets
import struct
import zlib
from dataclasses import dataclass, field
from ipaddress import ip_address

from classroom.failures import BadMessage

MAGIC_COOKIE = 0x2112A442
HEADER = struct.Struct("!HHI12s")
ATTRIBUTE = struct.Struct("!HH")
MAX_LENGTH = 1280  # RFC 8489 §6.1: stay below the smallest path MTU
MAX_USERNAME = 513  # bytes, RFC 8489 §14.3

BINDING_REQUEST = 0x0001
BINDING_INDICATION = 0x0011
BINDING_SUCCESS = 0x0101
BINDING_ERROR = 0x0111

USERNAME = 0x0006
MESSAGE_INTEGRITY = 0x0008
ERROR_CODE = 0x0009
UNKNOWN_ATTRIBUTES = 0x000A
XOR_MAPPED_ADDRESS = 0x0020
PRIORITY = 0x0024
USE_CANDIDATE = 0x0025
FINGERPRINT = 0x8028
ICE_CONTROLLED = 0x8029
ICE_CONTROLLING = 0x802A

FINGERPRINT_XOR = 0x5354554E
# Comprehension-required attributes (below 0x8000) we do understand.
UNDERSTOOD = frozenset(
    {
        USERNAME,
        MESSAGE_INTEGRITY,
        ERROR_CODE,
        UNKNOWN_ATTRIBUTES,
        XOR_MAPPED_ADDRESS,
        PRIORITY,
        USE_CANDIDATE,
    }
)
FIXED_LENGTHS = {
    MESSAGE_INTEGRITY: 20,
    FINGERPRINT: 4,
    PRIORITY: 4,
    USE_CANDIDATE: 0,
    ICE_CONTROLLED: 8,
    ICE_CONTROLLING: 8,
}


@dataclass(frozen=True, slots=True)
class StunMessage:
    """One parsed message; FINGERPRINT has been checked, MESSAGE-INTEGRITY not (`is_authentic`)."""

    message_type: int
    transaction: bytes
    username: tuple[str, str] | None = None  # (fragment of the receiver, of the sender)
    priority: int | None = None
    use_candidate: bool = False
    controlling: int | None = None  # tie-breaker
    controlled: int | None = None  # tie-breaker
    error_code: int | None = None
    unknown_required: tuple[int, ...] = ()
    integrity: bytes | None = None
    signed: bytes = field(default=b"", repr=False)  # what MESSAGE-INTEGRITY was computed over

    def is_authentic(self, password: bytes) -> bool:
        """Say whether MESSAGE-INTEGRITY is there and was made with this password."""
        if self.integrity is None:
            return False
        return hmac.compare_digest(self.integrity, hmac.digest(password, self.signed, "sha1"))


def parse(data: bytes) -> StunMessage:
    """Read one datagram; BadMessage `stun` unless it is well-formed and fingerprinted."""
    size = len(data)
    if size < HEADER.size or size > MAX_LENGTH:
        raise BadMessage("stun", "length")
    message_type, length, cookie, transaction = HEADER.unpack_from(data)
    if cookie != MAGIC_COOKIE or length % 4 or length + HEADER.size != size:
        raise BadMessage("stun", "header")
    values: dict[int, bytes] = {}
    unknown: list[int] = []
    signed = b""
    position = HEADER.size
    while position < size:
        if FINGERPRINT in values:
            raise BadMessage("stun", "attribute behind FINGERPRINT")
        kind, kind_length = ATTRIBUTE.unpack_from(data, position)  # position and size are 4-aligned
        end = position + 4 + kind_length
        if end > size or kind_length != FIXED_LENGTHS.get(kind, kind_length):
            raise BadMessage("stun", "attribute length")
        if kind == FINGERPRINT:
            if data[position + 4 : end] != _fingerprint(data[:position]):
                raise BadMessage("stun", "fingerprint")
        elif MESSAGE_INTEGRITY in values:
            # RFC 8489 §14.5: what follows MESSAGE-INTEGRITY is not covered by it.
            raise BadMessage("stun", "attribute behind MESSAGE-INTEGRITY")
        elif kind == MESSAGE_INTEGRITY:
            signed = _signed_part(data, position)
        elif kind < 0x8000 and kind not in UNDERSTOOD:
            unknown.append(kind)
        values.setdefault(kind, data[position + 4 : end])  # RFC 8489 §14: the first one counts
        position = end + (-kind_length % 4)
    if FINGERPRINT not in values:
        raise BadMessage("stun", "no fingerprint")  # RFC 8445 §7.1.1: checks must carry it
    return StunMessage(
        message_type=message_type,
        transaction=transaction,
        username=_username(values.get(USERNAME)),
        priority=_number(values.get(PRIORITY)),
        use_candidate=USE_CANDIDATE in values,
        controlling=_number(values.get(ICE_CONTROLLING)),
        controlled=_number(values.get(ICE_CONTROLLED)),
        error_code=_error_code(values.get(ERROR_CODE)),
        unknown_required=tuple(unknown),
        integrity=values.get(MESSAGE_INTEGRITY),
        signed=signed,
    )


def binding_request(
    *,
    transaction: bytes,
    username: str,
    password: bytes,
    priority: int,
    tie_breaker: int,
    nominate: bool,
    controlling: bool = True,
) -> bytes:
    """Write an ICE check (RFC 8445 §7.2.2)."""
    role = ICE_CONTROLLING if controlling else ICE_CONTROLLED
    attributes = [
        (USERNAME, username.encode()),
        (PRIORITY, priority.to_bytes(4)),
        (role, tie_breaker.to_bytes(8)),
    ]
    if nominate:
        attributes.append((USE_CANDIDATE, b""))
    return _write(BINDING_REQUEST, transaction, attributes, password)


def binding_success(transaction: bytes, address: tuple[str, int], password: bytes) -> bytes:
    """Write the answer to a check: the address it came from (RFC 8489 §14.2)."""
    ip = ip_address(address[0].partition("%")[0])
    key = MAGIC_COOKIE.to_bytes(4) + transaction
    packed = bytes(a ^ b for a, b in zip(ip.packed, key, strict=False))
    port = address[1] ^ (MAGIC_COOKIE >> 16)
    value = struct.pack("!BBH", 0, 1 if ip.version == 4 else 2, port) + packed
    return _write(BINDING_SUCCESS, transaction, [(XOR_MAPPED_ADDRESS, value)], password)


def binding_error(
    transaction: bytes, code: int, password: bytes, unknown: tuple[int, ...] = ()
) -> bytes:
    """Write an error answer: 400, 420 (with the unknown attributes) or 487 (role conflict)."""
    attributes = [(ERROR_CODE, struct.pack("!HBB", 0, code // 100, code % 100))]
    if unknown:
        listed = unknown[:16]
        attributes.append((UNKNOWN_ATTRIBUTES, struct.pack(f"!{len(listed)}H", *listed)))
    return _write(BINDING_ERROR, transaction, attributes, password)


def new_transaction() -> bytes:
    """Return 96 random bits."""
    return secrets.token_bytes(12)


def _write(
    message_type: int, transaction: bytes, attributes: list[tuple[int, bytes]], password: bytes
) -> bytes:
    body = b"".join(
        ATTRIBUTE.pack(kind, len(value)) + value + b"\0" * (-len(value) % 4)
        for kind, value in attributes
    )
    # Each of the two trailing checksums covers a header whose length already includes it.
    header = HEADER.pack(message_type, len(body) + 24, MAGIC_COOKIE, transaction)
    digest = hmac.digest(password, header + body, "sha1")
    body += ATTRIBUTE.pack(MESSAGE_INTEGRITY, 20) + digest
    header = HEADER.pack(message_type, len(body) + 8, MAGIC_COOKIE, transaction)
    return header + body + ATTRIBUTE.pack(FINGERPRINT, 4) + _fingerprint(header + body)


def _signed_part(data: bytes, position: int) -> bytes:
    length = position + 24 - HEADER.size
    return data[:2] + length.to_bytes(2) + data[4:position]


def _fingerprint(data: bytes) -> bytes:
    return (zlib.crc32(data) ^ FINGERPRINT_XOR).to_bytes(4)


def _number(value: bytes | None) -> int | None:
    return None if value is None else int.from_bytes(value)


def _username(value: bytes | None) -> tuple[str, str] | None:
    if value is None:
        return None
    if len(value) > MAX_USERNAME or not value.isascii():
        raise BadMessage("stun", "username")  # ice-char is ASCII, RFC 8839 §5.4
    receiver, _, sender = value.decode("ascii").partition(":")
    return receiver, sender


def _error_code(value: bytes | None) -> int | None:
    if value is None:
        return None
    if len(value) < 4:
        raise BadMessage("stun", "error code")
    return (value[2] & 7) * 100 + value[3]
