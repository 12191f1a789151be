// The passages of a notice, in the order in which guardians read them.

import type { NoticeText } from "../../api/types";

export const PASSAGES = [
  "responsible",
  "purpose",
  "method",
  "kinds",
  "storage",
  "retention",
  "security",
  "rights",
  "refusing",
  "complaints",
] as const satisfies readonly (keyof NoticeText)[];

export type Texts = { zh: NoticeText; en: NoticeText };

/** The languages in which a passage is still blank or has its blanks left: 【…】. */
export function unfinished(texts: Texts): string[] {
  return (["zh", "en"] as const).filter((language) =>
    PASSAGES.some((passage) => {
      const text = texts[language][passage].trim();
      return text.length < 2 || /【|\[\[/.test(text);
    }),
  );
}
