"""H.264 access units, cut into NAL units and packed into RTP payloads (RFC 6184).

Rule 1: packetization-mode 1: single NAL units, STAP-A for the parameter sets, FU-A for what is too
long; a payload is at most `MAX_PAYLOAD` bytes.
Rule 2: every IDR is preceded by the SPS and PPS in force, wherever the source kept them.
Rule 3: the bytes are a stranger's: lengths that do not fit end the unit there; nothing raises.
"""

import struct
from collections.abc import Iterator, Sequence

from media.ingest.sps import BitReader, SequenceParameters, read_sps

MAX_PAYLOAD = 1200
"""Bytes of an RTP payload at most: with SRTP, UDP and IPv6 it stays below 1280, the least MTU."""

SLICE, PARTITIONS, IDR = 1, (2, 3, 4), 5
SPS, PPS, DELIMITER, END_OF_SEQUENCE, END_OF_STREAM, FILLER = 7, 8, 9, 10, 11, 12
_STAP_A, _FU_A = 24, 28
_USELESS = (DELIMITER, END_OF_SEQUENCE, END_OF_STREAM, FILLER)
_B_SLICES = (1, 6)  # slice_type B, and "all slices of this picture are B" (7.4.3)
_MOST_PARAMETER_SETS = 32
_LONGEST_PARAMETER_SET = 1000


def nal_type(nal: bytes) -> int:
    """Return the NAL unit's type (7.4.1)."""
    return nal[0] & 0x1F


def split_annex_b(data: bytes) -> Iterator[bytes]:
    """Yield the NAL units between start codes (Annex B)."""
    start = data.find(b"\x00\x00\x01")
    while start >= 0:
        start += 3
        following = data.find(b"\x00\x00\x01", start)
        end = len(data) if following < 0 else following
        nal = data[start:end].rstrip(b"\x00")  # trailing_zero_8bits, and a 4-byte code's first
        if nal:
            yield nal
        start = following


def split_avcc(data: bytes, length_size: int) -> Iterator[bytes]:
    """Yield the NAL units behind their lengths (ISO/IEC 14496-15)."""
    position = 0
    while position + length_size < len(data):
        length = int.from_bytes(data[position : position + length_size], "big")
        position += length_size
        if length == 0:
            continue
        if position + length > len(data):
            return
        yield data[position : position + length]
        position += length


class ParameterSets:
    """The stream's form and its SPS and PPS, from extradata and from the stream itself."""

    def __init__(self, extradata: bytes | None) -> None:
        """Read avcC (first byte 1) or Annex B extradata; without any, learn from the stream."""
        self._length_size = 0  # 0: the stream is Annex B
        self._kept: dict[tuple[int, int], bytes] = {}
        if extradata and extradata[0] == 1 and len(extradata) >= 7:
            self._length_size = (extradata[4] & 3) + 1
            self._read_avcc(extradata)
        elif extradata:
            for nal in split_annex_b(extradata):
                self._keep(nal)

    def _read_avcc(self, extradata: bytes) -> None:
        position, count = 6, extradata[5] & 0x1F
        for _ in range(2):  # the SPSs, then the PPSs
            for _ in range(count):
                length = int.from_bytes(extradata[position : position + 2], "big")
                self._keep(extradata[position + 2 : position + 2 + length])
                position += 2 + length
            if position >= len(extradata):
                return
            count = extradata[position]
            position += 1

    def _keep(self, nal: bytes) -> None:
        if len(nal) < 4 or len(nal) > _LONGEST_PARAMETER_SET or nal_type(nal) not in (SPS, PPS):
            return
        reader = BitReader(nal)
        try:
            if nal_type(nal) == SPS:
                reader.bits(24)
            key = (nal_type(nal), reader.unsigned())
        except IndexError:
            return
        if key in self._kept or len(self._kept) < _MOST_PARAMETER_SETS:
            self._kept[key] = nal

    @property
    def sequence(self) -> SequenceParameters | None:
        """What the first SPS says, or None while there is none that can be read."""
        for (kind, _), nal in sorted(self._kept.items()):
            if kind == SPS:
                return read_sps(nal)
        return None

    def split(self, unit: bytes) -> list[bytes]:
        """Return an access unit's NAL units that matter, parameter sets before every IDR."""
        if self._length_size:
            nals = list(split_avcc(unit, self._length_size))
        else:
            nals = list(split_annex_b(unit))
        useful: list[bytes] = []
        for nal in nals:
            kind = nal_type(nal)
            if kind in (SPS, PPS):
                self._keep(nal)
            elif kind not in _USELESS:
                useful.append(nal)
        if is_idr(useful):
            useful = [nal for _, nal in sorted(self._kept.items())] + useful
        return useful


def is_idr(nals: Sequence[bytes]) -> bool:
    """Whether a decoder can start here."""
    return any(nal_type(nal) == IDR for nal in nals)


def has_b_slices(nals: Sequence[bytes]) -> bool:
    """Whether a picture is to be shown in another order than it is sent."""
    for nal in nals:
        if nal_type(nal) != SLICE:
            continue
        reader = BitReader(nal[:16])
        try:
            reader.unsigned()  # first_mb_in_slice
            if reader.unsigned() in _B_SLICES:
                return True
        except IndexError:
            return False
    return False


def packetise(nals: Sequence[bytes]) -> list[bytes]:
    """Return the RTP payloads of one access unit, in order; the last one carries the marker."""
    payloads: list[bytes] = []
    together: list[bytes] = []
    for nal in nals:
        if nal_type(nal) in (SPS, PPS):
            size = 1 + sum(2 + len(other) for other in together) + 2 + len(nal)
            if size > MAX_PAYLOAD:
                payloads += _aggregate(together)
                together = []
            together.append(nal)
            continue
        payloads += _aggregate(together)
        together = []
        if len(nal) <= MAX_PAYLOAD:
            payloads.append(nal)
        else:
            payloads += _fragment(nal)
    return payloads + _aggregate(together)


def _aggregate(nals: list[bytes]) -> list[bytes]:
    """RFC 6184, 5.7.1: the header takes the highest NRI among them."""
    if len(nals) < 2:
        return nals
    header = bytes([max(nal[0] & 0x60 for nal in nals) | _STAP_A])
    return [header + b"".join(struct.pack("!H", len(nal)) + nal for nal in nals)]


def _fragment(nal: bytes) -> Iterator[bytes]:
    """RFC 6184, 5.8: fragments of about the same size, so that no runt follows."""
    indicator, kind = nal[0] & 0xE0 | _FU_A, nal_type(nal)
    body = len(nal) - 1
    pieces = -(-body // (MAX_PAYLOAD - 2))
    size = -(-body // pieces)
    for start in range(1, len(nal), size):
        first = 0x80 if start == 1 else 0
        last = 0x40 if start + size >= len(nal) else 0
        yield bytes([indicator, first | last | kind]) + nal[start : start + size]
