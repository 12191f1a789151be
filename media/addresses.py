"""Where a worker listens, and what it tells browsers: pure functions of settings and interfaces.

Three situations, one rule each:

- **a laptop**: the web listens on loopback, so media does: 127.0.0.1, and ::1 where IPv6 exists;
- **a server on a LAN**: the web listens on a wildcard or an interface, so media listens on every
  address other machines can reach: IPv4 and IPv6, but no link-local address (browsers offer no
  matching candidate without a zone) and none of a container or virtual-machine bridge (the same
  172.17.0.1 exists on every machine);
- **behind NAT**: what is listened on stays as above; `media.announce` says what browsers are told.
  When it is not empty it replaces every IPv4 address listened on; IPv6, which is not translated,
  is still announced unless the list has an IPv6 address of its own.

Each address gets a socket of its own rather than one wildcard socket, so that an answer leaves with
the address that was asked; a multi-homed machine would otherwise answer from another one.
"""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

import ifaddr

IpAddress = IPv4Address | IPv6Address

# Bridges that other machines cannot reach.
VIRTUAL_INTERFACES = (
    "docker",
    "br-",
    "veth",
    "virbr",
    "cni",
    "flannel",
    "cali",
    "podman",
    "lxcbr",
    "lxdbr",
    "vmnet",
    "vboxnet",
)
# Every listen address is one socket and every announced one a candidate the browser must probe.
MAX_LISTEN = 16


def interface_addresses() -> list[tuple[str, str]]:
    """Return (interface name, address without zone) of everything that is up on this machine."""
    found = []
    for adapter in ifaddr.get_adapters():
        for ip in adapter.ips:
            address = ip.ip if isinstance(ip.ip, str) else ip.ip[0]
            found.append((adapter.nice_name, address.partition("%")[0]))
    return found


def listen_addresses(web_listen: str, interfaces: Iterable[tuple[str, str]]) -> list[str]:
    """Return the addresses to bind for media, given where the web listens.

    `web_listen` is an address, a wildcard ("0.0.0.0", "::", "") or "localhost"; `interfaces` as
    from `interface_addresses`. An unknown host name counts as a wildcard.
    """
    interfaces = list(interfaces)
    if _is_loopback(web_listen):
        has_ipv6 = any(address == "::1" for _, address in interfaces)
        return ["127.0.0.1", "::1"] if has_ipv6 else ["127.0.0.1"]
    wanted = _parse(web_listen)
    if wanted is not None and not wanted.is_unspecified:
        return [str(wanted)]
    reachable = [
        address
        for name, address in interfaces
        if not name.lower().startswith(VIRTUAL_INTERFACES) and _is_reachable(address)
    ]
    unique = list(dict.fromkeys(reachable))
    # A machine whose network comes up later than we do is at least reachable from itself.
    return unique[:MAX_LISTEN] or ["127.0.0.1"]


def announced_addresses(listen: Sequence[str], announce: Sequence[str]) -> list[str]:
    """Return the addresses to put into ICE candidates: `listen` unless `announce` replaces some."""
    chosen = list(announce)
    families = {address.version for address in map(_parse, announce) if address is not None}
    for address in listen:
        parsed = _parse(address)
        if parsed is None or parsed.is_unspecified:
            continue
        replaced = bool(announce) if parsed.version == 4 else 6 in families
        if not replaced:
            chosen.append(str(parsed))
    return list(dict.fromkeys(chosen))


def _parse(address: str) -> IpAddress | None:
    try:
        return ip_address(address)
    except ValueError:
        return None


def _is_loopback(host: str) -> bool:
    parsed = _parse(host)
    return host == "localhost" or (parsed is not None and parsed.is_loopback)


def _is_reachable(address: str) -> bool:
    parsed = _parse(address)
    return parsed is not None and not (
        parsed.is_link_local or parsed.is_loopback or parsed.is_multicast or parsed.is_unspecified
    )
