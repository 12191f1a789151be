"""Writes requirements/*.txt from pyproject.toml; `--check` says whether they still agree with it.

Rule: a lock holds versions and hashes for every platform and Python the project supports, and no
address: where packages come from is the machine's affair.
"""

import argparse
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ROOT / "requirements"
_COMPILE = ["uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
_COMPILE += ["--generate-hashes", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]


def write() -> None:
    """Compile all locks; versions already locked stay unless pyproject.toml rules them out."""
    _compile("dev", "pyproject.toml", "--extra", "dev")
    # Constrained by dev.txt, so that both name the same versions and one .venv serves both.
    _compile("run", "pyproject.toml", "--constraint", "requirements/dev.txt")
    _compile("fuzz", "requirements/fuzz.in")
    _compile("node", "requirements/node.in")


def _compile(name: str, *arguments: str) -> None:
    output = ["--custom-compile-command", "make lock", "--output-file", f"requirements/{name}.txt"]
    environment = {key: text for key, text in os.environ.items() if key != "PIP_FIND_LINKS"}
    subprocess.run([*_COMPILE, *arguments, *output], cwd=ROOT, env=environment, check=True)


def locked(name: str) -> dict[str, set[str]]:
    """Return the versions that requirements/NAME.txt pins, by normalised package name."""
    found: dict[str, set[str]] = {}
    text = (LOCKS / f"{name}.txt").read_text(encoding="utf-8")
    for package, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", text, re.MULTILINE):
        found.setdefault(canonicalize_name(package), set()).add(version)
    return found


def asked() -> dict[str, list[Requirement]]:
    """Return what pyproject.toml asks for, for `run` and for `dev`."""
    with open(ROOT / "pyproject.toml", "rb") as file:
        project: dict[str, Any] = tomllib.load(file)["project"]
    run = [Requirement(line) for line in project["dependencies"]]
    extra = [Requirement(line) for line in project["optional-dependencies"]["dev"]]
    return {"run": run, "dev": run + extra}


def disagreements() -> list[str]:
    """Say, a line each, where locks and pyproject.toml do not agree (needs no network)."""
    lines = []
    for lock, requirements in asked().items():
        pinned = locked(lock)
        for wanted in requirements:
            versions = pinned.get(canonicalize_name(wanted.name), set())
            if not versions or not all(map(wanted.specifier.contains, versions)):
                lines.append(f"{lock}.txt has {sorted(versions)} where {wanted} is asked for")
    run, dev = locked("run"), locked("dev")
    lines += [
        f"{package}: {sorted(run[package])} in run.txt, {sorted(dev.get(package, ()))} in dev.txt"
        for package in sorted(run)
        if run[package] != dev.get(package)
    ]
    return lines


def main() -> int:
    """Write the locks, or with `--check` only compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, change nothing")
    if not parser.parse_args().check:
        write()
    lines = disagreements()
    print("\n".join(lines) or "The locks agree with pyproject.toml.")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
