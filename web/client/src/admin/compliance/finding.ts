// What was found, in the order and the shapes of the page.
//
// Rule: states are counted each by itself. Unknown is not passed, so no sum or share is made here.

import type {
  ComplianceChapter,
  ComplianceCounts,
  ComplianceEntry,
  Proof,
  ProofKind,
  Verdict,
} from "../../api/types";

/** The worst first; what people have to show last. */
export const STATES: readonly Verdict[] = ["fail", "unknown", "pass", "people"];

export const SHAPES: Record<Verdict, string> = {
  fail: "M4 4l8 8M12 4l-8 8",
  unknown: "M5.500 6a2.500 2.500 0 1 1 3.600 2.200C8.300 8.700 8 9.200 8 10M8 12.500v.4",
  pass: "M3 8l4 4 6-8",
  people: "M4 2.500h8v11H4zM6.500 6h3M6.500 9h3",
};

const NUMBERS: Record<Verdict, keyof ComplianceCounts> = {
  fail: "failed",
  unknown: "unknown",
  pass: "passed",
  people: "people",
};

export const countOf = (counts: ComplianceCounts, state: Verdict): number => counts[NUMBERS[state]];

/** Chapters with only the entries of a state; without any, a chapter is left out. */
export function only(chapters: ComplianceChapter[], state: string | undefined): ComplianceChapter[] {
  if (!STATES.some((each) => each === state)) return chapters;
  return chapters
    .map((chapter) => ({
      ...chapter,
      entries: chapter.entries.filter((entry) => entry.state === state),
    }))
    .filter((chapter) => chapter.entries.length);
}

/** Proofs by what they are the names of, in their order. */
export function byKind(proofs: Proof[]): { kind: ProofKind; ids: string[] }[] {
  const found = new Map<ProofKind, string[]>();
  for (const { kind, id } of proofs) found.set(kind, [...(found.get(kind) ?? []), id]);
  return [...found].map(([kind, ids]) => ({ kind, ids }));
}

/** Lessons of a term's entry that are worth looking at: the failed, then the unknown. */
export function worthALook(entry: ComplianceEntry): string[] {
  if (!entry.lessons) return [];
  const { failed, unknown, passed } = entry.lessons;
  return failed.length ? failed : unknown.length ? unknown : passed;
}
