"""A page whose user has changed it: it sends what its buttons do not.

Rule: it has its own connection and its own right to be there, and nothing of the server's.
"""

from typing import Any

from playwright.async_api import Page

# Before the page's own code: every socket that it opens can be written to from outside.
WIRES = """
const wires = [];
window.WebSocket = class extends WebSocket {
  constructor(...how) { super(...how); wires.push(this); }
};
window.askRaw = (type, message) => new Promise((resolve) => {
  const wire = wires.findLast(({ readyState }) => readyState === WebSocket.OPEN);
  const number = 900000 + Math.floor(Math.random() * 90000);
  wire.addEventListener("message", function hear({ data }) {
    if (typeof data !== "string" || !data.startsWith(`43${number}[`)) return;
    wire.removeEventListener("message", hear);
    resolve(JSON.parse(data.slice(8))[0]);
  });
  wire.send(`42${number}${JSON.stringify([type, { type, ...message }])}`);
});
"""


async def ask_raw(page: Page, type: str, **message: Any) -> dict[str, Any]:
    """Send a message past the page; return what the server answers."""
    answer: dict[str, Any] = await page.evaluate(
        "([type, message]) => askRaw(type, message)", [type, message]
    )
    return answer
