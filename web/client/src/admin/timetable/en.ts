import type { timetable as words } from "./zh";

export const timetable: typeof words = {};
