"""A network of the bench's own: the process starts itself again in a fresh network namespace.

Rule: nothing measured leaves it. Janus does not use the loopback interface, so the namespace has
one more address, on a veth pair whose traffic the kernel keeps local.
"""

import os
import shutil
import sys

ADDRESS = "192.0.2.77"  # TEST-NET-1 (RFC 5737), exists only inside the namespace
INSIDE = "SANKETANG_BENCH_NAMESPACE"

PREPARE = f"""set -e
ip link set lo up
ip link add bench0 type veth peer name bench1
ip addr add {ADDRESS}/24 dev bench0
ip link set bench0 up
ip link set bench1 up
exec "$@"
"""


def inside() -> bool:
    """Tell whether this process already runs in the namespace."""
    return os.environ.get(INSIDE) == "1"


def reenter() -> None:
    """Replace this process by itself inside a namespace; returns only when already inside.

    Raises:
        RuntimeError: `unshare` or `ip` is missing (apt-get install util-linux iproute2).
    """
    if inside():
        return
    for tool in ("unshare", "ip"):
        if shutil.which(tool) is None:
            raise RuntimeError(f"{tool} is missing; apt-get install util-linux iproute2")
    command = [sys.executable, *sys.orig_argv[1:]]
    environment = {**os.environ, INSIDE: "1"}
    # Whoever is root stays it outside too, and may have a process that is never kept waiting.
    how = "-n" if os.geteuid() == 0 else "-rn"
    os.execvpe("unshare", ["unshare", how, "sh", "-c", PREPARE, "sh", *command], environment)
