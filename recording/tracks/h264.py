"""H.264 out of RTP (RFC 6184, packetization-mode 1): single NAL units, STAP-A and FU-A.

Rule 1: parameter sets are taken out of the frames: a file keeps them once, in its head. With a
keyframe they make its format; where they change without one, the pictures behind are lost.
Rule 2: a keyframe begins with its parameter sets; an IDR without them counts only where nothing
before it is missing.
"""

import struct
from collections.abc import Iterator, Sequence

from recording.tracks.formats import VideoFormat
from recording.tracks.pictures import Malformed, Picture, PictureTrack
from recording.tracks.sps import BitReader, read_sps

_IDR, _SEI, _SPS, _PPS = 5, 6, 7, 8
_SLICES = range(1, _IDR + 1)
_KEPT = range(1, _SEI + 1)  # slices and SEI; delimiters and filler are of no use in a file
_STAP_A, _FU_A = 24, 28
_START, _END = 0x80, 0x40
_MOST_SETS = 16
_LONGEST_SET = 1000
_LENGTH = struct.Struct("!I")
_SHORT = struct.Struct("!H")
_WITH_CHROMA = (100, 110, 122, 144)  # profiles whose record says more (ISO/IEC 14496-15, 5.3.3.1.2)

_Sets = dict[tuple[int, int], bytes]
"""By kind (7, 8) and id."""


class H264Track(PictureTrack[VideoFormat]):
    """RTP packets of H.264 into AVCC samples."""

    def __init__(self) -> None:
        """Start before the first packet."""
        super().__init__()
        self._sets: _Sets = {}

    def _read(self, payloads: Sequence[bytes], whole: bool) -> Picture[VideoFormat] | None:
        parts: list[bytes] = []
        sets: _Sets = {}
        kinds = 0  # a bit for each kind of NAL unit
        for nal in _nal_units(payloads):
            kind = nal[0] & 0x1F
            if kind in (_SPS, _PPS):
                if kinds & 0x3E:
                    raise Malformed("parameter sets behind a slice belong to another frame")
                if len(sets) < _MOST_SETS and len(nal) <= _LONGEST_SET:
                    sets[kind, _set_id(nal)] = nal
            elif kind in _KEPT:
                parts += (_LENGTH.pack(len(nal)), nal)
            kinds |= 1 << kind
        keyframe = bool(kinds & 1 << _IDR)
        if sets:
            self._learn(sets, keyframe)
        if not any(kinds & 1 << kind for kind in _SLICES):
            return None
        if not keyframe:
            return Picture(b"".join(parts), None)
        if not whole and not kinds & 1 << _SPS:
            raise Malformed("its parameter sets may be lost")
        return Picture(b"".join(parts), self._told())

    def _learn(self, sets: _Sets, keyframe: bool) -> None:
        brings_all = {kind for kind, _ in sets} == {_SPS, _PPS}
        known = sets if brings_all else self._sets | sets
        if known == self._sets:
            return
        if not keyframe:
            self.needs_keyframe = True
        if len(known) <= _MOST_SETS:
            self._sets = known

    def _told(self) -> VideoFormat:
        sequence = [nal for (kind, _), nal in sorted(self._sets.items()) if kind == _SPS]
        picture = [nal for (kind, _), nal in sorted(self._sets.items()) if kind == _PPS]
        if not sequence or not picture:
            raise Malformed("no parameter sets yet")
        first = sequence[0]
        parameters = read_sps(first)
        if parameters is None:
            raise Malformed("parameter sets that cannot be read")
        record = bytearray((1, *first[1:4], 0xFF, 0xE0 | len(sequence)))
        for nal in sequence:
            record += _SHORT.pack(len(nal)) + nal
        record.append(len(picture))
        for nal in picture:
            record += _SHORT.pack(len(nal)) + nal
        if first[1] in _WITH_CHROMA:
            record += bytes(
                (
                    0xFC | parameters.chroma,
                    0xF8 | parameters.luma_bits - 8,
                    0xF8 | parameters.chroma_bits - 8,
                    0,
                )
            )
        codec = f"avc1.{first[1:4].hex()}"
        told = VideoFormat(codec, parameters.width, parameters.height, bytes(record))
        return self.format if told == self.format and self.format is not None else told


def _set_id(nal: bytes) -> int:
    """An SPS has its id behind three bytes, a PPS at once (H.264, 7.3.2)."""
    try:
        reader = BitReader(nal[:16])
        if nal[0] & 0x1F == _SPS:
            reader.bits(24)
        return reader.unsigned()
    except IndexError:
        raise Malformed("a parameter set that is cut off") from None


def _nal_units(payloads: Sequence[bytes]) -> Iterator[bytes]:
    """Yield a frame's NAL units; Malformed where they do not fit together."""
    pieces: list[bytes] = []  # of the unit that comes in fragments
    for payload in payloads:
        kind = payload[0] & 0x1F
        if kind == _FU_A:
            if len(payload) < 3:
                raise Malformed("a fragment without contents")
            flags = payload[1]
            if bool(flags & _START) == bool(pieces):
                raise Malformed("a fragment out of its place")
            if flags & _START:
                pieces.append(bytes((payload[0] & 0xE0 | flags & 0x1F,)))
            pieces.append(payload[2:])
            if flags & _END:
                yield b"".join(pieces)
                pieces = []
        elif pieces:
            raise Malformed("a unit without its last fragment")
        elif kind == _STAP_A:
            yield from _aggregated(payload)
        elif 0 < kind < _STAP_A:
            yield payload
        else:
            raise Malformed("a kind of packet that mode 1 does not have")
    if pieces:
        raise Malformed("a unit without its last fragment")


def _aggregated(payload: bytes) -> Iterator[bytes]:
    at, size = 1, len(payload)
    while at < size:
        if at + 3 > size:
            raise Malformed("an aggregate that is cut off")
        end = at + 2 + _SHORT.unpack_from(payload, at)[0]
        if end > size or end == at + 2:
            raise Malformed("an aggregate whose lengths do not fit")
        yield payload[at + 2 : end]
        at = end
