"""The forwarding kernel: C, built where a compiler and Python's headers are.

Rule: a server runs without it, so what is missing is said and stops nothing.
"""

import subprocess

from tools.setup import environment, stamps
from tools.setup.environment import PYTHON
from tools.setup.speech import say
from tools.setup.stamps import ROOT

FOLDER = ROOT / "media" / "kernel"
BUILT = FOLDER / "_compiled.abi3.so"


def ensure() -> None:
    """Have the kernel built from its sources as they are now, or say why it is not."""
    environment.ensure("run")
    sources = stamps.digest([*FOLDER.glob("*.[ch]"), FOLDER / "build.py"])
    if BUILT.is_file() and stamps.fresh("kernel", sources):
        return
    done = subprocess.run(
        [str(PYTHON), "-m", "media.kernel.build"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        say(
            "没有编译转发内核，媒体转发改用 Python（每个包约多用一倍 CPU）。"
            "需要时请安装：sudo apt-get install gcc libc6-dev python3-dev",
            f"{done.stderr.strip()} It takes about twice the processor's time a packet. "
            "If that matters: sudo apt-get install gcc libc6-dev python3-dev",
        )
        return
    say("编译了转发内核", "Built the forwarding kernel.")
    stamps.mark("kernel", sources)
