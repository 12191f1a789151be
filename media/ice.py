"""ICE-lite (RFC 8445 §2.5): answers checks, and decides which path we send on.

The agent never sends a check, is always controlled, and believes the browser's nominations; but an
ICE password travels over signaling and may leak, so a nomination alone does not move media:

1. **Before the keys exist**, handshake records are answered on the path they came by; a handshake
   that we begin uses the path nominated last. The path that completes the handshake is the first
   send path.
2. **Afterwards** an authenticated, nominated check makes its path a *candidate*. The send path
   moves to a candidate when an SRTP or SRTCP packet from it decrypts and is no replay: only who
   holds the keys can make one. A peer that only receives proves itself so too, since browsers send
   receiver reports about once a second, and NACKs or TWCC feedback sooner.
3. A path that is left is no candidate until it is nominated anew, so that packets which were
   overtaken on the way do not move media back.
4. **Consent** (RFC 7675) belongs to the send path: an authenticated check, or a packet that
   decrypts, on *that* path. Someone with the password alone can neither divert a stream nor keep
   an abandoned one alive.

Nothing but checks is taken from an address without a path (`media/paths.py`), paths are bounded,
and a path that carries a transport's media cannot be claimed by another one.
"""

import secrets
from dataclasses import dataclass

from media import stun
from media.paths import Path, public_address

MAX_PATHS = 16  # candidate pairs a transport; a browser with Wi-Fi, 4G, VPN, v4, v6, TCP has eight
TYPE_PREFERENCE_HOST = 126  # RFC 8445 §5.1.2.2
# TCP only where UDP fails. A pair counts as its lower half (RFC 8445 §6.1.2.3), and Chromium gives
# its own relayed candidates 2 when it reaches the relay over UDP, 1 over TCP, 0 over TLS: this lies
# between the first two, so that UDP by way of the relay wins over TCP, and TCP without it over TCP
# with it. RFC 6544 §4.2 would have 90, and Chromium then stays with whichever came up first.
TYPE_PREFERENCE_TCP = 1


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user fragment, unique in this worker, and its password (RFC 8445 §5.3)."""

    fragment: str
    password: str

    @classmethod
    def new(cls) -> "Credentials":
        """Make them: 64 and 192 random bits, in characters of ice-char."""
        return cls(secrets.token_hex(8), secrets.token_hex(24))

    def parameters(self) -> dict[str, object]:
        """Return mediasoup's iceParameters."""
        return {
            "usernameFragment": self.fragment,
            "password": self.password,
            "iceLite": True,
        }


def host_candidate(address: str, port: int, protocol: str, index: int) -> dict[str, object]:
    """Return mediasoup's iceCandidate for one announced address; earlier ones are preferred."""
    kind = TYPE_PREFERENCE_HOST if protocol == "udp" else TYPE_PREFERENCE_TCP
    local = 65535 - index
    candidate: dict[str, object] = {
        "foundation": f"{protocol}{index}",
        "priority": (kind << 24) + (local << 8) + 255,
        "address": address,
        "ip": address,  # mediasoup-client before 3.16 reads this name
        "protocol": protocol,
        "port": port,
        "type": "host",
    }
    if protocol == "tcp":
        candidate["tcpType"] = "passive"
    return candidate


class IceAgent:
    """One transport's credentials and paths. No I/O: checks in, answers out."""

    def __init__(self, credentials: Credentials) -> None:
        """Begin with the first credentials."""
        self.current = credentials
        self.pending: Credentials | None = None  # after a restart, until the peer uses them
        self.paths: list[Path] = []
        self.selected: Path | None = None
        self._heard_at: float | None = None

    @property
    def consent_at(self) -> float | None:
        """Loop time of the last sign of consent for where we send; None before the first check."""
        return self.selected.heard_at if self.selected is not None else self._heard_at

    def credentials_for(self, fragment: str) -> Credentials | None:
        """Return the credentials a check names, if they are (still) ours."""
        for credentials in (self.current, self.pending):
            if credentials is not None and credentials.fragment == fragment:
                return credentials
        return None

    def restart(self, credentials: Credentials) -> Credentials | None:
        """Offer new credentials beside the current ones; return those that are now void."""
        void, self.pending = self.pending, credentials
        return void

    def use(self, credentials: Credentials) -> Credentials | None:
        """Note that an authenticated check used these; return those that are now void."""
        if credentials is not self.pending:
            return None
        void, self.current, self.pending = self.current, credentials, None
        return void

    def on_check(
        self, check: stun.StunMessage, path: Path, now: float, *, keyed: bool
    ) -> list[Path]:
        """Note a valid check on `path`; `keyed` once DTLS is up. Return the paths pushed out."""
        pushed_out: list[Path] = []
        if path not in self.paths:
            if len(self.paths) >= MAX_PATHS:
                unused = [known for known in self.paths if known is not self.selected]
                pushed_out.append(min(unused, key=lambda known: known.heard_at))
                self.paths.remove(pushed_out[0])
            self.paths.append(path)
        path.heard_at = now
        if not keyed:
            self._heard_at = now
        if check.use_candidate:
            path.candidate = True
            if not keyed:
                self.selected = path  # rule 1
        return pushed_out

    def on_handshake_done(self, path: Path) -> None:
        """Send where the keys were agreed (rule 1)."""
        self._select(path)

    def on_proof(self, path: Path) -> bool:
        """Note that a packet from another path decrypted; True when we moved to it (rule 2)."""
        if not path.candidate or path is self.selected:
            return False
        self._select(path)
        return True

    def forget(self, path: Path) -> None:
        """Drop a path whose connection is gone; media stops until another one is proven."""
        if path in self.paths:
            self.paths.remove(path)
        if path is self.selected:
            self._heard_at = path.heard_at
            self.selected = None

    def _select(self, path: Path) -> None:
        if self.selected is not None and self.selected is not path:
            self.selected.candidate = False  # rule 3
        self.selected = path


def answer(check: stun.StunMessage, path: Path, password: bytes) -> tuple[bytes, bool]:
    """Return the answer to an authenticated request, and whether it is a valid check.

    RFC 8489 §6.3.1 (420), RFC 8445 §7.3.1.1 (487: we are lite, hence never controlling) and §7.3
    (400: PRIORITY and a role are mandatory). What is not authenticated is not answered at all.
    """
    transaction = check.transaction
    if check.unknown_required:
        return stun.binding_error(transaction, 420, password, check.unknown_required), False
    if check.controlled is not None:
        return stun.binding_error(transaction, 487, password), False
    if check.priority is None or check.controlling is None:
        return stun.binding_error(transaction, 400, password), False
    return stun.binding_success(transaction, public_address(path.address), password), True
