// The administration pages' words, loaded for the language that is read and not before.

import { watch } from "vue";
import enLocale from "element-plus/es/locale/lang/en";
import zhLocale from "element-plus/es/locale/lang/zh-cn";

import { i18n, type Language } from "../../i18n";

const loaded = new Set<Language>();

/** Element Plus's own words: both are small. */
export const elementWords = { zh: zhLocale, en: enLocale };

async function load(language: Language): Promise<void> {
  if (loaded.has(language)) return;
  const words =
    language === "zh" ? (await import("./zh")).zh : ((await import("./en")).en as object);
  i18n.global.mergeLocaleMessage(language, words);
  loaded.add(language);
}

/** Loads the words of the chosen language (and Chinese, to fall back on), now and when it changes. */
export async function loadWords(): Promise<void> {
  await Promise.all([load("zh"), load(i18n.global.locale.value)]);
}

export function followLanguage(): () => void {
  return watch(i18n.global.locale, (language) => void load(language));
}
