// Slides that can be drawn: a PDF, or one picture.

import type { FileState } from "../protocol";
import type { Size } from "./fit";

export interface Deck {
  readonly pages: number;
  size(page: number): Promise<Size>;
  /** A picture of the page, of just so many pixels. Whoever asked last is served first. */
  draw(page: number, pixels: Size): Promise<CanvasImageSource>;
  close(): void;
}

export interface Source {
  url: string;
  headers: Record<string, string>;
}

export async function openDeck(file: Pick<FileState, "kind">, source: Source): Promise<Deck> {
  // pdf.js is ten times the rest of the page: it comes when there is something to draw.
  if (file.kind === "pdf") return (await import("./pdf")).openPdf(source);
  return openPicture(source);
}

async function openPicture({ url, headers }: Source): Promise<Deck> {
  const answer = await fetch(url, { headers });
  if (!answer.ok) throw new Error(`picture: ${answer.status}`);
  const bitmap = await createImageBitmap(await answer.blob());
  return {
    pages: 1,
    size: () => Promise.resolve({ width: bitmap.width, height: bitmap.height }),
    draw: () => Promise.resolve(bitmap),
    close: () => bitmap.close(),
  };
}
