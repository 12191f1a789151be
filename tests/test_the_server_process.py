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
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "school.toml").write_text("[media]\nport = 0\nworkers = 1\n")
    return tmp_path


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            sys.executable,
            str(ROOT / "sanketang.py"),
            "serve",
            "--config",
            "school.toml",
            *arguments,
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SANKETANG_LOG_FORMAT": "json"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def server(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = start(folder, "--port", "0")
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
    assert int(resident.split()[1]) <= 120 * 1024


def test_a_taken_port_is_one_clear_sentence(folder: Path) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        process = start(folder, "--port", str(port))
        _, errors = process.communicate(timeout=60)

    assert process.returncode == 2
    assert f"Port {port} on 127.0.0.1 is taken" in errors
    assert "Traceback" not in errors
