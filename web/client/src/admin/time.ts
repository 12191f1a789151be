// Times, by the schools' clock, and counts, as a clerk reads them.

import { i18n } from "../i18n";
import { COUNTED } from "../api/resources";
import { zone } from "./timetable/zone";

const locale = (): string => (i18n.global.locale.value === "zh" ? "zh-CN" : "en-GB");

/** Day and time of seconds since the epoch. */
export function dayAndTime(seconds: number): string {
  return new Intl.DateTimeFormat(locale(), {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
    timeZone: zone.value,
  }).format(new Date(seconds * 1000));
}

/** The same, to the second: for the audit trail. */
export function exactly(seconds: number): string {
  return new Intl.DateTimeFormat(locale(), {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hour12: false,
    timeZone: zone.value,
  }).format(new Date(seconds * 1000));
}

const monthIn = (month: string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(locale(), { ...options, timeZone: "UTC" }).format(Date.parse(`${month}-01`));

/** A month such as 2026-09 in words: 2026年9月. */
export const monthName = (month: string): string => monthIn(month, { year: "numeric", month: "long" });

/** The same without its year, for under a bar: 9月. */
export const monthShort = (month: string): string => monthIn(month, { month: "short" });

/** How long ago, in one unit: 3 分钟前. */
export function ago(seconds: number, now: number): string {
  const passed = Math.max(0, now - seconds);
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" });
  for (const [unit, size] of UNITS)
    if (passed >= size) return format.format(-Math.floor(passed / size), unit);
  return i18n.global.t("admin.time.now");
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** A count; above what the server counts it is said to be more. */
export function count(total: number): string {
  const text = new Intl.NumberFormat(locale()).format(Math.min(total, COUNTED));
  return total > COUNTED ? `${text}+` : text;
}

export const nowSeconds = (): number => Date.now() / 1000;
