// What a form holds: made from a thing or from nothing, checked before it is sent, and sent whole.

import { KINDS, type KindName } from "../../api/kinds";
import type { Problem } from "../../api/failure";
import { eitherOf, type Thing } from "../kinds/description";

export type FormValues = Record<string, unknown>;

/** The fields of a kind that are sent: all but what something else sets. */
export function sent(kind: KindName): string[] {
  const { fields, kept } = KINDS[kind];
  return Object.keys(fields).filter((field) => !kept.includes(field));
}

/** A form's first values: the thing's own, or the defaults with whatever is `given`. */
export function begin(kind: KindName, thing: Thing | null, given: FormValues = {}): FormValues {
  const values: FormValues = {};
  for (const field of sent(kind)) {
    const spec = KINDS[kind].fields[field];
    const empty = spec?.type === "text" || spec?.type === "id" ? "" : null;
    values[field] = copy(thing ? thing[field] : (given[field] ?? spec?.default ?? empty));
  }
  return values;
}

/** What is sent: an untouched optional field is what it was by default. */
export function finish(kind: KindName, values: FormValues): FormValues {
  const out: FormValues = {};
  for (const field of sent(kind)) {
    const spec = KINDS[kind].fields[field];
    const value = values[field];
    const text = typeof value === "string" ? value.trim() : value;
    out[field] = (text === "" || text === undefined) && spec?.nullable ? null : text;
  }
  return out;
}

/** What can be told to be wrong without asking: what is missing, too long or of another form. */
export function problemsOf(kind: KindName, values: FormValues): Problem[] {
  const problems: Problem[] = [];
  const either = eitherOf(kind);
  const told = finish(kind, values);
  if (either.length && !either.some((field) => told[field])) {
    problems.push({ field: either[0] as string, code: "missing" });
  }
  for (const field of sent(kind)) {
    const spec = KINDS[kind].fields[field];
    const value = told[field];
    if (!spec) continue;
    if (value === "" || value === null || value === undefined) {
      if (spec.required) problems.push({ field, code: "missing" });
    } else if (typeof value === "string" && spec.type === "text") {
      if (spec.max !== undefined && value.length > spec.max)
        problems.push({ field, code: "too_long", about: { limit: spec.max } });
      else if (spec.pattern && !new RegExp(spec.pattern, "u").test(value))
        problems.push({ field, code: "bad_pattern" });
    }
  }
  return problems;
}

export function same(one: unknown, two: unknown): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(two ?? null);
}

function copy<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
}
