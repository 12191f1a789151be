// Failures of notes and sheets in words, and moments of a lesson.

import { asApiFailure } from "../api/failure";
import { i18n } from "../i18n";
import { schoolZone } from "../signin/say";

export function sayWhy(thrown: unknown): string {
  const { t, te } = i18n.global;
  const { code } = asApiFailure(thrown);
  return t(`inspect.failure.${te(`inspect.failure.${code}`, "zh") ? code : "unknown"}`, { code });
}

/** A moment by the schools' clock, to the second. */
export function moment(seconds: number): string {
  return new Intl.DateTimeFormat(i18n.global.locale.value === "zh" ? "zh-CN" : "en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hour12: false,
    timeZone: schoolZone(),
  }).format(seconds * 1000);
}
