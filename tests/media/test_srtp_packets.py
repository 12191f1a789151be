import os

import pytest
from pylibsrtp import Policy, Session

from classroom.failures import BadMessage
from media.srtp import (
    MAX_INBOUND_SSRCS,
    MAX_PACKET,
    PROFILES,
    InboundSrtp,
    OutboundSrtp,
    Scratch,
    SrtpKeys,
    SrtpProfile,
)

REPORT = bytes.fromhex("80c9000100000009")


class Ends:
    """A sender and a receiver with the same key."""

    def __init__(self, profile: SrtpProfile = PROFILES[0]) -> None:
        self.key = os.urandom(profile.key_length + profile.salt_length)
        keys = SrtpKeys(profile, local=self.key, remote=self.key)
        self.scratch = Scratch()
        self.outbound = OutboundSrtp(keys, Scratch())
        self.inbound = InboundSrtp(keys, self.scratch)

    def protect(self, sequence: int, ssrc: int = 1, payload: bytes = b"payload") -> bytes:
        data = self.outbound.rtp(96, sequence, 3000, ssrc, payload)
        assert data is not None
        return bytes(data)

    def unprotect(self, data: bytes) -> bytes:
        self.scratch.buffer[: len(data)] = data
        return self.inbound.rtp(len(data))


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name.decode())
def test_what_was_protected_is_opened_in_every_profile(profile: SrtpProfile) -> None:
    ends = Ends(profile)

    opened = ends.unprotect(ends.protect(65535, ssrc=0xDEADBEEF))

    assert opened == bytes.fromhex("8060ffff00000bb8deadbeef") + b"payload"


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name.decode())
def test_an_independent_user_of_libsrtp_reads_us(profile: SrtpProfile) -> None:
    ends = Ends(profile)
    policy = Policy(ends.key, Policy.SSRC_ANY_INBOUND, 0, profile.number)
    other = Session(policy)

    assert other.unprotect(ends.protect(5)).endswith(b"payload")
    report = ends.outbound.rtcp(REPORT)
    assert report is not None
    assert other.unprotect_rtcp(bytes(report)) == REPORT


def test_a_replay_is_refused() -> None:
    ends = Ends()
    packet = ends.protect(5)
    ends.unprotect(packet)

    with pytest.raises(BadMessage, match="srtp"):
        ends.unprotect(packet)


def test_a_packet_a_thousand_behind_still_comes_through() -> None:
    ends = Ends()
    late = ends.protect(100)
    ends.unprotect(ends.protect(1100))

    assert ends.unprotect(late).endswith(b"payload")


def test_the_same_packet_may_be_sent_again() -> None:
    ends = Ends()

    assert ends.protect(5) == ends.protect(5)


def test_whole_packets_keep_their_header_extensions() -> None:
    ends = Ends()
    packet = bytes.fromhex("9060000100000bb800000001bede00011080000000") + b"payload"

    data = ends.outbound.packet(packet)

    assert data is not None
    assert ends.unprotect(bytes(data)) == packet


@pytest.mark.parametrize("size", [0, 1, 11, MAX_PACKET + 1])
def test_sizes_that_are_none_are_refused_without_looking(size: int) -> None:
    ends = Ends()

    with pytest.raises(BadMessage, match="length"):
        ends.inbound.rtp(size)
    with pytest.raises(BadMessage, match="length"):
        ends.inbound.rtcp(size)


def test_the_longest_packet_fits_with_its_tag() -> None:
    ends = Ends()

    assert ends.outbound.rtp(96, 1, 0, 1, bytes(MAX_PACKET - 12)) is not None
    assert ends.outbound.rtp(96, 2, 0, 1, bytes(MAX_PACKET - 11)) is None
    assert ends.outbound.packet(bytes(11)) is None
    assert ends.outbound.rtcp(bytes(7)) is None


def test_a_peer_that_invents_ssrcs_loses_its_oldest() -> None:
    ends = Ends()
    first = ends.protect(5, ssrc=0)
    ends.unprotect(first)
    for ssrc in range(1, MAX_INBOUND_SSRCS + 1):
        ends.unprotect(ends.protect(5, ssrc=ssrc))

    assert len(ends.inbound._ssrcs) == MAX_INBOUND_SSRCS
    assert ends.unprotect(first).endswith(b"payload")  # its replay window went with its context


def test_a_released_ssrc_is_forgotten_and_an_unknown_one_no_matter() -> None:
    ends = Ends()
    first = ends.protect(65535, ssrc=0x01020304)
    wrapped = ends.protect(0, ssrc=0x01020304)
    ends.outbound.release(0x01020304)
    ends.outbound.release(0x0A0B0C0D)

    # The roll-over counter began anew, which is why a released SSRC must not be used again.
    assert ends.protect(65535, ssrc=0x01020304) == first
    assert ends.protect(0, ssrc=0x01020304) == wrapped
