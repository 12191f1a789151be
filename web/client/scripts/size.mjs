// First load of each page, gzipped, from Vite's manifest: fails over the limit of the specification.
// The administration pages have a limit of their own: they bring Element Plus, to a desk.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT_KB = 300;
const ADMIN_LIMIT_KB = 250; // the frame; each page of it comes as a chunk of its own
const root = new URL("../../static/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", root), "utf8"));

function files(key, seen = new Set()) {
  const chunk = manifest[key];
  if (!chunk || seen.has(key)) return [];
  seen.add(key);
  return [
    chunk.file,
    ...(chunk.css ?? []),
    ...(chunk.imports ?? []).flatMap((next) => files(next, seen)),
  ];
}

const gzipped = (file) => gzipSync(readFileSync(new URL(file, root)), { level: 9 }).length;
const pages = { "/": "Landing", "/setup": "Setup", "/activate": "Activate", "/account": "Account", "/questions": "Questions", "/inspections": "Inspections", "/teach": "Teach", "/learn": "Learn", "/assist": "Assist", "/room": "Room", "/line": "Line", "/recordings": "Recordings", "/review": "Review", "/admin": "Admin" };
let over = false;
for (const [path, page] of Object.entries(pages)) {
  const entry = files("index.html");
  const own = files(`src/pages/${page}.vue`);
  if (own.length === 0) throw new Error(`${page} is not in the manifest`);
  const bytes = [...new Set(["index.html", ...entry, ...own])].reduce(
    (sum, f) => sum + gzipped(f),
    0,
  );
  const kb = bytes / 1000;
  const limit = path === "/admin" ? ADMIN_LIMIT_KB : LIMIT_KB;
  over ||= kb > limit;
  console.log(`${path.padEnd(8)} ${kb.toFixed(1).padStart(7)} kB gzipped (limit ${limit})`);
}
if (over) process.exitCode = 1;
