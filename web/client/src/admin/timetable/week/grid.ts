// The picture of a week: weekday × rows, and which card lies where. Rows are the periods of the
// bells, or the hours when there are none or somebody prefers them.

import type { Period } from "../../../api/kinds";
import { clock, minutes, type Span } from "../days";

export interface Row extends Span {
  period: number | null; // null: an hour of the day
}

/** Something that has a place in the week. */
export interface Placed extends Span {
  id: string;
  weekday: number; // the column
}

export interface Cell {
  weekday: number;
  row: number; // index into the rows
}

export const FIRST_HOUR = 8;
export const LAST_HOUR = 17;

export function periodRows(periods: readonly Period[]): Row[] {
  return periods.map(({ start, end }, index) => ({ period: index + 1, start, end }));
}

/** Whole hours that hold everything, at least those of an ordinary day. */
export function hourRows(placed: readonly Span[]): Row[] {
  const from = Math.min(FIRST_HOUR, ...placed.map((each) => Math.floor(minutes(each.start) / 60)));
  const to = Math.max(LAST_HOUR, ...placed.map((each) => Math.ceil(minutes(each.end) / 60)));
  return Array.from({ length: to - from }, (_, n) => ({
    period: null,
    start: clock((from + n) * 60),
    end: clock((from + n + 1) * 60),
  }));
}

/** The row that a time lies in most; of none, the nearest. */
export function rowOf(rows: readonly Row[], time: Span): number {
  let best = 0;
  let most = -Infinity;
  rows.forEach((row, index) => {
    const shared =
      Math.min(minutes(row.end), minutes(time.end)) -
      Math.max(minutes(row.start), minutes(time.start)); // below zero: so far apart
    if (shared > most) [best, most] = [index, shared];
  });
  return best;
}

/** Cards by cell, `weekday row`, in the order of time. */
export function cells<T extends Placed>(rows: readonly Row[], placed: readonly T[]): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const each of [...placed].sort((a, b) => order(a).localeCompare(order(b)))) {
    const key = keyOf({ weekday: each.weekday, row: rowOf(rows, each) });
    found.set(key, [...(found.get(key) ?? []), each]);
  }
  return found;
}

const order = (each: Placed): string => `${each.start} ${each.end} ${each.id}`;

export const keyOf = (cell: Cell): string => `${cell.weekday} ${cell.row}`;

/** The time that a card has in a cell: the period's, or its own length from the full hour. */
export function timeIn(row: Row, length = 40): Span {
  if (row.period !== null) return { start: row.start, end: row.end };
  return { start: row.start, end: clock(minutes(row.start) + length) };
}

/** The next cell in a direction; at the edge it stays. */
export function step(cell: Cell, key: string, columns: readonly number[], rows: number): Cell {
  const column = columns.indexOf(cell.weekday);
  const to = (index: number): number => columns[index] ?? cell.weekday;
  switch (key) {
    case "ArrowLeft":
      return { ...cell, weekday: to(column - 1) };
    case "ArrowRight":
      return { ...cell, weekday: to(column + 1) };
    case "ArrowUp":
      return { ...cell, row: Math.max(0, cell.row - 1) };
    case "ArrowDown":
      return { ...cell, row: Math.min(rows - 1, cell.row + 1) };
    case "Home":
      return { ...cell, row: 0 };
    case "End":
      return { ...cell, row: rows - 1 };
    default:
      return cell;
  }
}

/** The weekdays that are shown: Monday to Friday, and others only when something is there. */
export function columnsOf(placed: readonly { weekday: number }[], all = false): number[] {
  const used = new Set(placed.map((each) => each.weekday));
  return [1, 2, 3, 4, 5, 6, 7].filter((day) => all || day <= 5 || used.has(day));
}
