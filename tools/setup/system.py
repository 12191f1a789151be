"""Debian packages that the tests, benches and the film need: listed in tools/packages.txt only.

Rule: nothing is installed without the right to (root, or sudo that asks no password); without it
the exact command is said instead.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence

from tools import browser
from tools.setup.speech import say, stop
from tools.setup.stamps import ROOT

LIST = ROOT / "tools" / "packages.txt"
_COMMANDS = {"espeak-ng", "git", "janus"}  # packages named as their one command
_INSTALL = ["apt-get", "install", "-y", "--no-install-recommends"]


def wanted(group: str) -> list[str]:
    """Return the packages of one group of tools/packages.txt (`GROUP PACKAGE  why`)."""
    lines = (line.split() for line in LIST.read_text(encoding="utf-8").splitlines())
    return [words[1] for words in lines if words and words[0] == group]


def ensure(group: str) -> None:
    """Install what is missing of one group, or stop with the command that would."""
    if shutil.which("dpkg-query") is None:
        say(
            f"本机不是 Debian/Ubuntu，请自行安装：{' '.join(wanted(group))}",
            f"This is not Debian or Ubuntu; make sure you have: {' '.join(wanted(group))}",
        )
        return
    missing = [name for name in wanted(group) if not _have(name)]
    if "chromium" in missing and _is_ubuntu():
        stop(
            "Ubuntu 的 chromium 只有 snap 版，无法用 apt-get 安装。请任选一种浏览器安装，"
            "装在别处时用环境变量 SANKETANG_CHROMIUM 指明路径：",
            "Ubuntu has chromium as a snap only. Install it so, or Google Chrome from its .deb; "
            "elsewhere than in PATH, name it in SANKETANG_CHROMIUM:",
            "sudo snap install chromium",
        )
    if missing:
        install(missing)


def may_install() -> bool:
    """Say whether apt-get can install without asking a person."""
    return shutil.which("apt-get") is not None and _right() is not None


def install(packages: Sequence[str]) -> None:
    """Install packages by apt-get, or stop with the command that would."""
    right = _right()
    if right is None:
        stop(
            "缺少系统软件包，而当前用户无权安装。请执行：",
            "System packages are missing and you may not install any. Give this command:",
            f"sudo apt-get update && sudo {' '.join(_INSTALL)} {' '.join(packages)}",
        )
    say(f"安装系统软件包：{' '.join(packages)}", "Installing these system packages by apt-get.")
    apt = [*right, "env", "DEBIAN_FRONTEND=noninteractive"]
    # A list that cannot be refreshed may still be good enough: only the install decides.
    subprocess.run([*apt, "apt-get", "update", "-q"], stdin=subprocess.DEVNULL, check=False)
    subprocess.run([*apt, *_INSTALL, "-q", *packages], stdin=subprocess.DEVNULL, check=True)


def _right() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n"] if asked.returncode == 0 else None


def _have(package: str) -> bool:
    if package == "chromium" and browser.find() is not None:
        return True
    if package in _COMMANDS and shutil.which(package) is not None:
        return True  # however it came here
    status = subprocess.run(
        ["dpkg-query", "-W", "-f=${db:Status-Status}", package],
        capture_output=True,
        text=True,
        check=False,
    )
    return status.stdout == "installed"


def _is_ubuntu() -> bool:
    try:
        with open("/etc/os-release", encoding="utf-8") as file:
            lines = file.read().splitlines()
    except FileNotFoundError:
        return False
    return any(line.startswith(("ID=", "ID_LIKE=")) and "ubuntu" in line for line in lines)
