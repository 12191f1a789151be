// What Chinese PDFs without fonts of their own need to be read: Adobe's character maps, as files.

const URLS = import.meta.glob<string>(
  "/node_modules/pdfjs-dist/cmaps/{Adobe-GB1,Adobe-CNS1,B5,ETen,GB,UniCNS,UniGB}*.bcmap",
  { query: "?url", import: "default", eager: true },
);

/** pdf.js asks this for each it needs. */
export class CMaps {
  async fetch({ name }: { name: string }): Promise<{ cMapData: Uint8Array; isCompressed: true }> {
    const url = URLS[`/node_modules/pdfjs-dist/cmaps/${name}.bcmap`];
    if (!url) throw new Error(`no character map ${name}`);
    const data = await (await fetch(url)).arrayBuffer();
    return { cMapData: new Uint8Array(data), isCompressed: true };
  }
}
