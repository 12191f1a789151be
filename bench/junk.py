"""The flood of `bench.flood`: `python -m bench.junk ADDRESS PORT RATE SECONDS`.

Four sorts of datagrams from many ports, equally many of each: random bytes, checks that are well
made and have nobody's password, ClientHellos, and SRTP from addresses that carry none. Rule: a
burst of one sort and port is one call (UDP_SEGMENT), so that making the flood costs little of a
machine on which the lesson runs as well.
"""

import json
import random
import secrets
import socket
import struct
import sys
import time
from contextlib import suppress

from media import rtp, stun

PORTS = 64
BURST = 50  # datagrams a call; the system takes 64
VARIANTS = 16
UDP_SEGMENT = 103  # linux/udp.h


def check() -> bytes:
    """Return a check for nobody."""
    return stun.binding_request(
        transaction=stun.new_transaction(),
        username=f"{secrets.token_hex(8)}:{secrets.token_hex(2)}",
        password=b"nobody's",
        priority=1,
        tie_breaker=1,
        nominate=True,
    )


def client_hello() -> bytes:
    """Return a DTLS record that says it is a ClientHello (RFC 6347 §4.2.1)."""
    body = b"\xfe\xfd" + secrets.token_bytes(32) + bytes(2) + b"\0\2\xc0\x2b\1\0"
    length = len(body).to_bytes(3)
    handshake = b"\1" + length + bytes(5) + length + body
    return b"\x16\xfe\xff" + bytes(8) + len(handshake).to_bytes(2) + handshake


def media() -> bytes:
    """Return what looks like a protected packet of sound."""
    return rtp.build(
        payload_type=100,
        sequence=random.randrange(1 << 16),
        timestamp=random.randrange(1 << 32),
        ssrc=random.randrange(1 << 32),
        payload=secrets.token_bytes(96),
    )


SORTS = {
    "random": lambda: secrets.token_bytes(120),
    "check": check,
    "client_hello": client_hello,
    "media": media,
}


def flood(address: str, port: int, rate: float, seconds: float) -> dict[str, float]:
    """Send; return how much there was."""
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(PORTS)]
    for sock in sockets:
        sock.connect((address, port))
    bursts = []
    for make in SORTS.values():
        for _ in range(VARIANTS):
            made = [make() for _ in range(BURST)]
            size = struct.pack("=H", len(made[0]))
            bursts.append((b"".join(made), [(socket.SOL_UDP, UDP_SEGMENT, size)]))
    random.shuffle(bursts)
    began = time.monotonic()
    sent = turn = 0
    while (now := time.monotonic() - began) < seconds:
        due = now * rate
        while sent < due:
            data, control = bursts[turn % len(bursts)]
            with suppress(OSError):  # no room: that is the flood's own affair
                sockets[turn % PORTS].sendmsg([data], control)
            turn += 1
            sent += BURST
        time.sleep(0.001)
    for sock in sockets:
        sock.close()
    return {"sent": sent, "a_second": round(sent / seconds)}


def main() -> None:
    """Flood as the command line says; print how much it was."""
    address, port, rate, seconds = sys.argv[1:]
    print(json.dumps(flood(address, int(port), float(rate), float(seconds))))


if __name__ == "__main__":
    main()
