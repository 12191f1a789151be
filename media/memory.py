"""Gives memory back to the operating system when a worker has nobody left.

Rule: only an idle worker does it; collecting and trimming stop the world for some milliseconds,
which a lesson would hear.
"""

import ctypes
import gc


def give_back() -> None:
    """Collect cycles, then return what the C allocator holds free (glibc's malloc_trim(3))."""
    gc.collect()
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError):
        return  # another C library, which has its own ways
