"""What is drawn in a lesson, seen as points of a colour on the page; and a hand that draws."""

from tests.journeys.classroom_page import PATIENCE_MS, ClassroomPage

# How many points of a layer of ink are of this colour.
INKED = """([colour, least]) => {
  const canvas = document.querySelector("[data-testid=ink] canvas");
  if (!canvas?.width || !canvas.checkVisibility()) return false;
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let found = 0;
  for (let i = 0; i < data.length; i += 4) {
    const far = colour.reduce((sum, value, n) => sum + Math.abs(value - data[i + n]), 0);
    if (data[i + 3] > 200 && far < 24) found += 1;
  }
  return found >= least;
}"""
RED, BLUE = [196, 22, 28], [11, 87, 183]

# Whether something dark is written on the page that is shown.
WRITTEN = """() => {
  const canvas = document.querySelector("[data-testid=slide] canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.some((value, i) => i % 4 === 0 && value < 64);
}"""


async def draw(page: ClassroomPage, begin: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw with the mouse, from one part of the sheet to another."""
    sheet = await page.by("ink-canvas").bounding_box()
    assert sheet is not None
    (x, y), mouse = (sheet["x"], sheet["y"]), page.page.mouse
    await mouse.move(x + begin[0] * sheet["width"], y + begin[1] * sheet["height"])
    await mouse.down()
    await mouse.move(x + end[0] * sheet["width"], y + end[1] * sheet["height"], steps=8)
    await mouse.up()


async def both_strokes_are_on(page: ClassroomPage) -> None:
    """Wait until something red and something blue is drawn on what the page shows."""
    for colour in (RED, BLUE):
        await page.page.wait_for_function(INKED, arg=[colour, 100], timeout=PATIENCE_MS)
