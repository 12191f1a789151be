"""`python3 -m tools.setup WHAT ...`: has each WHAT in place, and says nothing when it already is.

run      .venv with what the server needs
dev      .venv with what tests and checks need as well
fuzz     atheris in .venv, for bench.fuzz
pages    web/static/, the built pages
kernel   media/kernel/, the compiled inner loop of forwarding, where there is a C compiler
test, bench, film   the system packages of that group in tools/packages.txt
"""

import subprocess
import sys

from tools.setup import environment, kernel, pages, system
from tools.setup.speech import stop


def main(words: list[str]) -> None:
    """Carry the words out in their order; a step that fails ends it with one line, no traceback."""
    for word in words:
        try:
            _ensure(word)
        except subprocess.CalledProcessError as failed:
            stop(
                f"准备“{word}”时，下面的命令失败了（原因见上面的输出；网络不通时请重试）：",
                f"While setting up “{word}” this command failed (see above; on a network error, "
                "try again):",
                " ".join(str(part) for part in failed.cmd),
            )


def _ensure(word: str) -> None:
    match word:
        case "run" | "dev" | "fuzz":
            environment.ensure(word)
        case "pages":
            pages.ensure()
        case "kernel":
            kernel.ensure()
        case "test" | "bench" | "film":
            system.ensure(word)
        case _:
            stop(f"不认识的步骤：{word}", f"No such step: {word}.\n{__doc__}")


if __name__ == "__main__":
    main(sys.argv[1:])
