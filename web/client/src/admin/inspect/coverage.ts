// How much of what was recorded was drawn and inspected, summed by school or by subject.

import type { Covered } from "../../api/types";

export interface Sum {
  key: string;
  recordings: number;
  drawn: number;
  inspected: number;
}

/** The sums, in the order of their names: nobody is put in an order by a figure. */
export function sums(
  items: readonly Covered[],
  by: "school" | "subject",
  named: (key: string) => string,
): Sum[] {
  const found = new Map<string, Sum>();
  for (const each of items) {
    const sum = found.get(each[by]) ?? { key: each[by], recordings: 0, drawn: 0, inspected: 0 };
    sum.recordings += each.recordings;
    sum.drawn += each.drawn;
    sum.inspected += each.inspected;
    found.set(each[by], sum);
  }
  return [...found.values()].sort((a, b) => named(a.key).localeCompare(named(b.key), "zh"));
}
