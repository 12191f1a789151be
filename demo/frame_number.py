"""The frame number burned into the demo's films, as a strip of blocks that a program can read.

Rule: this file is the geometry's one source; whatever reads a picture (a bench, a page's script)
takes the figures from here and scales them by the picture's real width and height.

The strip is 24 blocks side by side at the top left, each black or white, sampled at its centre:

    block   0   1   2 … 21               22                     23
    means   1   0   20 bits, MSB first   odd parity of bits     odd parity of bits
           (white, black: the threshold) 2, 4, … 20 (10 bits)   3, 5, … 21 (10 bits)

A picture between two frames, or not ours at all, fails a parity or has no contrast between blocks
0 and 1, and reads as None.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

WIDTH = 1280
"""The picture's width that the constants below are measured on, pixels."""
HEIGHT = 720
LEFT = 16
"""Left edge of block 0, pixels."""
TOP = 16
BLOCK_WIDTH = 32
BLOCK_HEIGHT = 16
BLOCKS = 24
BITS = 20
FIRST_BIT = 2
CONTRAST = 60
"""Least difference in luma between the two anchors, of 255."""


def blocks_of(number: int) -> list[bool]:
    """Return the 24 blocks (True: white) of a frame number, taken modulo 2**20."""
    bits = [bool(number >> (BITS - 1 - i) & 1) for i in range(BITS)]
    parities = [sum(bits[start::2]) % 2 == 0 for start in (0, 1)]
    return [True, False, *bits, *parities]


def centre_of(block: int) -> tuple[float, float]:
    """Return a block's centre as fractions (x, y) of the picture's width and height."""
    return (
        (LEFT + (block + 0.5) * BLOCK_WIDTH) / WIDTH,
        (TOP + 0.5 * BLOCK_HEIGHT) / HEIGHT,
    )


def read_frame_number(luma: NDArray[Any]) -> int | None:
    """Return the number in a picture's luma plane (shape height × width, 0…255), or None.

    The picture may have any size of the same shape (16:9), down to about 320×180.
    """
    height, width = luma.shape
    reach_x = max(1, round(0.2 * BLOCK_WIDTH * width / WIDTH))
    reach_y = max(1, round(0.2 * BLOCK_HEIGHT * height / HEIGHT))
    levels = []
    for block in range(BLOCKS):
        across, down = centre_of(block)
        x, y = int(across * width), int(down * height)
        patch = luma[max(0, y - reach_y) : y + reach_y, max(0, x - reach_x) : x + reach_x]
        if patch.size == 0:
            return None
        levels.append(float(np.mean(patch)))
    if levels[0] - levels[1] < CONTRAST:
        return None
    threshold = (levels[0] + levels[1]) / 2
    blocks = [level > threshold for level in levels]
    number = 0
    for bit in blocks[FIRST_BIT : FIRST_BIT + BITS]:
        number = number << 1 | bit
    return number if blocks == blocks_of(number) else None
