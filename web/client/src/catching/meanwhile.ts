// What was on slides and board meanwhile, for a classroom that catches up: asked for as it grows.
//
// Rule: nothing of it is waited for. What cannot be had now is asked for again.

import { shallowRef } from "vue";

import type { ReviewedInk, ReviewedLesson } from "../api/types";
import { Inked } from "../review/inked";
import { shownAt, standingAt, standingsOf, type Shown, type Standing } from "../review/standing";

export interface Meanwhile {
  moments: ReviewedLesson["moments"];
  entries: ReviewedInk["entries"];
  count: number;
}

export class MeanwhileShown {
  readonly inked = shallowRef(new Inked([], 0));
  private readonly standings = shallowRef<Standing[]>([]);
  private entries: ReviewedInk["entries"] = [];
  private known = 0; // entries that were told, with those that are not for us

  /** There is more. `began`: of the recording, seconds since the epoch. */
  take({ moments, entries, count }: Meanwhile, began: number): void {
    this.known = count;
    this.standings.value = standingsOf(
      moments.map(({ at, kind, classroom, data }, id) => {
        return { id, t: at / 1000 - began, at, kind, group: "content", classroom, data };
      }),
    );
    if (entries.length === 0) return;
    this.entries = [...this.entries, ...entries];
    this.inked.value = new Inked(this.entries, began);
  }

  at(t: number): Shown | null {
    return shownAt(standingAt(this.standings.value, t));
  }

  async ask(missed: string, headers: Record<string, string>, began: number): Promise<void> {
    try {
      const answer = await fetch(`${missed}/meanwhile?after=${this.known}`, { headers, credentials: "omit" });
      if (answer.ok) this.take((await answer.json()) as Meanwhile, began);
    } catch {
      // the line is not well; it is asked again
    }
  }
}
