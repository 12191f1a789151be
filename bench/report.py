"""How a bench says what it found: one JSON object with --json, else lines for people.

Rule: every figure is given with its runs and spread, the machine and the date.
"""

import argparse
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import structlog


def arguments(description: str | None) -> argparse.ArgumentParser:
    """Return a parser with what every bench takes; standard output is kept for the result."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def machine() -> dict[str, Any]:
    """Describe this machine and the state of the code."""
    model = "unknown"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    return {
        "cpu": model,
        "cores": os.cpu_count(),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "commit": commit,
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
    }


def percentile(values: Sequence[float], share: float) -> float:
    """Return the nearest-rank percentile (`share` 0…1) of at least one value."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1))]


def spread(values: Sequence[float], digits: int = 1) -> dict[str, Any]:
    """Return least, median, p95, most and the runs themselves."""
    return {
        "n": len(values),
        "min": round(min(values), digits),
        "median": round(statistics.median(values), digits),
        "p95": round(percentile(values, 0.95), digits),
        "max": round(max(values), digits),
        "values": [round(value, digits) for value in values],
    }


def publish(name: str, figures: dict[str, Any], as_json: bool) -> None:
    """Print the result of a bench."""
    result = {"bench": name, **figures, "machine": machine()}
    if as_json:
        print(json.dumps(result, ensure_ascii=False))
        return
    print(f"== {name}")
    for key, value in result.items():
        if key != "bench":
            print(f"{key:>24}: {json.dumps(value, ensure_ascii=False)}")
