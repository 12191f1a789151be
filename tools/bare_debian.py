"""A bare Debian with a systemd of its own, on a network of its own, to follow the documents in.

Rule: it is the distribution's own packages and nothing of ours; what is done in it is written to a
layer that goes with it. The kernel is not its own: there sysctl says so and changes nothing. It
takes root, debootstrap and systemd-nspawn (systemd-container).
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PACKAGES = "systemd-sysv,dbus,sudo,iproute2,procps,nano,cron,libpam-systemd,udev,ca-certificates"
SUITE, MIRROR = "bookworm", "http://deb.debian.org/debian"
SERVER, SCHOOL, ROUTER = "10.77.0.7", "10.77.0.20", "10.77.0.1"
SERVER_NET, SCHOOL_NET, BRIDGE, NAT = "bare-server", "bare-school", "barebr0", "bare_nat"
RULES = f"""
table ip {NAT} {{
    chain out {{
        type nat hook postrouting priority srcnat;
        ip saddr {SERVER} oifname != {BRIDGE} masquerade
    }}
}}
"""
PERSON = "county"
BOOT_SECONDS = 60


def run(*words: str, check: bool = True, text: str | None = None) -> str:
    """Give one command to this machine; return what it prints.

    Raises:
        RuntimeError: it fails.
    """
    done = subprocess.run(words, input=text, capture_output=True, text=True, check=False)
    if check and done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


@contextmanager
def network() -> Iterator[None]:
    """Two networks on one wire, the server's and a school's; only the server's leads out."""
    _away()
    forwarding = Path("/proc/sys/net/ipv4/ip_forward")
    before = forwarding.read_text()
    try:
        run("ip", "link", "add", BRIDGE, "type", "bridge")
        run("ip", "addr", "add", f"{ROUTER}/24", "dev", BRIDGE)
        run("ip", "link", "set", BRIDGE, "up")
        for name, address in ((SERVER_NET, SERVER), (SCHOOL_NET, SCHOOL)):
            run("ip", "netns", "add", name)
            run("ip", "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name)
            run("ip", "link", "set", name, "master", BRIDGE, "up")
            run("ip", "-n", name, "link", "set", "lo", "up")
            run("ip", "-n", name, "link", "set", "eth0", "up")
            run("ip", "-n", name, "addr", "add", f"{address}/24", "dev", "eth0")
        run("ip", "-n", SERVER_NET, "route", "add", "default", "via", ROUTER)
        run(
            "nft",
            "-f",
            "-",
            text=RULES,
        )
        forwarding.write_text("1\n")
        yield
    finally:
        forwarding.write_text(before)
        _away()


def _away() -> None:
    run("nft", "delete", "table", "ip", NAT, check=False)
    for name in (SERVER_NET, SCHOOL_NET):
        run("ip", "netns", "delete", name, check=False)
        run("ip", "link", "delete", name, check=False)
    run("ip", "link", "delete", BRIDGE, check=False)


class BareDebian:
    """The machine, running: `give` it what a person types."""

    def __init__(self, root: Path, leader: int) -> None:
        """Remember where it is; use `booted`."""
        self.root = root
        self._leader = str(leader)

    def give(self, script: str, log: Path) -> int:
        """Type a script as the person who looks after it, until a line fails; return its status."""
        file = self.root / "home" / PERSON / "typed"
        file.write_text(script)
        with log.open("wb") as out:
            return subprocess.run(
                ["nsenter", "-t", self._leader, "-a", "su", "-", PERSON, "-c",
                 "exec bash -e -v -o pipefail typed < /dev/null"],
                stdout=out, stderr=subprocess.STDOUT, check=False,
            ).returncode  # fmt: skip

    def ask(self, *words: str) -> str:
        """Return what a command prints there, given by root."""
        return run("nsenter", "-t", self._leader, "-a", *words)


@contextmanager
def booted(folder: Path, trusted: Path | None) -> Iterator[BareDebian]:
    """Start it in `folder` (the packages stay there for the next time) on the server's network.
    `trusted`: a PEM file of what stands between this machine and the package registries.
    """
    bare, root = folder / "bare", folder / "root"
    if not (bare / "ready").exists():
        shutil.rmtree(bare, ignore_errors=True)
        subprocess.run(
            ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", SUITE, bare, MIRROR],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        (bare / "ready").touch()
    for name in ("above", "work"):
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir()
    root.mkdir(exist_ok=True)
    layers = f"lowerdir={bare},upperdir={folder / 'above'},workdir={folder / 'work'}"
    run("mount", "-t", "overlay", "overlay", "-o", layers, str(root))
    try:
        _move_in(root, trusted)
        with (folder / "boot.log").open("wb") as log:
            process = subprocess.Popen(
                ["systemd-nspawn", "-D", root, "--boot", "--register=no", "--keep-unit",
                 "--resolv-conf=off", "--rlimit=NOFILE=1024:524288",
                 "--capability=CAP_NET_ADMIN", "--machine=bare",
                 f"--network-namespace-path=/run/netns/{SERVER_NET}"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            yield BareDebian(root, _leader(process))
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    finally:
        run("umount", "-R", str(root))


def _move_in(root: Path, trusted: Path | None) -> None:
    """Give it a name, a mirror, a person who may use sudo, and what this place needs."""
    (root / "etc/hostname").write_text("server\n")
    (root / "etc/hosts").write_text("127.0.0.1 localhost\n127.0.1.1 server\n")
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    (root / "etc/apt/sources.list").write_text(
        f"deb {MIRROR} {SUITE} main\ndeb {MIRROR} {SUITE}-updates main\n"
        f"deb {MIRROR}-security {SUITE}-security main\n"
    )
    run("chroot", str(root), "useradd", "--create-home", "--shell", "/bin/bash", PERSON)
    (root / "etc/sudoers.d/person").write_text(f"{PERSON} ALL=(ALL) NOPASSWD: ALL\n")
    sysctl = root / "usr/local/sbin/sysctl"
    sysctl.write_text('#!/bin/sh\necho "a container has no kernel settings: sysctl $*" >&2\n')
    sysctl.chmod(0o755)
    if trusted is not None:
        shutil.copy(trusted, root / "etc/ssl/registries.pem")
        (root / "etc/pip.conf").write_text("[global]\ncert = /etc/ssl/registries.pem\n")
        (root / "etc/skel/.npmrc").write_text("cafile=/etc/ssl/registries.pem\n")


def _leader(process: subprocess.Popen[bytes]) -> int:
    """Wait until it is up; return its first process.

    Raises:
        RuntimeError: it does not come up.
    """
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    until = time.monotonic() + BOOT_SECONDS
    while time.monotonic() < until and process.poll() is None:
        for child in children.read_text().split():
            asked = subprocess.run(
                ["nsenter", "-t", child, "-a", "systemctl", "is-system-running"],
                capture_output=True, text=True, check=False, env={"PATH": os.defpath},
            )  # fmt: skip
            if asked.stdout.strip() in ("running", "degraded"):
                return int(child)
        time.sleep(0.5)
    raise RuntimeError("the bare Debian does not start: see boot.log")
