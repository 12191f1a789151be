// The roll as pages work with it: marks and their keys, steps through the class, who is searched.
// Pure functions; the server decides what counts.

import type { Mark, PupilState, SheetState, Snapshot } from "../protocol";

/** What a pupil can be marked as, in the order of the keys 1 to 4. */
export const MARKS = ["absent", "late", "on_leave", "left_early"] as const satisfies Mark[];

/** The marks there are for a sheet: where the classroom was late, also that a pupil was not. */
export function marksFor(sheet: SheetState): Mark[] {
  return sheet.late ? [...MARKS, "present"] : [...MARKS];
}

export function ownSheet(state: Snapshot): SheetState | undefined {
  return state.sheets.find((sheet) => sheet.classroom === state.you);
}

/** What a pupil is marked as once this mark was pressed: the same again takes it away. */
export function pressed(now: Mark | null, mark: Mark): Mark | null {
  return now === mark ? null : mark;
}

/** The mark that a key stands for; null takes it away; undefined is no such key. */
export function markOfKey(key: string, marks: readonly Mark[]): Mark | null | undefined {
  if (key === "0" || key === "Backspace" || key === "Delete") return null;
  return /^[1-9]$/.test(key) ? marks[Number(key) - 1] : undefined;
}

/** Where an arrow leads in a grid of so many columns; undefined is no arrow. */
export function step(key: string, at: number, columns: number, count: number): number | undefined {
  const by: Record<string, number> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: columns,
    ArrowUp: -columns,
    Home: -at,
    End: count - 1 - at,
  };
  const move = by[key];
  if (move === undefined) return undefined;
  const to = at + move;
  return to < 0 || to >= count ? at : to;
}

/** Who is meant by what was typed: whose number or name has it; nobody by nothing. */
export function found(pupils: readonly PupilState[], typed: string): PupilState[] {
  const text = typed.trim().toLowerCase();
  if (!text) return [];
  const exact = pupils.filter((pupil) => sameNumber(pupil.number, text));
  if (exact.length) return exact;
  return pupils.filter((p) => p.number.toLowerCase().includes(text) || p.name.includes(text));
}

function sameNumber(number: string, typed: string): boolean {
  const bare = (text: string): string => text.toLowerCase().replace(/^0+(?=.)/, "");
  return bare(number) === bare(typed);
}

/** How a pupil is called: by name, or by number where the name may not be used. */
export function called(pupil: PupilState): string {
  return pupil.name || pupil.number || "—";
}

/** A number of heads that the server takes. */
export function whole(heads: number): number {
  return Math.min(999, Math.max(0, Math.floor(heads)));
}

/** How many are there and how many are not, with marks that are still on their way. */
export function counted(marks: readonly (Mark | null)[]): { present: number; missing: number } {
  const missing = marks.filter((mark) => mark === "absent" || mark === "on_leave").length;
  return { present: marks.length - missing, missing };
}

/** All classrooms together, as far as they have confirmed. */
export function total(sheets: readonly SheetState[]): {
  present: number;
  missing: number;
  confirmed: number;
} {
  const said = sheets.filter((sheet) => sheet.confirmed_at !== null);
  const sum = (of: (sheet: SheetState) => number | null): number =>
    said.reduce((all, sheet) => all + (of(sheet) ?? 0), 0);
  return {
    present: sum((sheet) => sheet.present),
    missing: sum((sheet) => sheet.missing),
    confirmed: said.length,
  };
}
