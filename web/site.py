"""The built pages, as files: looked up once at the start, served from a table.

Rule: what is not in the table is not there, so no path leads out of the folder. Files under
/assets/ have a hash in their name and never change; everything else is asked for again each time.
"""

from pathlib import Path

from aiohttp import web

from web.routes import Access, Rate, Route

STATIC = Path(__file__).parent / "static"
INDEX = "/index.html"
PAGES = (
    "/",
    "/teach",
    "/learn",
    "/assist",
    "/room",
    "/line",
    "/setup",
    "/activate",
    "/account",
    "/questions",
    "/inspections",
    "/recordings",
    "/review/{lesson}",
    "/admin",
    "/admin/{part:.*}",
)
FOREVER = "public, max-age=31536000, immutable"
# A 304 that is to be compressed gets a body (aiohttp 3.14), and the connection is out of step.
_CONDITIONS = ("If-None-Match", "If-Modified-Since")
_TEXT = {".css", ".html", ".js", ".json", ".svg", ".txt", ".webmanifest"}

_NOT_BUILT = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>三课堂 Sanketang</title>
<h1>网页尚未构建</h1>
<p>服务器已在运行，但 <code>web/static/</code> 里还没有网页。
请在项目目录中运行 <code>make run</code>，它会构建网页并启动服务器。</p>
<h1 lang="en">The pages are not built yet</h1>
<p lang="en">The server runs, but there are no pages in <code>web/static/</code>. Run
<code>make run</code> in the project's folder: it builds them and starts the server.</p>
</html>
"""


class Site:
    """The pages and what they load."""

    def __init__(self, folder: Path = STATIC) -> None:
        """Look up what there is in `folder`; none is needed for the server to run."""
        self._files = {
            "/" + path.relative_to(folder).as_posix(): path
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.relative_to(folder).as_posix().startswith(".")
        }

    def routes(self) -> list[Route]:
        """Return the rows that serve it all; files last, since their paths take what is left."""
        public = (Access.PUBLIC, self.page, Rate.FREE)
        files = (Access.PUBLIC, self.file, Rate.FREE)
        return [
            *(Route("GET", page, *public) for page in PAGES),
            Route("GET", "/{name:[^/]+}", *files),
            Route("GET", "/assets/{name:.+}", *files),
        ]

    async def page(self, request: web.Request) -> web.StreamResponse:
        """Answer with the application, whatever page of it was asked for."""
        if INDEX not in self._files:
            return web.Response(status=503, text=_NOT_BUILT, content_type="text/html")
        return self._send(request, INDEX)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Answer with one file."""
        if request.path not in self._files:
            raise web.HTTPNotFound
        return self._send(request, request.path)

    def _send(self, request: web.Request, name: str) -> web.FileResponse:
        path = self._files[name]
        cache = FOREVER if name.startswith("/assets/") else "no-cache"
        response = web.FileResponse(path, headers={"Cache-Control": cache})
        asked_before = any(name in request.headers for name in _CONDITIONS)
        if path.suffix in _TEXT and request.method == "GET" and not asked_before:
            response.enable_compression()
        return response
