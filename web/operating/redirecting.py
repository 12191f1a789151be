"""A port where http:// is sent on to https://, for those who type an address without either.

Rule: it knows nothing and answers nothing else. Where to is `public_url`, or the host that was
asked for: never a host of another spelling than hosts have.
"""

from urllib.parse import urlsplit

from aiohttp import web

from web.headers import HOST

PERMANENT = 308


def redirecting(public_url: str, port: int) -> web.Application:
    """Return the application; `port` is where https:// is served."""

    async def on(request: web.Request) -> web.Response:
        asked = request.headers.get("Host", "")
        if public_url:
            there = f"https://{urlsplit(public_url).netloc}"
        elif HOST.fullmatch(asked):
            host = urlsplit(f"//{asked}").hostname or ""
            host = f"[{host}]" if ":" in host else host
            there = f"https://{host}" if port == 443 else f"https://{host}:{port}"
        else:
            return web.Response(status=400, text="no host")
        return web.Response(status=PERMANENT, headers={"Location": f"{there}{request.raw_path}"})

    app = web.Application(client_max_size=1024)
    app.router.add_route("*", "/{path:.*}", on)
    return app
