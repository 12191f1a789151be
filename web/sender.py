"""Which address a request comes from, also behind a reverse proxy.

Rule: only a trusted proxy is believed about whom it speaks for, and of the addresses it names the
last one that is no proxy itself: whatever stands before that was written by the sender.
"""

from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from aiohttp import web

FORWARDED = "X-Forwarded-For"
_HOME = 64  # bits of an IPv6 address that one subscriber has


def sender(request: web.Request, proxies: Collection[str]) -> str:
    """Return the address the request comes from, or "" when there is none."""
    address = request.remote or ""
    if address not in proxies:
        return address
    for named in reversed(",".join(request.headers.getall(FORWARDED, [])).split(",")):
        if (parsed := _parsed(named.strip())) is None:
            break
        address = str(parsed)
        if address not in proxies:
            break
    return address


def subscriber(address: str) -> str:
    """Return what all addresses of one subscriber have in common: limits are counted for that."""
    parsed = _parsed(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, _HOME), strict=False))
    return address


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        parsed = ip_address(text)
    except ValueError:
        return None
    return (parsed.ipv4_mapped or parsed) if isinstance(parsed, IPv6Address) else parsed
