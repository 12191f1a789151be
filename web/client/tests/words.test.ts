import { describe, expect, it } from "vitest";

import { en as enAdmin } from "../src/admin/i18n/en";
import { zh as zhAdmin } from "../src/admin/i18n/zh";
import { en as enInspect } from "../src/inspect/i18n/en";
import { zh as zhInspect } from "../src/inspect/i18n/zh";
import { en as enLesson } from "../src/i18n/en";
import { zh as zhLesson } from "../src/i18n/zh";
import { en as enLine } from "../src/line/i18n/en";
import { zh as zhLine } from "../src/line/i18n/zh";
import { en as enExport } from "../src/review/export/i18n/en";
import { zh as zhExport } from "../src/review/export/i18n/zh";
import { en as enReview } from "../src/review/i18n/en";
import { enAsking } from "../src/review/i18n/en_asking";
import { enWords } from "../src/review/i18n/en_words";
import { zh as zhReview } from "../src/review/i18n/zh";
import { zhAsking } from "../src/review/i18n/zh_asking";
import { zhWords } from "../src/review/i18n/zh_words";
import { en as enSets } from "../src/sets/i18n/en";
import { zh as zhSets } from "../src/sets/i18n/zh";
import { en as enSignIn } from "../src/signin/i18n/en";
import { zh as zhSignIn } from "../src/signin/i18n/zh";
import type { DeviceState, Phase, Presence } from "../src/protocol";
import { OWN_CODES, SERVER_CODES, wordsFor } from "../src/signaling/words";

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, prefix = ""): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === "string"
        ? [[prefix + key, value] as const]
        : [...flat(value, `${prefix}${key}.`)],
    ),
  );
}

const together = (...all: Tree[]): Map<string, string> =>
  new Map(all.flatMap((each) => [...flat(each)]));

const chinese = together(zhLesson, zhAdmin, zhSignIn, zhSets, zhInspect, zhReview, zhWords, zhAsking, zhExport, zhLine);
const english = together(enLesson, enAdmin, enSignIn, enSets, enInspect, enReview, enWords, enAsking, enExport, enLine);
const places = (text = ""): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

describe("the words", () => {
  it("have the same keys in both languages", () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
  });

  it.each([...chinese.keys()])("%s says the same things in both languages", (key) => {
    expect(places(english.get(key))).toEqual(places(chinese.get(key)));
    expect(Boolean(english.get(key))).toBe(Boolean(chinese.get(key)));
  });

  it("hold no half-translated English", () => {
    const left = [...english].filter(
      ([key, text]) => /[\u4e00-\u9fff]/.test(text) && !key.startsWith("language."),
    );

    expect(left).toEqual([]);
  });

  it("hold no sign that vue-i18n would take for one of its own", () => {
    const taken = [...chinese, ...english].filter(([, text]) => /@(?!'\})|\|/.test(text));

    expect(taken).toEqual([]);
  });

  it("exist for every key the pages name", () => {
    const sources = import.meta.glob<string>("../src/**/*.{vue,ts}", {
      query: "?raw",
      import: "default",
      eager: true,
    });
    const used = Object.values(sources).flatMap((text) =>
      [...text.matchAll(/\bt\(\s*["']([a-z_.]+)["']/g)].map((match) => match[1] as string),
    );

    expect(used.length).toBeGreaterThan(80);
    expect(used.filter((key) => !chinese.has(key))).toEqual([]);
  });

  it.each([...SERVER_CODES, ...OWN_CODES, "unknown"])(
    "say what happened, what to do and one button for %s",
    (code) => {
      for (const part of ["what", "todo", "action"])
        expect(chinese.get(`error.${code}.${part}`)).toBeTruthy();
    },
  );

  it("fall back to general words for a code nobody knows", () => {
    expect(wordsFor("teapot")).toBe("unknown");
    expect(wordsFor("lesson_full")).toBe("lesson_full");
    expect(wordsFor("store_down")).toBe("store_down");
    expect(wordsFor("mailbox_full")).toBe("unavailable");
  });

  it("name every state a page can show", () => {
    const phases: Phase[] = ["scheduled", "open", "live", "hold", "paused", "ended"];
    const presences: Presence[] = ["expected", "waiting", "present", "lost", "left"];
    const devices: DeviceState[] = ["ok", "off", "missing", "busy", "refused", "failed", "unknown"];
    const keys = [
      ...phases.map((p) => `phase.${p}`),
      ...presences.map((p) => `presence.${p}`),
      ...devices.flatMap((d) => [`check.camera_state.${d}`, `check.microphone_state.${d}`]),
      ...["missing", "busy", "refused", "failed"].flatMap((d) =>
        ["camera", "microphone", "document"].map((device) => `notice.${device}_${d}.what`),
      ),
      ...["good", "fair", "poor", "lost", "none"].flatMap((l) => [
        `light.${l}`,
        `light.${l}_means`,
      ]),
    ];

    expect(keys.filter((key) => !chinese.get(key))).toEqual([]);
  });
});
