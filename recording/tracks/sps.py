"""The few things a file must say of an H.264 stream, read from its sequence parameter set.

Rule: the bytes are a stranger's. What cannot be read, or is larger than any level allows, is None.
Source: ITU-T H.264 (08/2021), 7.3.2.1.1, 7.4.2.1.1; emulation prevention 7.4.1.
"""

from dataclasses import dataclass

_WITH_CHROMA = {100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135}
_LONGEST_GOLOMB = 32
_MOST_OFFSETS = 255
_LARGEST = 16_384  # pixels a side; level 6.2 ends at 16,880


@dataclass(frozen=True, slots=True)
class Parameters:
    """`width` and `height` in pixels, as shown; `chroma` is chroma_format_idc."""

    width: int
    height: int
    chroma: int
    luma_bits: int
    chroma_bits: int


class BitReader:
    """Reads bits and Exp-Golomb codes behind a NAL unit's first byte; IndexError at its end."""

    def __init__(self, nal: bytes) -> None:
        """Take emulation prevention out."""
        body = nal[1:].replace(b"\0\0\3", b"\0\0")
        self._value = int.from_bytes(body)
        self._left = 8 * len(body)

    def bits(self, count: int) -> int:
        """Return the next `count` bits as a number."""
        if count > self._left:
            raise IndexError("the parameter set is cut off")
        self._left -= count
        return self._value >> self._left & (1 << count) - 1

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


def read_sps(nal: bytes) -> Parameters | None:
    """Return what the SPS says, or None."""
    try:
        read = _read(BitReader(nal))
    except IndexError:
        return None
    fits = 0 < read.width <= _LARGEST and 0 < read.height <= _LARGEST
    deep = read.chroma <= 3 and max(read.luma_bits, read.chroma_bits) <= 14
    return read if fits and deep else None


def _read(reader: BitReader) -> Parameters:
    profile = reader.bits(8)
    reader.bits(16)  # constraints, level
    reader.unsigned()  # seq_parameter_set_id
    chroma, luma_bits, chroma_bits, planes = 1, 8, 8, False
    if profile in _WITH_CHROMA:
        chroma = reader.unsigned()
        planes = chroma == 3 and bool(reader.bits(1))
        luma_bits, chroma_bits = 8 + reader.unsigned(), 8 + reader.unsigned()
        reader.bits(1)  # qpprime_y_zero_transform_bypass_flag
        if reader.bits(1):
            _skip_scaling_lists(reader, 12 if chroma == 3 else 8)
    reader.unsigned()  # log2_max_frame_num_minus4
    _skip_order(reader)
    reader.unsigned()  # max_num_ref_frames
    reader.bits(1)
    width, height = 16 * (reader.unsigned() + 1), 16 * (reader.unsigned() + 1)
    fields = 1 if reader.bits(1) else 2
    if fields == 2:
        reader.bits(1)
    height *= fields
    reader.bits(1)  # direct_8x8_inference_flag
    if reader.bits(1):
        # 7.4.2.1.1: cropping counts in chroma samples, and in lines of both fields.
        across = 2 if chroma in (1, 2) and not planes else 1
        down = (2 if chroma == 1 and not planes else 1) * fields
        width -= across * (reader.unsigned() + reader.unsigned())
        height -= down * (reader.unsigned() + reader.unsigned())
    return Parameters(width, height, chroma, luma_bits, chroma_bits)


def _skip_order(reader: BitReader) -> None:
    kind = reader.unsigned()
    if kind == 0:
        reader.unsigned()
    elif kind == 1:
        reader.bits(1)
        reader.signed()
        reader.signed()
        for _ in range(min(reader.unsigned(), _MOST_OFFSETS)):
            reader.signed()


def _skip_scaling_lists(reader: BitReader, count: int) -> None:
    for index in range(count):
        if not reader.bits(1):
            continue
        last, following = 8, 8
        for _ in range(16 if index < 6 else 64):
            if following:
                following = (last + reader.signed()) % 256
            last = following or last
