"""`turn-config`: the configuration of coturn (Debian's, 4.6) that fits our settings.

Rule: coturn relays to our media addresses and to nothing else. It is no open relay even for whoever
has good credentials: all other peers are denied, it answers no STUN, and has no console.
"""

import re
from argparse import Namespace
from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from commands.relays import secret
from config.load import BadSettings
from config.sections import Settings
from media.addresses import announced_addresses, interface_addresses, listen_addresses
from media.configured import worker_settings

PLAIN_PORT, TLS_PORT = 3478, 5349  # RFC 8656 §2.4; a page that is told no port tries these
HERE = "127.0.0.1"  # where a proxy finds it
# What one page may hold at once: two transports, each asking every address over each of a PC's
# networks, and once more while both restart.
OF_A_PAGE = 48
# Bytes a second of one allocation: more than the most that one page receives, eight pictures.
FASTEST = 2_000_000


async def config(settings: Settings, _args: Namespace) -> None:
    """Print turnserver.conf. It holds the secret: let nobody but coturn's user read the file.

    Raises:
        BadSettings: there is no TURN server in the settings, or none that one coturn can be.
    """
    for line in lines(settings):
        print(line)


def lines(settings: Settings) -> Iterator[str]:
    """Yield the lines of the file.

    Raises:
        BadSettings: as above.
    """
    turn = settings.turn
    if not turn.urls:
        raise BadSettings("turn.urls is empty: config/default.toml says what to put there")
    media = worker_settings(settings)
    heard = [a for a in media.listen if not ip_address(a).is_unspecified] or listen_addresses(
        "", interface_addresses()
    )
    announced = announced_addresses(heard, media.announce)
    beside = not turn.listen or bool(set(turn.listen) & set(heard))
    listening = list(turn.listen) or [a for a in heard if not ip_address(a).is_loopback] or heard
    plain = _port(turn.urls, "turn", PLAIN_PORT)
    tls = None if turn.proxied_port else _port(turn.urls, "turns", TLS_PORT)
    waiting = listening if plain or tls else []
    if turn.proxied_port:
        if plain not in (None, turn.proxied_port):
            raise BadSettings("turn: addresses have to name turn.proxied_port: coturn has one port")
        waiting = [HERE, *waiting]
    ports = f"{media.port}-{media.port + media.workers - 1}" if media.port else "media.port"

    yield "# Printed by `sanketang turn-config` for Debian's coturn: print it anew, do not edit it."
    yield from (f"listening-ip={address}" for address in waiting)
    yield from (f"relay-ip={address}" for address in listening)
    if plain or turn.proxied_port:
        yield f"listening-port={plain or turn.proxied_port}"
    else:
        yield "no-tcp"
    if not plain:
        yield "no-udp"
    if tls:
        yield f"tls-listening-port={tls}"
        yield f"cert={turn.certificate}"
        yield f"pkey={turn.key}"
        yield from ("no-tlsv1", "no-tlsv1_1")
    else:
        yield "no-tls"
    yield "no-dtls"
    yield ""
    yield "# Credentials are good for a while, and made by our server."
    yield "use-auth-secret"
    yield f"static-auth-secret={secret(settings)}"
    yield f"realm={turn.realm or _host(turn.urls[0])}"
    yield from ("fingerprint", "stale-nonce=600")
    yield ""
    yield f"# It relays to our media addresses only, there to ports {ports}: see docs/install."
    if beside:
        yield from _translated(announced, heard)
    yield "denied-peer-ip=0.0.0.0-255.255.255.255"
    yield "denied-peer-ip=::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
    for address in dict.fromkeys([*announced, *(heard if beside else [])]):
        yield f"allowed-peer-ip={address}"
    yield from ("no-multicast-peers", "no-tcp-relay")
    yield f"min-port={turn.first_port}"
    yield f"max-port={turn.last_port}"
    yield f"user-quota={OF_A_PAGE}"
    yield f"total-quota={turn.last_port - turn.first_port + 1}"
    yield f"max-bps={FASTEST}"
    yield ""
    yield "# It is a relay and nothing else, and tells strangers nothing."
    yield from ("no-stun", "no-cli", "no-rfc5780", "no-software-attribute")
    yield from ("syslog", "simple-log")


def _translated(announced: Sequence[str], heard: Sequence[str]) -> Iterator[str]:
    """Say which of our own addresses stands behind each that only the outside knows (NAT): a page
    names the outer one, and coturn, beside us, reaches the inner.
    """
    for outer in announced:
        version = ip_address(outer).version
        inner = [a for a in heard if ip_address(a).version == version]
        if outer not in heard and inner:
            yield f"external-ip={outer}/{inner[0]}"


def _port(urls: Sequence[str], scheme: str, default: int) -> int | None:
    """Return the port at which pages look for coturn, which listens on one of each kind.

    Raises:
        BadSettings: there are more.
    """
    named = {_parts(url)[1] or default for url in urls if url.startswith(f"{scheme}:")}
    if len(named) > 1:
        raise BadSettings(f"turn.urls names more than one port for {scheme}:")
    return named.pop() if named else None


def _host(url: str) -> str:
    return _parts(url)[0]


def _parts(url: str) -> tuple[str, int | None]:
    rest = re.sub(r"^turns?:", "//", url)
    try:
        split = urlsplit(rest)
        return split.hostname or "", split.port
    except ValueError:
        raise BadSettings(f"turn.urls: {url} has no such port") from None
