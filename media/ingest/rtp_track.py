"""Numbers the RTP packets of one outgoing track.

Rule: SSRC and the random beginnings of sequence number and timestamp are drawn once and stay, over
loops and reconnections (RFC 3550, 5.1); sequence numbers have no gap.
"""

import secrets
import struct
from collections.abc import Iterator, Sequence

_HEADER = struct.Struct("!BBHII")
_MARKER = 0x80


class RtpTrack:
    """Makes whole RTP packets out of payloads."""

    def __init__(self, payload_type: int, clock_rate: int, *, marks_last: bool) -> None:
        """`marks_last`: the last packet of a sample carries the marker (video, RFC 6184, 5.1)."""
        self._payload_type = payload_type
        self._clock_rate = clock_rate
        self._marks_last = marks_last
        self._ssrc = secrets.randbits(32)
        self._sequence = secrets.randbits(16)
        self._first_timestamp = secrets.randbits(32)

    def packets(self, time: float, payloads: Sequence[bytes]) -> Iterator[bytes]:
        """Yield one sample's packets; `time` in seconds since the start."""
        timestamp = (self._first_timestamp + round(time * self._clock_rate)) & 0xFFFFFFFF
        for index, payload in enumerate(payloads):
            marker = _MARKER if self._marks_last and index == len(payloads) - 1 else 0
            yield (
                _HEADER.pack(
                    0x80, marker | self._payload_type, self._sequence, timestamp, self._ssrc
                )
                + payload
            )
            self._sequence = (self._sequence + 1) & 0xFFFF
