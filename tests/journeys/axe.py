"""What breaks WCAG 2.2 AA on a page as it is now, by axe-core in the page itself."""

from typing import Any

from playwright.async_api import Page

from tools.live_server import ROOT

AXE = ROOT / "web/client/node_modules/axe-core/axe.min.js"
# What fades in has too little contrast until it is there, and may only be about to begin; what
# turns for ever, or rests, is not waited for.
STILL = """async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 20)));
    for (let quiet = 0, looks = 0; quiet < 3 && looks < 100; looks++) {
        await frame();
        const moves = document.getAnimations().some((each) =>
            each.playState === "running" && each.effect?.getComputedTiming().endTime !== Infinity);
        quiet = moves ? 0 : quiet + 1;
    }
}"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


async def violations(page: Page) -> list[str]:
    """Return each with its element and what to do."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.read_text())
    await page.evaluate(STILL)
    options = {"runOnly": RULES, "resultTypes": ["violations"]}  # of the others, no elements
    found: dict[str, Any] = await page.evaluate("(options) => axe.run(options)", options)
    return [
        f"{each['id']}: {node['html']} {node.get('failureSummary', '')}"
        for each in found["violations"]
        for node in each["nodes"]
    ]
