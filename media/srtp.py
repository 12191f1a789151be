"""SRTP (RFC 3711, RFC 7714) straight on libsrtp: one protect a packet, in a buffer that stays.

Rule: no allocation but the result. pylibsrtp's `Session.protect` copies a packet in, allocates a
length cell, and copies it out, and refuses more than 1,500 bytes; this module calls the same
libsrtp through pylibsrtp's cffi binding, writing header and payload where they are protected and
sent from.

Rule for AES-GCM: never two different packets with one SSRC and sequence number under one key; so a
released SSRC is never used again, and a repeated packet must be the same bytes, header extensions
included: what may be sent again under its own number carries none.
"""

import struct
from dataclasses import dataclass

from pylibsrtp import Policy, Session
from pylibsrtp._binding import ffi, lib  # type: ignore[import-not-found]

from classroom.failures import BadMessage

HEADER = struct.Struct("!BBHII")
EXTENDED = struct.Struct("!BBHIIII")
ONE_BYTE_WORD = 0xBEDE0001  # RFC 8285 §4.2: one-byte elements, one word of them
MAX_PACKET = 2048  # bytes; an Ethernet MTU and room for tags, far below a TCP frame's 65,535
TRAILER = 160  # SRTP_MAX_TRAILER_LEN (144) + SRTCP index, RFC 3711 §3.4
REPLAY_WINDOW = 1024  # packets; 1.5 Mbit/s loses its place only after seconds of reordering
# Each SSRC that authenticates gets a context in libsrtp. A classroom has a dozen at a time; a
# browser that never stops inventing some loses its oldest.
MAX_INBOUND_SSRCS = 256

_OK = lib.srtp_err_status_ok


@dataclass(frozen=True, slots=True)
class SrtpProfile:
    """A protection profile: its name in OpenSSL, its number in libsrtp, and its key sizes."""

    name: bytes
    number: int
    key_length: int
    salt_length: int


# In order of preference: the two AES-GCM cost the same within the noise, AES-CM with SHA-1 more
# (`python -m bench.packet`), and its tag is weaker; RFC 7714 has AEAD.
PROFILES = (
    SrtpProfile(b"SRTP_AEAD_AES_128_GCM", Policy.SRTP_PROFILE_AEAD_AES_128_GCM, 16, 12),
    SrtpProfile(b"SRTP_AEAD_AES_256_GCM", Policy.SRTP_PROFILE_AEAD_AES_256_GCM, 32, 12),
    SrtpProfile(b"SRTP_AES128_CM_SHA1_80", Policy.SRTP_PROFILE_AES128_CM_SHA1_80, 16, 14),
)


@dataclass(frozen=True, slots=True)
class SrtpKeys:
    """What the DTLS handshake left: the profile, and a master key with its salt each way."""

    profile: SrtpProfile
    local: bytes
    remote: bytes


class Scratch:
    """One packet's room, shared by everything that protects (or unprotects) on one event loop."""

    __slots__ = ("buffer", "cdata", "length", "view")

    def __init__(self) -> None:
        """Take the room once."""
        # Twice the limit: what a socket writes is checked only after it was written.
        self.buffer = bytearray(2 * MAX_PACKET + TRAILER)
        self.view = memoryview(self.buffer)
        self.cdata = ffi.from_buffer(self.buffer)
        self.length = ffi.new("int *")


def protect_address() -> int:
    """Return where libsrtp's srtp_protect lies, for whoever calls it without this module."""
    return int(ffi.cast("uintptr_t", ffi.addressof(lib, "srtp_protect")))


def _session(keys: SrtpKeys, key: bytes, direction: int) -> Session:
    policy = Policy(key=key, ssrc_type=direction, ssrc_value=0, srtp_profile=keys.profile.number)
    policy.window_size = REPLAY_WINDOW
    policy.allow_repeat_tx = True
    return Session(policy)


