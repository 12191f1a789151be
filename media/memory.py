"""A worker's memory: how much it has, and given back to the system when it has nobody left.

Rule: only an idle worker gives back; collecting and trimming stop the world for some milliseconds,
which a lesson would hear.
"""

import ctypes
import gc
import resource

# Containers made and not freed again before the young ones are searched for cycles.
YOUNG = 5_000


def settle() -> None:
    """Take all there is for lasting: what was imported is searched for cycles no more.

    Once, before there is anybody: the search of some 100,000 objects takes 15 ms.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])


def give_back() -> None:
    """Collect cycles, then return what the C allocator holds free (glibc's malloc_trim(3))."""
    gc.collect()
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError):
        return  # another C library, which has its own ways


def resident() -> int:
    """Return how many bytes of this process are in memory; 0 where the kernel does not tell."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * resource.getpagesize()
    except OSError:
        return 0
