// Chinese unless the person has switched; the choice is kept in the browser.

import { createI18n } from "vue-i18n";

import { en } from "./en";
import { zh } from "./zh";

export type Language = "zh" | "en";

const KEY = "sanketang.language";

function remembered(): Language {
  try {
    return localStorage.getItem(KEY) === "en" ? "en" : "zh";
  } catch {
    return "zh";
  }
}

export const i18n = createI18n({
  legacy: false,
  locale: remembered(),
  fallbackLocale: "zh",
  messages: { zh, en },
});

export function setLanguage(language: Language): void {
  i18n.global.locale.value = language;
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // kept for this page only
  }
}
