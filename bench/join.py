"""Milliseconds from the click on "join" to the first decoded frame of the lecturer, in Chromium.

The delivering and the joining page run on this machine, over loopback. The page itself marks the
click and the first frame (`requestVideoFrameCallback`). Every join is a new browser profile.
"""

import asyncio
from typing import Any

from bench import report
from bench.lesson import PATIENCE_MS, lesson, open_page, teach

READ = """() => {
  const at = (name) => performance.getEntriesByName(name)[0]?.startTime;
  return at("first-frame") === undefined ? null : at("first-frame") - at("join-click");
}"""


async def measure(joins: int) -> dict[str, Any]:
    """Join so many times, one after the other, and return the figures."""
    times: list[float] = []
    async with lesson("青山小学") as (_, browser, links):
        await teach(browser, links[0])
        for _ in range(joins):
            page = await open_page(browser, links[1])
            await page.click("[data-testid=join]", timeout=PATIENCE_MS)
            mark = await page.wait_for_function(READ, timeout=PATIENCE_MS)
            times.append(float(await mark.json_value()))
            await page.context.close()
    return {"joins": joins, "first_frame_ms": report.spread(times, 0)}


def main() -> None:
    """Read the command line, measure, print."""
    parser = report.arguments(__doc__)
    parser.add_argument("--joins", type=int, default=20)
    options = parser.parse_args()
    report.publish("join", asyncio.run(measure(options.joins)), options.json)


if __name__ == "__main__":
    main()
