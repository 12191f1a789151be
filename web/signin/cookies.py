"""The session's cookie.

Rule: scripts cannot read it, other sites' pages cannot send it, and over https no other host and no
plain connection can set it (`__Host-`). It ends with the browser; the server's limits end it
sooner.
"""

from collections.abc import Mapping

from aiohttp import web

_PLAIN, _SECURE = "sanketang", "__Host-sanketang"
_LONGEST = 128


class Cookies:
    """Writes and reads the cookie."""

    def __init__(self, *, secure: bool) -> None:
        """`secure`: whether the outside world comes by https."""
        self._secure = secure
        self.name = _SECURE if secure else _PLAIN

    def secret(self, cookies: Mapping[str, str]) -> str:
        """Return the session's secret that came along; "" without one, or with none of ours."""
        secret = cookies.get(self.name, "")
        return secret if len(secret) <= _LONGEST and secret.isascii() else ""

    def give(self, response: web.StreamResponse, secret: str) -> None:
        """Have the browser keep the secret."""
        response.set_cookie(
            self.name, secret, path="/", httponly=True, secure=self._secure, samesite="Strict"
        )

    def take(self, response: web.StreamResponse) -> None:
        """Have the browser forget it."""
        response.del_cookie(
            self.name, path="/", httponly=True, secure=self._secure, samesite="Strict"
        )
