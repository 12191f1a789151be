"""A process's memory: how much it has, and given back to the system when it is not used.

Rule: only an idle worker gives back; collecting and trimming stop the world for some milliseconds,
which a lesson would hear. Nothing here fails where the C library is not glibc.
"""

import ctypes
import gc
import resource

# Containers made and not freed again before the young ones are searched for cycles.
YOUNG = 5_000
# Searches of the middle ones between two of all; of ten, what closed lines leave in cycles would
# wait for hundreds of lessons. Python puts it off until the old ones have grown by a quarter.
MIDDLE = 1
M_ARENA_MAX = -8  # mallopt(3)
ARENAS = 2


def settle() -> None:
    """Take all there is for lasting: what was imported is searched for cycles no more.

    Once, before there is anybody: the search of some 100,000 objects takes 15 ms.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, gc.get_threshold()[1], MIDDLE)


def give_back() -> None:
    """Collect cycles, then trim."""
    gc.collect()
    trim()


def trim() -> None:
    """Return what the C allocator holds free (malloc_trim(3))."""
    _of_glibc("malloc_trim", 0)


def few_heaps() -> None:
    """Let threads share heaps, of which each would keep its own with what it once needed.

    Before there are threads: one that has a heap keeps it.
    """
    _of_glibc("mallopt", M_ARENA_MAX, ARENAS)


def _of_glibc(name: str, *arguments: int) -> None:
    try:
        getattr(ctypes.CDLL(None), name)(*arguments)
    except (AttributeError, OSError):
        return  # another C library, which has its own ways


def resident() -> int:
    """Return how many bytes of this process are in memory; 0 where the kernel does not tell."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * resource.getpagesize()
    except OSError:
        return 0
