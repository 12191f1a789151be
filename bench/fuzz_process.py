"""One target under libFuzzer: `python -m bench.fuzz_process TARGET [libFuzzer's own options]`.

Rule: only what reads bytes is instrumented, and before anything imports it.
"""

import sys

import atheris

with atheris.instrument_imports(include=["bench.fuzz_targets", "classroom", "media", "signaling"]):
    from bench import fuzz_targets


def main() -> None:
    """Fuzz until libFuzzer ends the process."""
    target = sys.argv.pop(1)
    atheris.Setup(sys.argv, lambda data: fuzz_targets.take(target, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