class OutboundSrtp:
    """Protects what we send."""

    __slots__ = ("_buffer", "_cdata", "_handle", "_length", "_protect", "_session", "_view")

    def __init__(self, keys: SrtpKeys, scratch: Scratch) -> None:
        """Start with fresh contexts; SSRCs come as they are sent."""
        self._session = _session(keys, keys.local, Policy.SSRC_ANY_OUTBOUND)
        self._handle = self._session._srtp[0]
        self._buffer = scratch.buffer
        self._view = scratch.view
        self._cdata = scratch.cdata
        self._length = scratch.length
        self._protect = lib.srtp_protect

    @property
    def session_address(self) -> int:
        """Where libsrtp's session lies, for whoever protects with it; it lives as long as this."""
        return int(ffi.cast("uintptr_t", self._handle))

    def rtp(
        self, b1: int, seq: int, timestamp: int, ssrc: int, payload: bytes
    ) -> memoryview | None:
        """Build and protect one packet; the view is good until the next call. None: refused."""
        end = 12 + len(payload)
        if end > MAX_PACKET:
            return None
        buffer = self._buffer
        HEADER.pack_into(buffer, 0, 0x80, b1, seq, timestamp, ssrc)
        buffer[12:end] = payload
        length = self._length
        length[0] = end
        if self._protect(self._handle, self._cdata, length) != _OK:
            return None
        return self._view[: length[0]]

    def numbered(
        self,
        b1: int,
        seq: int,
        timestamp: int,
        ssrc: int,
        payload: bytes,
        element: int,
        padded: bool = False,
    ) -> memoryview | None:
        """Build and protect one packet with a one-byte header extension of one word; as `rtp`.

        `padded` says that the payload's end is padding (RFC 3550 §5.1).
        """
        end = 20 + len(payload)
        if end > MAX_PACKET:
            return None
        buffer = self._buffer
        EXTENDED.pack_into(
            buffer, 0, 0xB0 if padded else 0x90, b1, seq, timestamp, ssrc, ONE_BYTE_WORD, element
        )
        buffer[20:end] = payload
        length = self._length
        length[0] = end
        if self._protect(self._handle, self._cdata, length) != _OK:
            return None
        return self._view[: length[0]]

    def packet(self, packet: bytes) -> memoryview | None:
        """Protect one whole RTP packet, header extensions and all; as `rtp` otherwise."""
        return self._whole(packet, self._protect) if len(packet) >= 12 else None

    def rtcp(self, compound: bytes) -> memoryview | None:
        """Protect one compound; as `rtp` otherwise."""
        return self._whole(compound, lib.srtp_protect_rtcp) if len(compound) >= 8 else None

    def release(self, ssrc: int) -> None:
        """Free the context of an SSRC that is never sent again; unknown ones are no matter."""
        # srtp_remove_stream wants network order, as it stands in a packet.
        lib.srtp_remove_stream(self._handle, int.from_bytes(ssrc.to_bytes(4), "little"))

    def _whole(self, packet: bytes, protect: object) -> memoryview | None:
        size = len(packet)
        if size > MAX_PACKET:
            return None
        self._buffer[:size] = packet
        self._length[0] = size
        if protect(self._handle, self._cdata, self._length) != _OK:  # type: ignore[operator]
            return None
        return self._view[: self._length[0]]


class InboundSrtp:
    """Checks and opens what comes; contents of the scratch buffer are replaced in place."""

    __slots__ = ("_cdata", "_handle", "_length", "_session", "_ssrcs", "_view")

    def __init__(self, keys: SrtpKeys, scratch: Scratch) -> None:
        """Start with fresh contexts; SSRCs come as they authenticate."""
        self._session = _session(keys, keys.remote, Policy.SSRC_ANY_INBOUND)
        self._handle = self._session._srtp[0]
        self._view = scratch.view
        self._cdata = scratch.cdata
        self._length = scratch.length
        self._ssrcs: dict[bytes, None] = {}

    def rtp(self, size: int) -> bytes:
        """Open the packet in the first `size` bytes; BadMessage `srtp` when it is not authentic."""
        if size > MAX_PACKET or size < 12:
            raise BadMessage("srtp", "length")
        return self._open(size, lib.srtp_unprotect, 8)

    def rtcp(self, size: int) -> bytes:
        """Open the compound in the first `size` bytes; BadMessage `srtp` likewise."""
        if size > MAX_PACKET or size < 12:
            raise BadMessage("srtp", "length")
        return self._open(size, lib.srtp_unprotect_rtcp, 4)

    def _open(self, size: int, unprotect: object, ssrc_at: int) -> bytes:
        length = self._length
        length[0] = size
        status = unprotect(self._handle, self._cdata, length)  # type: ignore[operator]
        if status != _OK:
            raise BadMessage("srtp", f"status {status}")
        opened = bytes(self._view[: length[0]])
        ssrc = opened[ssrc_at : ssrc_at + 4]
        if ssrc not in self._ssrcs:
            self._ssrcs[ssrc] = None
            if len(self._ssrcs) > MAX_INBOUND_SSRCS:
                oldest = next(iter(self._ssrcs))
                del self._ssrcs[oldest]
                lib.srtp_remove_stream(self._handle, int.from_bytes(oldest, "little"))
        return opened
