// A sheet being filled in: its marks by item, what differs from another tab's, what is missing.

import type { FormItem, SheetMark, SheetOrder } from "../../api/types";
import { isMissing } from "../../inspect/score";

export interface Filled {
  marks: Record<string, { points: number | null; remark: string }>;
  summary: string;
  advice: string;
}

export function filled(items: readonly FormItem[], order: SheetOrder): Filled {
  const given = new Map((order.marks ?? []).map((mark) => [mark.item, mark]));
  const marks = items.map(({ key }) => {
    const mark = given.get(key);
    return [key, { points: mark?.points ?? null, remark: mark?.remark ?? "" }] as const;
  });
  return {
    marks: Object.fromEntries(marks),
    summary: order.summary ?? "",
    advice: order.advice ?? "",
  };
}

/** As it is sent: what nothing was said of is left out. */
export function order(items: readonly FormItem[], now: Filled): SheetOrder {
  const marks = items.flatMap<SheetMark>(({ key }) => {
    const mark = now.marks[key];
    return mark && (mark.points !== null || mark.remark.trim())
      ? [{ item: key, points: mark.points, remark: mark.remark.trim() }]
      : [];
  });
  return { marks, summary: now.summary.trim(), advice: now.advice.trim() };
}

export const same = (a: SheetOrder, b: SheetOrder): boolean => JSON.stringify(a) === JSON.stringify(b);

export interface Difference {
  key: string; // of an item, or `summary`, `advice`
  here: string;
  there: string;
}

/** What two tabs have written differently. */
export function differences(items: readonly FormItem[], here: Filled, there: Filled): Difference[] {
  const said = (of: Filled, key: string): string => {
    const mark = of.marks[key];
    return mark ? [mark.points, mark.remark].filter((part) => part !== null && part !== "").join(" · ") : "";
  };
  return [
    ...items.map(({ key }) => ({ key, here: said(here, key), there: said(there, key) })),
    { key: "summary", here: here.summary, there: there.summary },
    { key: "advice", here: here.advice, there: there.advice },
  ].filter((each) => each.here.trim() !== each.there.trim());
}

/** The keys of what has to be there before it may be filed. */
export function missing(items: readonly FormItem[], now: Filled): string[] {
  const found = items
    .filter((item) => isMissing(item, { item: item.key, ...now.marks[item.key] }))
    .map((item) => item.key);
  return now.summary.trim() ? found : [...found, "summary"];
}
