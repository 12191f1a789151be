// A form being written: what its editor holds, and what each item's share of the whole is.

import type { FormItem, FormOrder, InspectionForm } from "../../api/types";
import { weightOf } from "../../inspect/score";

/** An item with everything said. */
export type Item = Required<FormItem>;

export interface Draft {
  zh: string;
  en: string;
  about_zh: string;
  items: Item[];
}

let made = 0;

/** A key that no other item has; it stays with the item from version to version. */
function freshKey(items: readonly { key: string }[]): string {
  for (;;) {
    made += 1;
    const key = `item_${made}`;
    if (!items.some((item) => item.key === key)) return key;
  }
}

export const freshItem = (items: readonly { key: string }[]): Item => ({
  key: freshKey(items),
  zh: "",
  en: "",
  help_zh: "",
  help_en: "",
  scale: "points",
  low: 0,
  high: 10,
  levels: [],
  weight: 10,
  required: true,
});

export function draftOf(form: InspectionForm | null): Draft {
  if (!form) return { zh: "", en: "", about_zh: "", items: [freshItem([])] };
  const items = form.items.map((item) => ({
    ...freshItem(form.items),
    ...structuredClone(item),
  }));
  return { zh: form.zh, en: form.en, about_zh: form.about_zh, items };
}

/** As it is sent: an item has what its scale needs, and nothing of another. */
export const orderOf = (draft: Draft): FormOrder => ({
  zh: draft.zh.trim(),
  en: draft.en.trim(),
  about_zh: draft.about_zh.trim(),
  items: draft.items.map((item) => ({
    ...item,
    zh: item.zh.trim(),
    en: item.en.trim(),
    levels: item.scale === "levels" ? item.levels : [],
    low: item.scale === "points" ? item.low : 0,
    high: item.scale === "points" ? item.high : 10,
    weight: weightOf(item),
  })),
});

/** How much of the whole an item is, in a hundred. */
export function share(items: readonly Item[], item: Item): number {
  const all = items.reduce((sum, each) => sum + weightOf(each), 0);
  return all ? Math.round((weightOf(item) / all) * 100) : 0;
}

export function moved(items: Item[], from: number, by: number): void {
  const to = from + by;
  if (to < 0 || to >= items.length) return;
  const [item] = items.splice(from, 1);
  if (item) items.splice(to, 0, item);
}
