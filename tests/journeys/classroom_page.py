"""A teach or learn page as the person before it uses it. Rule: only what a user can see or press,
and the page's own diagnostics; no hook into the application.
"""

from typing import Any

from playwright.async_api import Browser, Locator, Page, expect

PATIENCE_MS = 20_000  # a slow machine takes its time; a broken page never gets there

# Both look the element up anew each time: a page that rebuilds its media may replace it.

# Resolves once the picture differs from what it was at least 500 ms ago.
MOVES = """(selector, resolve) => {
  const canvas = document.createElement("canvas");
  canvas.width = 64; canvas.height = 36;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const sums = (video) => {
    context.drawImage(video, 0, 0, 64, 36);
    const data = context.getImageData(0, 0, 64, 36).data;
    const out = new Array(16).fill(0);
    for (let i = 0; i < data.length; i += 4) {
      out[(i >> 2) & 15] += data[i] + data[i + 1] + data[i + 2];
    }
    return out;
  };
  let before = null;
  const look = () => {
    const video = document.querySelector(selector);
    if (video?.videoWidth && video.readyState >= 2 && video.checkVisibility()) {
      const now = sums(video);
      const moved = before?.some((sum, index) => Math.abs(sum - now[index]) > 100);
      if (moved) return resolve(true);
      before = now;
    }
    setTimeout(look, 500);
  };
  look();
}"""

# Resolves once the sound of an audio element has energy.
SOUNDS = """(selector, resolve) => {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  const samples = new Float32Array(analyser.fftSize);
  let heard = null;
  const listen = () => {
    const audio = document.querySelector(selector);
    const track = audio?.srcObject?.getAudioTracks()[0];
    if (track && track !== heard) {
      heard = track;
      context.createMediaStreamSource(audio.srcObject).connect(analyser);
    }
    analyser.getFloatTimeDomainData(samples);
    const energy = Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
    if (track && !audio.paused && energy > 0.003) {
      context.close();
      return resolve(true);
    }
    setTimeout(listen, 50);
  };
  listen();
}"""


class ClassroomPage:
    """One open page."""

    def __init__(self, page: Page) -> None:
        """Wrap a page; use `open_page`."""
        self.page = page
        self.problems: list[str] = []
        self.foreign: list[str] = []
        page.on("pageerror", lambda error: self.problems.append(str(error)))

    def by(self, testid: str) -> Locator:
        """Find an element by its test id."""
        return self.page.get_by_test_id(testid)

    async def join(self) -> "ClassroomPage":
        """Pass the device check."""
        await expect(self.by("check-camera")).to_have_attribute(
            "data-state", "ok", timeout=PATIENCE_MS
        )
        await self.by("join").click(timeout=PATIENCE_MS)
        await expect(self.by("lesson")).to_be_visible(timeout=PATIENCE_MS)
        return self

    async def start(self) -> None:
        """Start the lesson, as the lecturer."""
        await self.by("start").click(timeout=PATIENCE_MS)
        await self.phase_is("live")

    async def phase_is(self, phase: str) -> None:
        """Wait until the page shows the phase."""
        await expect(self.by("phase").first).to_have_attribute(
            "data-phase", phase, timeout=PATIENCE_MS
        )

    def picture(self, **which: str) -> Locator:
        """Find pictures of others by classroom, source or place."""
        return self.page.locator(_selector("video", "picture", which))

    def sound(self, **which: str) -> Locator:
        """Find sounds by classroom or source."""
        return self.page.locator(_selector("audio", "sound", which))

    async def sees_moving(self, **which: str) -> None:
        """Wait until this picture is there and moves."""
        await self._within(f"a moving picture {which}", MOVES, _selector("video", "picture", which))

    async def moves(self, selector: str) -> None:
        """Wait until whatever picture this finds is there and moves."""
        await self._within(f"a moving {selector}", MOVES, selector)

    async def hears(self, **which: str) -> None:
        """Wait until this sound is there and has energy."""
        await self._within(f"a sound {which}", SOUNDS, _selector("audio", "sound", which))

    async def _within(self, what: str, script: str, selector: str) -> None:
        found = await self.page.evaluate(
            f"""([selector, ms]) => new Promise((resolve) => {{
              setTimeout(() => resolve(false), ms);
              ({script})(selector, resolve);
            }})""",
            [selector, PATIENCE_MS],
        )
        assert found, f"not {what}; the page measured {await self.stats()}"

    async def stats(self) -> dict[str, Any]:
        """Return what the browser measures."""
        figures: dict[str, Any] = await self.page.evaluate("window.__sanketang?.stats()")
        return figures

    async def until_stats(self, condition: str) -> dict[str, Any]:
        """Wait until a JavaScript condition on `stats` holds; return the stats."""
        await self.page.wait_for_function(
            f"async () => {{ const stats = await __sanketang.stats(); return {condition}; }}",
            timeout=PATIENCE_MS,
            polling=250,
        )
        return await self.stats()


def _selector(element: str, testid: str, which: dict[str, str]) -> str:
    conditions = "".join(f'[data-{name}="{value}"]' for name, value in which.items())
    others = ':not([data-place="self"]):not([data-testid="walls-now"] *)'  # there, it is one's own
    return f'{element}[data-testid="{testid}"]{conditions}{others}'


async def open_page(
    browser: Browser, link: str, *, init_script: str | None = None, query: str = ""
) -> ClassroomPage:
    """Open a joining link in a browser profile of its own."""
    context = await browser.new_context(viewport={"width": 1366, "height": 768})
    page = await context.new_page()
    if init_script is not None:
        await page.add_init_script(init_script)
    opened = ClassroomPage(page)
    origin = "/".join(link.split("/")[:3])
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((origin, origin.replace("http", "ws"), "data:", "blob:"))
            else opened.foreign.append(request.url)
        ),
    )
    await page.goto(link.replace("#", f"{query}#", 1))
    return opened
