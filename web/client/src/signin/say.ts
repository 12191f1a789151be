// Failures and problems of these pages in words.

import { asApiFailure, type Problem } from "../api/failure";
import { i18n } from "../i18n";
import { session } from "./session";

const SAME: Record<string, string> = {
  store_down: "unavailable",
  too_busy: "unavailable",
  bad_origin: "bad_csrf",
};

export function sayFailure(thrown: unknown): string {
  const { t, te } = i18n.global;
  const failure = asApiFailure(thrown);
  const code = SAME[failure.code] ?? failure.code;
  const word = te(`signin.failure.${code}`, "zh") ? code : "unknown";
  return t(`signin.failure.${word}`, { code: failure.code, wait: duration(failure.waitSeconds) });
}

/** What is wrong with each field, as one sentence. */
export function sayProblems(thrown: unknown): Record<string, string> {
  const said: Record<string, string> = {};
  for (const problem of asApiFailure(thrown).problems) said[problem.field] ??= sayProblem(problem);
  return said;
}

function sayProblem(problem: Problem): string {
  const { t, te } = i18n.global;
  const word = te(`signin.problem.${problem.code}`, "zh") ? problem.code : "unknown";
  return t(`signin.problem.${word}`, { ...problem.about, code: problem.code });
}

/** So many seconds in words. */
export function duration(seconds: number): string {
  const { t } = i18n.global;
  const whole = Math.max(1, Math.ceil(seconds));
  return whole < 90
    ? t("signin.seconds", { n: whole })
    : t("signin.minutes", { n: Math.ceil(whole / 60) });
}

const language = (): string => (i18n.global.locale.value === "zh" ? "zh-CN" : "en-GB");

/** Where the schools are; a zone that this browser does not know is taken for its own. */
export function schoolZone(): string | undefined {
  const zone = session.value?.zone;
  try {
    return zone ? new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone : undefined;
  } catch {
    return undefined;
  }
}

export const dayAndTime = (seconds: number): string =>
  new Intl.DateTimeFormat(language(), {
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
    timeZone: schoolZone(),
  }).format(seconds * 1000);

export const day = (seconds: number): string =>
  new Intl.DateTimeFormat(language(), { dateStyle: "medium", timeZone: schoolZone() }).format(seconds * 1000);

export const time = (seconds: number): string =>
  new Intl.DateTimeFormat(language(), {
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
    timeZone: schoolZone(),
  }).format(seconds * 1000);

const BROWSERS: [RegExp, string][] = [
  [/MicroMessenger/, "WeChat"],
  [/Edg\//, "Edge"],
  [/QIHU|360SE|360EE/, "360"],
  [/Firefox\//, "Firefox"],
  [/Chrom(e|ium)\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const SYSTEMS: [RegExp, string][] = [
  [/Windows/, "Windows"],
  [/HarmonyOS|OpenHarmony/, "HarmonyOS"],
  [/Android/, "Android"],
  [/iPhone|iPad/, "iOS"],
  [/Mac OS X/, "macOS"],
  [/Linux|X11/, "Linux"],
];

/** A browser's own words for itself, as a person would say them. */
export function browserOf(agent: string): string {
  const { t } = i18n.global;
  const find = (list: [RegExp, string][]): string | undefined =>
    list.find(([pattern]) => pattern.test(agent))?.[1];
  const [browser, system] = [find(BROWSERS), find(SYSTEMS)];
  return browser && system ? t("signin.browser", { browser, system }) : t("signin.unknown_browser");
}
