"""What a connection's greeting and its first request together say: who knocks.

Rule: the page's own words are taken from `Hello` only; cookies, address and the server's spelling
come from the request that opened the connection.
"""

from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from classroom.admission import Knock, Proof
from classroom.links import hash_token
from signaling.messages import DeviceProof, Hello

COOKIES = 16  # looked at; whoever sends more is none of our pages

Address = Callable[[web.Request], str]


def remote(request: web.Request) -> str:
    """Return the address at the other end of the connection."""
    return request.remote or ""


def origins(host: str, public_url: str) -> tuple[str, ...]:
    """Return how this server may be spelt in the address bar of a page that asked for `host`."""
    spelt = (public_url, f"https://{host}", f"http://{host}")
    return tuple(each for each in dict.fromkeys(spelt) if not each.endswith("://") and each)


def knock(hello: Hello, environ: Mapping[str, Any], public_url: str, address: Address) -> Knock:
    """Return the knock of a connection that was opened with `environ`."""
    request: web.Request = environ["aiohttp.request"]
    return Knock(
        session=hash_token(hello.session),
        token=hello.token or "",
        lesson=hello.lesson or "",
        proof=_proof(hello.proof),
        cookies=dict(list(request.cookies.items())[:COOKIES]),
        origins=origins(request.headers.get("Host", ""), public_url),
        address=address(request),
        assists=hello.assists,
    )


def _proof(proof: DeviceProof | None) -> Proof | None:
    if proof is None:
        return None
    return Proof(device=proof.device, nonce=proof.nonce, signature=proof.signature)
