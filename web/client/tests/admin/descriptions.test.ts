import { describe, expect, it } from "vitest";

import { en } from "../../src/admin/i18n/en";
import { zh } from "../../src/admin/i18n/zh";
import { DESCRIPTIONS } from "../../src/admin/kinds";
import { GROUPS, PAGES } from "../../src/admin/pages";
import { SAME } from "../../src/admin/words";
import { KINDS, type KindName } from "../../src/api/kinds";
import { MAY } from "../../src/api/permissions";
import types from "../../src/api/types.ts?raw";

type Tree = { [key: string]: string | Tree };

function look(words: unknown, path: string): string | undefined {
  let here = words as Tree | string | undefined;
  for (const step of path.split(".")) here = typeof here === "object" ? here[step] : undefined;
  return typeof here === "string" ? here : undefined;
}

const languages: [string, unknown][] = [
  ["Chinese", zh],
  ["English", en],
];
const unsaid = (words: unknown, paths: string[]): string[] =>
  paths.filter((path) => !look(words, `admin.${path}`));
const everyField = Object.entries(KINDS).flatMap(([kind, { fields }]) =>
  Object.entries(fields).map(([field, spec]) => ({ kind, field, spec })),
);

describe.each(languages)("in %s", (_language, words) => {
  it("every field of every kind has a name", () => {
    const fields = everyField.map(({ kind, field }) => `field.${kind}.${field}`);

    expect(fields.length).toBeGreaterThan(60);
    expect(unsaid(words, fields)).toEqual([]);
  });

  it("every choice of every field has a word", () => {
    const choices = everyField.flatMap(({ kind, field, spec }) =>
      (spec.choices ?? []).map((choice) => `choice.${kind}.${field}.${choice}`),
    );

    expect(unsaid(words, choices)).toEqual([]);
  });

  it("every kind with a page says what it is for, and what to do when there is none", () => {
    const kinds = Object.keys(DESCRIPTIONS).flatMap((kind) =>
      ["one", "lead", "none", "begin"].map((part) => `kind.${kind}.${part}`),
    );

    expect(unsaid(words, kinds)).toEqual([]);
  });

  it("every kind that can be searched says by what", () => {
    const searched = Object.keys(DESCRIPTIONS)
      .filter((kind) => KINDS[kind as KindName].search.length)
      .map((kind) => `list.search.${kind}`);

    expect(unsaid(words, searched)).toEqual([]);
  });

  it("every page and group of the navigation has a name", () => {
    expect(unsaid(words, PAGES.map(({ name }) => `page.${name}`))).toEqual([]);
    expect(unsaid(words, GROUPS.map((group) => `group.${group}`))).toEqual([]);
  });

  it("every action and role has a name", () => {
    const roles = [...new Set(Object.values(MAY).flat())];

    expect(unsaid(words, Object.keys(MAY).map((action) => `action.${action}`))).toEqual([]);
    expect(unsaid(words, roles.map((role) => `role.${role}`))).toEqual([]);
  });

  // Some are for other pages, such as signing in; the audit trail tells of them, too.
  it("every code that the API refuses with has words", () => {
    const listed = /export type Code =([\s\S]*?);/.exec(types)?.[1] ?? "";
    const codes = [...listed.matchAll(/"(\w+)"/g)].map(([, code]) => code as string);

    expect(codes.length).toBeGreaterThan(20);
    const wordless = codes.filter(
      (code) =>
        !look(words, `admin.failure.${SAME[code] ?? code}.what`) &&
        !look(words, `admin.audit.result.${code}`),
    );
    expect(wordless).toEqual([]);
  });
});

describe("a description", () => {
  it.each(Object.values(DESCRIPTIONS))("of $kind names fields that there are", (description) => {
    const { kind, columns, narrow, form, filters = [] } = description;
    const fields = Object.keys(KINDS[kind].fields);

    for (const field of [...columns, ...form]) expect(fields).toContain(field);
    for (const column of narrow) expect(columns).toContain(column);
    for (const filter of filters)
      expect([...KINDS[kind].filters, ...KINDS[kind].under]).toContain(filter);
  });

  it.each(Object.values(DESCRIPTIONS))("of $kind asks for all that is needed", (description) => {
    const { kind, form } = description;
    const needed = Object.entries(KINDS[kind].fields).filter(([, spec]) => spec.required);

    for (const [field] of needed) expect(form).toContain(field);
  });

  it("of any kind asks for nothing that something else sets", () => {
    for (const { kind, form } of Object.values(DESCRIPTIONS))
      for (const field of KINDS[kind].kept) expect(form).not.toContain(field);
  });

  it("keeps a thing's name where the screen is small", () => {
    for (const { columns, narrow } of Object.values(DESCRIPTIONS))
      expect(narrow).toContain(columns[0]);
  });
});
