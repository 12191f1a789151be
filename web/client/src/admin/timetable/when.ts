// Days and hours as a clerk reads them: 9月8日 周二 10:00–10:40.

import { i18n } from "../../i18n";
import { weekday } from "./days";
import { at } from "./zone";

const formats = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const locale = i18n.global.locale.value === "zh" ? "zh-CN" : "en-GB";
  const key = locale + JSON.stringify(options);
  const made = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
  formats.set(key, made);
  return made;
}

const date = (day: string): Date => new Date(`${day}T00:00:00Z`);

/** 9月8日 */
export function shortDay(day: string): string {
  return format({ month: "short", day: "numeric" }).format(date(day));
}

/** 2026年9月8日 */
export function longDay(day: string): string {
  return format({ year: "numeric", month: "long", day: "numeric" }).format(date(day));
}

/** 2026年9月 */
export function monthName(month: string): string {
  return format({ year: "numeric", month: "long" }).format(date(`${month}-01`));
}

/** 周二 */
export function weekdayName(number: number): string {
  return i18n.global.t(`admin.timetable.weekday.d${number}`);
}

/** 9月8日 周二 */
export function dayAndWeekday(day: string): string {
  return `${shortDay(day)} ${weekdayName(weekday(day))}`;
}

/** 9月8日 周二 10:00–10:40 */
export function whenIs(lesson: { starts_at: number; ends_at: number }): string {
  const from = at(lesson.starts_at);
  return `${dayAndWeekday(from.day)} ${from.time}–${at(lesson.ends_at).time}`;
}
