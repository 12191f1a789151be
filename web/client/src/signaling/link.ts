// The joining link: `/teach#TOKEN` or `/learn#TOKEN`. The fragment never reaches a server's log.

const TOKEN = /^[A-Za-z0-9_-]{16,128}$/;

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
  if (page !== "/teach" && page !== "/learn") return null;
  return tokenOf(url.hash) ? `${page}${url.search}${url.hash}` : null;
}

/** A new page load's session: 24 random bytes, base64url. */
export function newSession(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, "-")
    .replace(/\//g, "_");
}
