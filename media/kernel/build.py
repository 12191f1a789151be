"""Builds the kernel: `python -m media.kernel.build`, with the machine's C compiler.

Rule: what is missing is said in one line and is no failure; the Python path serves then. libsrtp is
not linked: its functions are handed in at run time (media/kernel/binding.py).
"""

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from cffi import FFI

FOLDER = Path(__file__).parent
HEADERS = [FOLDER / "kernel.h", FOLDER / "hearing.h"]
PARTS = ["kernel.c", "feedback.c", "hearing.c"]  # of one unit
SOURCES = [*HEADERS, *(FOLDER / part for part in PARTS), FOLDER / "build.py"]
BUILT = FOLDER / "_compiled.abi3.so"
# Numbers are to be Python's to the last bit: no multiplication is to be fused with an addition.
FLAGS = ["-O2", "-ffp-contract=off", "-fPIC", "-shared", "-fno-strict-aliasing", "-Wall", "-Wextra"]


def build() -> str:
    """Build `BUILT`; return why it could not be, or the empty string."""
    headers = sysconfig.get_path("include")
    compiler = shlex.split(os.environ.get("CC", "cc"))
    if shutil.which(compiler[0]) is None:
        return f"no C compiler ({compiler[0]}) is there"
    if not Path(headers, "Python.h").is_file():
        return f"Python's headers are not there ({headers}/Python.h)"
    maker = FFI()
    for header in HEADERS:
        maker.cdef(re.sub(r"(?m)^#(include|pragma).*$", "", header.read_text()))
    whole = "\n".join(f'#include "{part}"' for part in PARTS)
    maker.set_source("media.kernel._compiled", whole)
    with tempfile.TemporaryDirectory() as name:
        source, made = Path(name, "_compiled.c"), Path(name, "made.so")
        with contextlib.redirect_stdout(io.StringIO()):  # it says which file it writes
            maker.emit_c_code(str(source))
        flags = [*FLAGS, *shlex.split(os.environ.get("CFLAGS", ""))]
        command = [*compiler, *flags, f"-I{headers}", f"-I{FOLDER}", str(source), "-o", str(made)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError as failure:
            return str(failure)
        if done.returncode:
            return f"the compiler refused: {done.stderr.strip()[-2000:]}"
        fresh = BUILT.with_name(f".{BUILT.name}.{os.getpid()}")  # whoever runs keeps the old one
        shutil.copy(made, fresh)
        fresh.replace(BUILT)
    return ""


def main() -> int:
    """Build, and say what came of it; 1 when it is not there afterwards."""
    why = build()
    if why:
        BUILT.unlink(missing_ok=True)
        print(f"The C kernel was not built: {why}. The Python path serves.", file=sys.stderr)
        return 1
    print(f"Built {BUILT.relative_to(Path.cwd()) if BUILT.is_relative_to(Path.cwd()) else BUILT}.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
