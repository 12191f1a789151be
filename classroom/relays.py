"""What a page is told of our TURN server: its addresses, and credentials that are good for a while.

Rule: pure. The credentials are made for one page from a secret that coturn shares (the "TURN REST
API", draft-uberti-behave-turn-rest-00 §2.2), so that nothing has to be told to coturn: it proves
the name, which holds until when it is good. The name says nothing of anybody; name, password and
secret are never logged.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from typing import Any

NAME_CHARS = 16  # of the opaque half of the name, by which coturn counts a page's allocations


class Relays:
    """The relays of this server; none, when nothing is configured."""

    def __init__(
        self, urls: Sequence[str] = (), secret: str = "", lifetime_seconds: float = 3600.0
    ) -> None:
        """Tell pages `urls` (RFC 7065), with credentials that are good for `lifetime_seconds`."""
        self._urls = tuple(urls)
        self._secret = secret.encode()
        self._lifetime = lifetime_seconds

    def __repr__(self) -> str:
        """Show the addresses, never the secret."""
        return f"Relays({', '.join(self._urls)})"

    def for_page(self, page: str, now: float) -> list[dict[str, Any]]:
        """Return an RTCIceServer for each address (W3C WebRTC §4.2.2), with credentials that `page`
        has to itself; `now` in seconds since the epoch. Empty without a relay.
        """
        if not self._urls:
            return []
        name = f"{int(now + self._lifetime)}:{self._opaque(page)}"
        password = base64.b64encode(self._sign(name)).decode()
        return [{"urls": [url], "username": name, "credential": password} for url in self._urls]

    def described(self, description: dict[str, Any], page: str, now: float) -> dict[str, Any]:
        """Return a transport's description with the relays that `page` may reach it by."""
        return {**description, "iceServers": self.for_page(page, now)}

    def _opaque(self, page: str) -> str:
        return hmac.new(self._secret, page.encode(), hashlib.sha256).hexdigest()[:NAME_CHARS]

    def _sign(self, name: str) -> bytes:
        return hmac.new(self._secret, name.encode(), hashlib.sha1).digest()
