"""What is not used any more: cycles are found, few heaps serve many threads, and are trimmed."""

import asyncio
import ctypes
import os
import subprocess
import sys

import pytest

from media import memory
from web.operating.tidying import tidying

SECONDS = 30.0
CHUNK = 4096
CHUNKS = 10_000  # 41 MB
KEPT = 100  # one in so many, so that no heap ends with what is free
MANY_THREADS = """
import ctypes, sys, threading
from media import memory

libc = ctypes.CDLL(None)
libc.malloc.restype = libc.fdopen.restype = ctypes.c_void_p
if sys.argv[1] == "few":
    memory.few_heaps()
together = threading.Barrier(8)

def work():
    together.wait()
    libc.malloc(ctypes.c_size_t(1000))
    together.wait()

threads = [threading.Thread(target=work) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
told = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, told)
libc.fflush(told)
"""

A_CLOSED_LINE = """
import gc, sys, weakref
import sanketang
from media import memory

if sys.argv[1] == "control":
    with sanketang._uncollected():
        pass
else:
    memory.settle()

class Line: pass

line = Line()
line.task = line
closed = weakref.ref(line)
gc.collect(1)
del line
others = []
while closed() is not None:
    others.append([])
print(len(others))
"""


def run(script: str, *arguments: str) -> bytes:
    """Return what a Python of its own prints."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True).stdout


async def test_what_is_free_between_what_is_used_is_given_back() -> None:
    libc = ctypes.CDLL(None)
    libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
    chunks = [libc.malloc(ctypes.c_size_t(CHUNK)) for _ in range(CHUNKS)]
    for chunk in chunks:
        ctypes.memset(chunk, 1, CHUNK)
    for number, chunk in enumerate(chunks):
        if number % KEPT:
            libc.free(chunk)
    held = memory.resident()

    async with tidying(every=0.01), asyncio.timeout(SECONDS):
        while memory.resident() > held - CHUNK * CHUNKS // 2:  # noqa: ASYNC110 - the system's figure
            await asyncio.sleep(0.01)

    for chunk in chunks[::KEPT]:
        libc.free(chunk)


def heaps(how: str) -> int:
    """Return how many heaps a process has whose eight threads have all asked for memory."""
    return run(MANY_THREADS, how).count(b"<heap nr=")


def test_threads_share_heaps() -> None:
    assert heaps("many") > memory.ARENAS
    assert heaps("few") <= memory.ARENAS


@pytest.mark.parametrize(("process", "most"), [("control", 20_000), ("worker", 150_000)])
def test_what_a_closed_line_leaves_in_a_cycle_is_soon_found(process: str, most: int) -> None:
    assert int(run(A_CLOSED_LINE, process)) < most  # objects made meanwhile
