"""What every response tells the browser to be careful about.

Rule: a page runs our own scripts and speaks to this server only; nobody frames it, and the address
it came from (it may hold a token in its fragment) is told to nobody.
"""

import re

from aiohttp import web

HTTPS_SECONDS = 365 * 86_400  # a browser that has been here by HTTPS comes by nothing else

HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?")

_ALWAYS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(self), microphone=(self), display-capture=(self), screen-wake-lock=(self), "
        "fullscreen=(self), autoplay=(self), geolocation=(), payment=(), usb=()"
    ),
    "Referrer-Policy": "no-referrer",
    "Server": "sanketang",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def content_security_policy(host: str) -> str:
    """Return the policy for pages of this host.

    Older browsers do not count WebSockets of the same host as 'self' (CSP 3 does), so it is named.
    """
    sockets = f" ws://{host} wss://{host}" if HOST.fullmatch(host) else ""
    return "; ".join(
        [
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "media-src 'self' blob: mediastream:",
            f"connect-src 'self'{sockets}",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def add_to(response: web.StreamResponse, host: str) -> None:
    """Add the headers to the answer to a request for `host`, as its sender spells it. What is no
    page may have a stricter policy already.
    """
    response.headers.update(_ALWAYS)
    response.headers.setdefault("Content-Security-Policy", content_security_policy(host))


async def secure(request: web.Request, response: web.StreamResponse) -> None:
    """Add the headers; an `on_response_prepare` signal."""
    # Not `request.host`: without a Host it looks this machine's name up, and everybody waits.
    add_to(response, request.headers.get("Host", ""))
    if request.transport is not None and request.transport.get_extra_info("sslcontext"):
        response.headers["Strict-Transport-Security"] = f"max-age={HTTPS_SECONDS}"
