// What this tab remembers over a reload: that it was in a lesson, so that a wall whose power
// failed goes back by itself. Kept for the tab only, and never the token itself.

const RETURN_WITHIN_MS = 6 * 3_600_000; // longer than any morning of lessons

/** A short, one-way mark of a token (FNV-1a); two links of one tab must not be mixed up. */
function mark(token: string): string {
  let hash = 0x811c9dc5;
  for (const char of token) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0;
  return `sanketang.in.${hash.toString(36)}`;
}

function tab(): Storage | null {
  try {
    return sessionStorage;
  } catch {
    return null; // storage may be forbidden
  }
}

export const memory = {
  entered(token: string): void {
    tab()?.setItem(mark(token), String(Date.now()));
  },
  left(token: string): void {
    tab()?.removeItem(mark(token));
  },
  /** This tab was in that lesson a moment ago. */
  wasIn(token: string): boolean {
    const kept = tab()?.getItem(mark(token)) ?? null;
    if (kept === null) return false; // not "at zero": an old PC's clock may stand at 1970
    return Date.now() - Number(kept) < RETURN_WITHIN_MS;
  },
};
