// What a sheet comes to, as it is being filled in. The server works it out again when it is filed,
// by the same rule (classroom/review/forms.py): shares of each scale, weighed, a half goes up.

import type { FormItem, SheetMark } from "../api/types";

export function ends(item: FormItem): [number, number] {
  if (item.scale === "levels") {
    const points = (item.levels ?? []).map((level) => level.points);
    return [Math.min(...points), Math.max(...points)];
  }
  return [item.low ?? 0, item.high ?? 10];
}

export function weightOf(item: FormItem): number {
  return item.scale === "text" ? 0 : (item.weight ?? 10);
}

/** In a hundred, to one decimal; null while nothing weighs. Whole numbers all the way. */
export function result(items: readonly FormItem[], marks: readonly SheetMark[]): number | null {
  const given = new Map(marks.map((mark) => [mark.item, mark.points ?? null]));
  let [numerator, denominator, weights] = [0n, 1n, 0];
  for (const item of items) {
    const points = given.get(item.key) ?? null;
    const weight = weightOf(item);
    if (points === null || !weight) continue;
    const [low, high] = ends(item);
    const span = BigInt(high - low);
    numerator = numerator * span + BigInt((points - low) * weight) * denominator;
    denominator *= span;
    weights += weight;
  }
  if (!weights) return null;
  const whole = denominator * BigInt(weights);
  return Number((numerator * 2000n + whole) / (whole * 2n)) / 10;
}

/** Whether an item that has to be answered is. */
export function isMissing(item: FormItem, mark: SheetMark | undefined): boolean {
  if (item.required === false) return false;
  return item.scale === "text" ? !mark?.remark?.trim() : (mark?.points ?? null) === null;
}

/** The points that can be chosen with one press; none, when there are too many of them. */
export function choices(item: FormItem): number[] {
  if (item.scale === "text") return [];
  if (item.scale === "levels") return (item.levels ?? []).map((level) => level.points);
  const [low, high] = ends(item);
  return high - low > 10 ? [] : Array.from({ length: high - low + 1 }, (_, n) => low + n);
}

export const inLanguage = (zh: string, en: string | undefined, language: string): string =>
  language === "en" && en ? en : zh;

/** What an item was given, as it is read. */
export function given(item: FormItem, points: number | null, language: string): string {
  if (points === null) return item.scale === "text" ? "" : "—";
  if (item.scale !== "levels") return `${points} / ${ends(item)[1]}`;
  const level = item.levels?.find((each) => each.points === points);
  return level ? `${inLanguage(level.zh, level.en, language)} (${points})` : String(points);
}
