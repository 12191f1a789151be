// How a lesson's page is entered: by a joining link, `/teach#TOKEN`, `/learn#TOKEN` or, beside the
// classroom's own page, `/assist#TOKEN`, whose fragment
// never reaches a server's log; or by the lesson, `/learn?lesson=ID`, as whoever is signed in; with
// `&room=1` as this classroom's device.

const TOKEN = /^[A-Za-z0-9_-]{16,128}$/;
const LESSON = /^[A-Za-z0-9_.:-]{1,64}$/;

export type Entry =
  | { by: "link"; token: string }
  | { by: "session" | "device"; lesson: string };

/** How the page at this address goes in, or null when the address says nothing of it. */
export function entryOf(location: { search: string; hash: string }): Entry | null {
  const token = tokenOf(location.hash);
  if (token) return { by: "link", token };
  const query = new URLSearchParams(location.search);
  const lesson = query.get("lesson") ?? "";
  if (!LESSON.test(lesson)) return null;
  return { by: query.has("room") ? "device" : "session", lesson };
}

/** What tells this way in from others of the same tab. */
export const entryKey = (entry: Entry): string =>
  entry.by === "link" ? entry.token : `${entry.by} ${entry.lesson}`;

/** The token of a location's fragment, or null when there is none that could be one. */
export function tokenOf(hash: string): string | null {
  const token = hash.replace(/^#/, "");
  return TOKEN.test(token) ? token : null;
}

/** What somebody pasted, as a path on this site to go to, or null. */
export function pathOf(pasted: string, origin: string): string | null {
  let url: URL;
  try {
    url = new URL(pasted.trim(), origin);
  } catch {
    return null;
  }
  const page = url.pathname.replace(/\/$/, "");
  if (!["/teach", "/learn", "/assist"].includes(page)) return null;
  return tokenOf(url.hash) ? `${page}${url.search}${url.hash}` : null;
}

/** A new page load's session: 24 random bytes, base64url. */
export function newSession(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, "-")
    .replace(/\//g, "_");
}
