// A PDF, drawn by pdf.js in a worker of our own origin; a chunk of its own.
//
// Rule: it is drawn and nothing else. No script in it runs, no link is followed, no form is filled
// in: only the page's picture is asked for. The page that is asked for last is drawn first, and the
// next one is drawn before it is asked for.

import { getDocument, GlobalWorkerOptions } from "pdfjs-dist/legacy/build/pdf.mjs";
import PdfWorker from "pdfjs-dist/legacy/build/pdf.worker.mjs?worker";

import { CMaps } from "./cmaps";
import type { Deck, Source } from "./deck";
import type { Size } from "./fit";

const KEPT = 4; // drawn pages: this one, its thumbnail, and the same of the next
const MOST_PIXELS_OF_A_PICTURE = 40_000_000;

let worker: Worker | null = null;

export async function openPdf({ url, headers }: Source): Promise<Deck> {
  GlobalWorkerOptions.workerPort ??= worker ??= new PdfWorker();
  const loading = getDocument({
    url,
    httpHeaders: headers,
    isEvalSupported: false,
    enableXfa: false,
    maxImageSize: MOST_PIXELS_OF_A_PICTURE,
    CMapReaderFactory: CMaps,
    useWorkerFetch: false,
    verbosity: 0,
  });
  const document = await loading.promise;
  const drawn = new Map<string, Promise<HTMLCanvasElement>>();

  async function size(page: number): Promise<Size> {
    const { width, height } = (await document.getPage(page)).getViewport({ scale: 1 });
    return { width, height };
  }

  async function render(page: number, pixels: Size): Promise<HTMLCanvasElement> {
    const proxy = await document.getPage(page);
    const whole = proxy.getViewport({ scale: 1 });
    const viewport = proxy.getViewport({ scale: pixels.width / whole.width });
    const canvas = window.document.createElement("canvas");
    canvas.width = pixels.width;
    canvas.height = pixels.height;
    const canvasContext = canvas.getContext("2d", { alpha: false });
    if (!canvasContext) throw new Error("no canvas");
    await proxy.render({ canvasContext, viewport, annotationMode: 0 }).promise;
    return canvas;
  }

  function kept(page: number, pixels: Size): Promise<HTMLCanvasElement> {
    const key = `${page} ${pixels.width}×${pixels.height}`;
    const picture = drawn.get(key) ?? render(page, pixels);
    drawn.delete(key);
    drawn.set(key, picture); // the latest is last
    for (const old of [...drawn.keys()].slice(0, -KEPT)) drawn.delete(old);
    picture.catch(() => drawn.delete(key));
    return picture;
  }

  return {
    pages: document.numPages,
    size,
    async draw(page, pixels) {
      const picture = await kept(page, pixels);
      if (page < document.numPages) void kept(page + 1, pixels).catch(() => {});
      return picture;
    },
    close: () => void loading.destroy(),
  };
}
