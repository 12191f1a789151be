"""Where the pages are, as a person types it."""

from ipaddress import ip_address


def page_address(listen: str, port: int) -> str:
    """Return the pages' address on this machine for what the server listens on."""
    try:
        address = ip_address(listen)
    except ValueError:
        return f"http://{listen}:{port}"
    if address.is_unspecified:  # nobody can go to a wildcard; this machine is one place it means
        return f"http://localhost:{port}"
    return f"http://[{listen}]:{port}" if address.version == 6 else f"http://{listen}:{port}"


def is_loopback(listen: str) -> bool:
    """Whether only this machine can reach it."""
    if listen == "localhost":
        return True
    try:
        return ip_address(listen).is_loopback
    except ValueError:
        return False
