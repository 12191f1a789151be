// How large a page is drawn: pure. A canvas has as many pixels as the screen shows of it, so that
// letters are as sharp as the page's own; and no more than an old PC can draw.

export interface Size {
  width: number;
  height: number;
}

const MOST_PIXELS = 12_000_000; // a 4K wall has eight

/** The page in the box, whole and as large as can be, in CSS pixels. */
export function fit(box: Size, page: Size): Size {
  const scale = Math.min(box.width / page.width, box.height / page.height);
  return {
    width: Math.max(1, Math.floor(page.width * scale)),
    height: Math.max(1, Math.floor(page.height * scale)),
  };
}

/** The canvas for it, in pixels of the screen. */
export function pixels(shown: Size, ratio: number): Size {
  const most = Math.sqrt(MOST_PIXELS / (shown.width * shown.height));
  const scale = Math.min(ratio, most);
  return { width: Math.round(shown.width * scale), height: Math.round(shown.height * scale) };
}
