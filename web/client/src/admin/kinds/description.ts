// One description a kind: what its list shows and its form asks for, in which order. Everything
// else (types, limits, choices, what refers to what) is in api/kinds.ts, made from the Python
// types; the words are `admin.field.<kind>.<field>`, `admin.choice.<kind>.<field>.<value>` and,
// where a field needs explaining, `admin.help.<kind>.<field>`.

import { KINDS, type FieldSpec, type KindName, type Resource } from "../../api/kinds";
import type { Action } from "../../api/permissions";

/** A thing of any kind; its description says which fields there are. */
export type Thing = Resource & Record<string, unknown>;

export interface Description {
  kind: KindName;
  columns: string[]; // the first one names the thing and opens it
  narrow: string[]; // columns that stay on a small screen
  form: string[];
  filters?: string[];
  /** Numbers that have words of their own, as [number, key of its word or itself]. */
  numbers?: Record<string, [number, string][]>;
}

export type InputKind = FieldSpec["type"] | "refer" | "radio";

const FEW = 4; // choices that stand side by side; more go into a list

export function specOf(kind: KindName, field: string): FieldSpec {
  const spec = KINDS[kind].fields[field];
  if (!spec) throw new Error(`${kind} has no field ${field}`);
  return spec;
}

/** How a field is filled in. */
export function inputOf(kind: KindName, field: string): InputKind {
  const spec = specOf(kind, field);
  if (KINDS[kind].refers[field]) return "refer";
  if (spec.type === "choice" && (spec.choices?.length ?? 0) <= FEW) return "radio";
  return spec.type;
}

/** Of two fields that say what a thing lies in, exactly one is given: they are one question. */
export function eitherOf(kind: KindName): string[] {
  const { under } = KINDS[kind];
  return under.length > 1 ? under : [];
}

export const readAction = (kind: KindName): Action => `read_${kind}` as Action;
export const writeAction = (kind: KindName): Action => `write_${kind}` as Action;
