"""Reads from an H.264 sequence parameter set what decides whether a browser can decode it as it is.

Rule: the bytes are a stranger's. Whatever cannot be read is None, and nothing here raises.
Source: ITU-T H.264 (08/2021), 7.3.2.1.1 and 7.4.2.1.1; emulation prevention 7.4.1.
"""

from dataclasses import dataclass

_WITH_CHROMA_FORMAT = {100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135}
_LONGEST_GOLOMB = 32
_MOST_REFERENCE_OFFSETS = 255


@dataclass(frozen=True, slots=True)
class SequenceParameters:
    """What an SPS says. `width` and `height` are before cropping, in pixels."""

    profile: int
    constraints: int
    level: int
    width: int
    height: int
    progressive: bool
    plain_colour: bool  # 4:2:0 at 8 bits

    @property
    def profile_level_id(self) -> str:
        """The six hexadecimal digits of RFC 6184, 8.1."""
        return f"{self.profile:02x}{self.constraints:02x}{self.level:02x}"


class BitReader:
    """Reads bits and Exp-Golomb codes of a NAL unit's payload; IndexError at its end."""

    def __init__(self, nal: bytes) -> None:
        """Start behind the one-byte NAL header, with emulation prevention taken out."""
        self._bytes = nal[1:].replace(b"\x00\x00\x03", b"\x00\x00")
        self._position = 0

    def bits(self, count: int) -> int:
        """Return the next `count` bits as a number."""
        value = 0
        for _ in range(count):
            byte = self._bytes[self._position >> 3]
            value = value << 1 | byte >> (7 - (self._position & 7)) & 1
            self._position += 1
        return value

    def unsigned(self) -> int:
        """Return the next ue(v)."""
        zeros = 0
        while not self.bits(1):
            zeros += 1
            if zeros > _LONGEST_GOLOMB:
                raise IndexError("no Exp-Golomb code is this long")
        return (1 << zeros) - 1 + self.bits(zeros)

    def signed(self) -> int:
        """Return the next se(v)."""
        code = self.unsigned()
        return (code + 1) // 2 if code & 1 else -(code // 2)


def read_sps(nal: bytes) -> SequenceParameters | None:
    """Return what the SPS says, or None when it cannot be read."""
    try:
        return _read(nal)
    except IndexError:
        return None


def _read(nal: bytes) -> SequenceParameters:
    reader = BitReader(nal)
    profile, constraints, level = reader.bits(8), reader.bits(8), reader.bits(8)
    reader.unsigned()  # seq_parameter_set_id
    plain = True
    if profile in _WITH_CHROMA_FORMAT:
        chroma = reader.unsigned()
        if chroma == 3:
            reader.bits(1)
        depth = reader.unsigned() or reader.unsigned()
        plain = chroma == 1 and depth == 0
        if not plain:  # the rest is not needed: such a picture is transcoded anyway
            return SequenceParameters(profile, constraints, level, 0, 0, True, False)
        reader.bits(1)
        if reader.bits(1):
            _skip_scaling_lists(reader)
    reader.unsigned()  # log2_max_frame_num_minus4
    order = reader.unsigned()
    if order == 0:
        reader.unsigned()
    elif order == 1:
        reader.bits(1)
        reader.signed()
        reader.signed()
        for _ in range(min(reader.unsigned(), _MOST_REFERENCE_OFFSETS)):
            reader.signed()
    reader.unsigned()  # max_num_ref_frames
    reader.bits(1)
    width = (reader.unsigned() + 1) * 16
    map_units = reader.unsigned() + 1
    progressive = bool(reader.bits(1))
    height = map_units * 16 * (1 if progressive else 2)
    return SequenceParameters(profile, constraints, level, width, height, progressive, plain)


def _skip_scaling_lists(reader: BitReader) -> None:
    for index in range(8):
        if not reader.bits(1):
            continue
        last, following = 8, 8
        for _ in range(16 if index < 6 else 64):
            if following:
                following = (last + reader.signed()) % 256
            last = following or last
