"""The virtual environment `.venv`: made once, filled from the lock files in requirements/.

Rule: every package is named with its hashes; pip takes nothing else. Where they come from (an
index, a mirror, a proxy, a certificate) is the machine's affair: pip's own settings hold.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.setup import stamps, system
from tools.setup.speech import say, stop
from tools.setup.stamps import ROOT, VENV

PYTHON = VENV / "bin" / "python"
_INCLUDES = {"dev": ["run"]}  # dev.txt holds everything run.txt holds, in the same versions


def ensure(lock: str) -> None:
    """Have everything of requirements/LOCK.txt in `.venv` (`run`, `dev` or `node`)."""
    _make()
    locks = [lock, *_INCLUDES.get(lock, [])]
    digests = {name: stamps.digest([_file(name)]) for name in locks}
    if stamps.fresh(lock, digests[lock]):
        return
    say(
        f"安装 Python 依赖 requirements/{lock}.txt（首次约一分钟）",
        f"Installing the locked packages of requirements/{lock}.txt (about a minute, once).",
    )
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    if not sys.stdout.isatty():
        pip.append("--quiet")
    subprocess.run(
        [*pip, "--require-hashes", "-r", f"requirements/{lock}.txt"], cwd=ROOT, check=True
    )
    for name, made_from in digests.items():
        stamps.mark(name, made_from)


def _file(lock: str) -> Path:
    return ROOT / "requirements" / f"{lock}.txt"


def _make() -> None:
    if _usable():
        return
    shutil.rmtree(VENV, ignore_errors=True)
    say(f"建立虚拟环境 .venv（{sys.executable}）", f"Making .venv with {sys.executable}.")
    made = subprocess.run(
        [sys.executable, "-m", "venv", VENV], capture_output=True, text=True, check=False
    )
    if made.returncode == 0 and _usable():
        return
    # Debian and Ubuntu keep ensurepip in a package of its own.
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    shutil.rmtree(VENV, ignore_errors=True)
    if system.may_install():
        system.install([package])
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    else:
        _make_with_pip_from_apt(package, made.stdout + made.stderr)


def _usable() -> bool:
    asked = "import sys, pip; print(sys.version_info[:2] >= (3, 11))"
    try:
        answer = subprocess.run(
            [PYTHON, "-c", asked], capture_output=True, text=True, check=False
        ).stdout
    except OSError:
        return False
    return answer.strip() == "True"


def _make_with_pip_from_apt(package: str, why: str) -> None:
    """Make `.venv` without the right to install: anyone may download a package and unpack it."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            subprocess.run(
                ["apt-get", "download", "-q", "python3-pip-whl"],
                cwd=folder,
                check=True,
                capture_output=True,
            )
            subprocess.run(["dpkg-deb", "-x", *Path(folder).glob("*.deb"), folder], check=True)
            wheel = next(Path(folder).glob("usr/share/python-wheels/pip-*.whl"))
            subprocess.run([sys.executable, "-m", "venv", "--without-pip", VENV], check=True)
            pip = [str(PYTHON), f"{wheel}/pip", "install", "--no-index", "--no-deps", str(wheel)]
            subprocess.run(pip, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError, StopIteration):
            shutil.rmtree(VENV, ignore_errors=True)
            print(why, file=sys.stderr)
            stop(
                f"Python 缺少建立虚拟环境的组件 {package}。请执行下面的命令，再重试：",
                f"Python cannot make a virtual environment: {package} is missing. "
                "Give this command, then try again:",
                f"sudo apt-get update && sudo apt-get install -y {package}",
            )
