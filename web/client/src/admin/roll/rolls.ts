// The rolls of a lesson as the page reads them.

import type {
  ClassroomReport,
  CorrectionAsked,
  LessonRoll,
  Mark,
  PupilOnRoll,
  SheetReport,
} from "../../api/types";
import { client } from "../session";

const SECONDS = 120; // for a workbook
const path = (lesson: string): string => `/lessons/${encodeURIComponent(lesson)}`;

export async function rollOf(lesson: string, signal?: AbortSignal): Promise<LessonRoll> {
  return (await client.ask<LessonRoll>("GET", `${path(lesson)}/roll`, { signal })).data;
}

export async function workbook(
  lesson: string,
  what: "roll" | "answers",
  language: "zh" | "en",
): Promise<Blob> {
  const call = { query: { language }, seconds: SECONDS };
  return (await client.ask<Blob>("GET", `${path(lesson)}/${what}.xlsx`, call)).data;
}

export async function correct(lesson: string, body: CorrectionAsked): Promise<void> {
  await client.ask("POST", `${path(lesson)}/roll/corrections`, { body });
}

/** Who was not simply there, in the order of the class list; who is marked stays where they are. */
export const notable = (sheet: SheetReport): PupilOnRoll[] =>
  sheet.pupils.filter(({ counts_as: as }) => as !== null && as !== "present");

/** A sheet may be corrected where its pupils are listed, or heads are counted. */
export const mayCorrect = (sheet: SheetReport): boolean =>
  sheet.pupils.length > 0 || sheet.expected === null;

export const MARKS: readonly Mark[] = ["present", "absent", "late", "on_leave", "left_early"];

export const roomOf = (roll: LessonRoll, sheet: SheetReport): ClassroomReport | undefined =>
  roll.classrooms.find(({ classroom }) => classroom === sheet.classroom);
