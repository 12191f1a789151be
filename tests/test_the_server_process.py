"""The whole server as a process: it starts, says where, answers, and stops when told."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "school.toml").write_text("[media]\nport = 0\nworkers = 1\nspare = false\n")
    return tmp_path


@cache
def only_for_developers() -> tuple[str, ...]:
    """Return the modules that are here and not where the server is installed.

    Libraries take some of them where they find them: 17 MB that no school ever has.
    """
    lock = (ROOT / "requirements" / "run.txt").read_text()
    run = {line.partition("==")[0].lower() for line in lock.splitlines() if "==" in line}
    return tuple(
        module
        for module, packages in packages_distributions().items()
        if not run & {package.lower().replace("_", "-") for package in packages}
        and not {"sanketang", "setuptools"} & set(packages)
    )


def start(folder: Path, command: str, *arguments: str) -> subprocess.Popen[str]:
    """Start a server that leads a process group of its own, as one at a terminal does, with what is
    installed where it serves and nothing else.
    """
    (folder / "sitecustomize.py").write_text(
        f"import sys\nsys.modules.update(dict.fromkeys({only_for_developers()!r}))\n"
    )
    return subprocess.Popen(
        [
            sys.executable,
            str(ROOT / "sanketang.py"),
            command,
            "--config",
            "school.toml",
            *arguments,
        ],
        cwd=folder,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # ignored by jobs of `&`
        env={**os.environ, "PYTHONPATH": f"{folder}:{ROOT}", "SANKETANG_LOG_FORMAT": "json"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def server(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = start(folder, "serve", "--port", "0")
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, process.communicate()[1]
        yield process, line.split()[-1]
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_and_stops_when_told(
    server: tuple[subprocess.Popen[str], str], how: signal.Signals
) -> None:
    process, address = server
    with urllib.request.urlopen(f"{address}/readyz", timeout=10) as answer:
        assert json.load(answer) == {"status": "ready"}

    process.send_signal(how)
    _, errors = process.communicate(timeout=30)

    assert process.returncode == 0
    assert "Traceback" not in errors
    assert {json.loads(line)["level"] for line in errors.splitlines()} <= {"info"}


@pytest.mark.parametrize("part", ["media.worker", "media.ingest.process", "demo.peer"])
def test_ctrl_c_at_a_terminal_ends_all_of_the_demo_without_a_trace(folder: Path, part: str) -> None:
    process = start(folder, "demo", "--port", "0")
    try:
        wait_for(part, process.pid)

        os.killpg(process.pid, signal.SIGINT)
        links, errors = process.communicate(timeout=30)  # to the end of whoever holds the pipe
    finally:
        process.kill()
        process.communicate()

    assert process.returncode == 130 or (links and process.returncode == 0)  # or it served
    assert "Traceback" not in errors
    assert not [line for line in errors.splitlines() if json.loads(line)["level"] != "info"]


def wait_for(module: str, ancestor: int) -> None:
    """Wait until `python -m module` runs below a process; it is then still being imported."""
    until = time.monotonic() + 60
    while not any(f"-m\0{module}\0" in arguments for arguments in descendants(ancestor)):
        assert time.monotonic() < until, f"{module} never came"
        time.sleep(0.01)


def descendants(ancestor: int) -> list[str]:
    parents: dict[int, int] = {}
    arguments: dict[int, str] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text()
            arguments[int(folder.name)] = (folder / "cmdline").read_text()
        except OSError:
            continue  # it has just ended
        parents[int(folder.name)] = int(stat.rpartition(")")[2].split()[1])
    below = {ancestor}
    while more := {pid for pid, parent in parents.items() if parent in below} - below:
        below |= more
    return [arguments[pid] for pid in below if pid in arguments]


def test_nobody_is_sent_here_while_no_media_worker_runs(
    server: tuple[subprocess.Popen[str], str],
) -> None:
    process, address = server
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    workers = [c for c in children if b"media.worker" in Path(f"/proc/{c}/cmdline").read_bytes()]
    assert len(workers) == 1

    os.kill(int(workers[0]), signal.SIGKILL)

    until_readyz_is(503, address)
    until_readyz_is(200, address)


def until_readyz_is(status: int, address: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=10) as answer:
                now = answer.status
        except urllib.error.HTTPError as error:
            now = error.code
            error.close()
        if now == status:
            return
    raise AssertionError(f"/readyz was never {status}")


def test_it_stays_small(server: tuple[subprocess.Popen[str], str]) -> None:
    process, _ = server

    status = Path(f"/proc/{process.pid}/status").read_text()

    resident = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    assert int(resident.split()[1]) <= 110 * 1024


def test_a_taken_port_is_one_clear_sentence(folder: Path) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        process = start(folder, "serve", "--port", str(port))
        _, errors = process.communicate(timeout=60)

    assert process.returncode == 2
    assert f"Port {port} on 127.0.0.1 is taken" in errors
    assert "Traceback" not in errors
