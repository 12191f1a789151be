// Points of a stroke as one short text, and back. What each character says: classroom/ink/points.py.

export const SIDE = 16_383; // right and lower edge of a surface, whatever its size
export const FORCE = 63;

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const DIGITS = new Map([...ALPHABET].map((character, digit) => [character, digit]));

/** x, y and the pen's force (0 … 63; -1: it cannot tell). */
export interface Point {
  x: number;
  y: number;
  force: number;
}

export function write(points: readonly Point[], pressed: boolean): string {
  let out = "";
  let before = [0, 0, 0];
  for (const { x, y, force } of points) {
    const now = pressed ? [x, y, Math.max(0, force)] : [x, y];
    now.forEach((value, axis) => {
      const difference = value - (before[axis] ?? 0);
      let rest = difference >= 0 ? difference << 1 : (-difference << 1) - 1;
      for (; rest >= 32; rest >>= 5) out += ALPHABET[(rest & 31) | 32];
      out += ALPHABET[rest];
    });
    before = now;
  }
  return out;
}

/** The points; what cannot be read ends them: the server has let it through, so it is newer than we. */
export function read(text: string, pressed: boolean): Point[] {
  const points: Point[] = [];
  const at = [0, 0, 0];
  const axes = pressed ? 3 : 2;
  let axis = 0;
  let number = 0;
  let shift = 0;
  for (const character of text) {
    const digit = DIGITS.get(character);
    if (digit === undefined) break;
    number |= (digit & 31) << shift;
    if (digit & 32) {
      shift += 5;
      continue;
    }
    at[axis] = (at[axis] ?? 0) + (number & 1 ? -((number + 1) >> 1) : number >> 1);
    number = shift = 0;
    axis += 1;
    if (axis === axes) {
      points.push({ x: at[0] ?? 0, y: at[1] ?? 0, force: pressed ? (at[2] ?? 0) : -1 });
      axis = 0;
    }
  }
  return points;
}

/** A place on the surface as its numbers, whatever comes in. */
export function place(part: number): number {
  return Math.round(Math.min(Math.max(part || 0, 0), 1) * SIDE);
}

/** Without the points that add nothing: none is further than `slack` from where it was. */
export function simplified(points: readonly Point[], slack: number): Point[] {
  const first = points[0];
  const last = points[points.length - 1];
  if (!first || !last || points.length < 3) return [...points];
  const keep = new Set([0, points.length - 1]);
  const spans: [number, number][] = [[0, points.length - 1]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [from, to] = span;
    const [a, b] = [points[from] ?? first, points[to] ?? last];
    let far = slack;
    let at = -1;
    for (let i = from + 1; i < to; i++) {
      const off = offLine(points[i] ?? a, a, b);
      if (off > far) [far, at] = [off, i];
    }
    if (at < 0) continue;
    keep.add(at);
    spans.push([from, at], [at, to]);
  }
  return points.filter((_, i) => keep.has(i));
}

/** How far a point is from the line between two others. */
export function offLine(p: Point, a: Point, b: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  const along = length ? ((p.x - a.x) * dx + (p.y - a.y) * dy) / length : 0;
  const t = Math.min(Math.max(along, 0), 1);
  return Math.hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}
