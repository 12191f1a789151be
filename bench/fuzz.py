"""Coverage-guided fuzzing of whatever reads strangers' bytes, by atheris (libFuzzer).

`python -m bench.fuzz --target rtp --seconds 60 --json`; without --target, all of them in turn.
It needs atheris (`make bench` sets it up), 130 MB that nothing else uses. Rule: what it finds is
fixed, and its bytes go to bench/corpus/, which the tests read as well.
"""

import argparse
import importlib.util
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench import report
from bench.fuzz_rules import CORPUS

STALL_SECONDS = 5
MOST_MEGABYTES = 1024
MOST_BYTES = 4096  # twice the longest datagram
COVERED = re.compile(r"cov: (\d+) ft: (\d+)")
STATISTIC = re.compile(r"^stat::(\w+):\s+(\d+)$", re.MULTILINE)


def fuzz(target: str, seconds: int, found: Path) -> dict[str, Any]:
    """Fuzz one target in a process of its own; what breaks it is written to `found`."""
    with tempfile.TemporaryDirectory() as grown:
        command = [sys.executable, "-m", "bench.fuzz_process", target]
        command += [f"-max_total_time={seconds}", f"-timeout={STALL_SECONDS}"]
        command += [f"-rss_limit_mb={MOST_MEGABYTES}", f"-max_len={MOST_BYTES}"]
        command += [f"-artifact_prefix={found}/{target}-", "-print_final_stats=1"]
        ended = subprocess.run(
            [*command, grown, str(CORPUS / target)], capture_output=True, text=True, check=False
        )
    told = dict(STATISTIC.findall(ended.stderr))
    covered = COVERED.findall(ended.stderr)
    if not covered:
        raise RuntimeError(ended.stderr[-2000:])
    broken = sorted(str(path) for path in found.glob(f"{target}-*"))
    if broken:
        print(ended.stderr[-4000:], file=sys.stderr)
    return {
        "executions": int(told.get("number_of_executed_units", 0)),
        "slowest_s": int(told.get("slowest_unit_time_sec", 0)),
        "peak_rss_mb": int(told.get("peak_rss_mb", 0)),
        "edges": int(covered[-1][0]),
        "broken": broken,
        "passed": not broken and ended.returncode == 0,
    }


def main() -> None:
    """Read the command line, fuzz, print."""
    from bench.fuzz_targets import TARGETS

    parser = report.arguments(__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--target", choices=TARGETS, action="append", help="one of them")
    parser.add_argument("--seconds", type=int, default=60, help="for each")
    options = parser.parse_args()
    if importlib.util.find_spec("atheris") is None:
        parser.exit(
            2, "atheris is missing: pip install --require-hashes -r requirements/fuzz.txt\n"
        )
    found = Path(tempfile.mkdtemp(prefix="fuzz-"))
    figures = {target: fuzz(target, options.seconds, found) for target in options.target or TARGETS}
    passed = all(one["passed"] for one in figures.values())
    report.publish("fuzz", {"seconds": options.seconds, **figures, "passed": passed}, options.json)
    if passed:
        found.rmdir()
    raise SystemExit(not passed)


if __name__ == "__main__":
    main()
