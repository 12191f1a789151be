"""Where the pages are, in words and links for the person at the terminal."""

import errno
import json
from collections.abc import Sequence
from ipaddress import ip_address


def page_address(listen: str, port: int, scheme: str = "http") -> str:
    """Return the pages' address on this machine for what the server listens on."""
    try:
        address = ip_address(listen)
    except ValueError:
        return f"{scheme}://{listen}:{port}"
    if address.is_unspecified:  # nobody can go to a wildcard; this machine is one place it means
        return f"{scheme}://localhost:{port}"
    return (
        f"{scheme}://[{listen}]:{port}" if address.version == 6 else f"{scheme}://{listen}:{port}"
    )


def is_loopback(listen: str) -> bool:
    """Whether only this machine can reach it."""
    if listen == "localhost":
        return True
    try:
        return ip_address(listen).is_loopback
    except ValueError:
        return False


def joining_links(address: str, tokens: Sequence[str], *, as_json: bool) -> str:
    """Return the joining links, the delivering classroom's first. The token is in the fragment,
    which browsers send to nobody, so that it gets into no proxy's log.
    """
    deliver = f"{address}/teach#{tokens[0]}"
    receive = [f"{address}/learn#{token}" for token in tokens[1:]]
    if as_json:
        return json.dumps({"deliver": deliver, "receive": receive})
    lines = [f"主讲教室 delivering classroom:  {deliver}"]
    lines += [f"听讲教室 receiving classroom:  {link}" for link in receive]
    return "\n".join(lines)


def set_up_link(address: str, token: str) -> str:
    """Return what whoever started the server is told when it has no administrator yet."""
    return (
        "还没有管理员。请用这个链接设置，24 小时内有效，只能用一次。\n"
        "There is no administrator yet. Set up by this link, once, within 24 hours:\n"
        f"{address}/setup#{token}"
    )


def why_not(error: OSError, listen: str, port: int) -> str:
    """Say why the server cannot listen there, and what to do."""
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} on {listen} is taken by another program: end that one, or choose "
            "another port by --port or web.port."
        )
    return f"Cannot listen on {listen} port {port}: {error.strerror}."
