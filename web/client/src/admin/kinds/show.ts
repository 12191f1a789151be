// A thing's field as it is read in a list or a comparison.

import { i18n } from "../../i18n";
import { KINDS } from "../../api/kinds";
import { placeName } from "../names";
import type { Description } from "./description";

type Labels = Record<string, string>;

export function show(
  description: Description,
  field: string,
  value: unknown,
  labels: Labels,
): string {
  const { kind, numbers } = description;
  const { t } = i18n.global;
  if (value === null || value === undefined || value === "") return "";
  const spec = KINDS[kind].fields[field];
  const word = numbers?.[field]?.find(([number]) => number === value)?.[1];
  if (word) return word.startsWith("admin.") ? t(word) : word;
  if (KINDS[kind].refers[field]) return labels[value as string] ?? "…";
  if (spec?.type === "choice") return t(`admin.choice.${kind}.${field}.${value as string}`);
  if (field === "grants") return (value as Grants).map(grantInWords).join(", ");
  if (spec?.type === "list") return `${(value as unknown[]).length}`;
  return String(value);
}

type Grants = { role: string; scope: string }[];

/** Such as: 学校管理员 · 青山县第一小学. */
export function grantInWords(grant: { role: string; scope: string }): string {
  return `${i18n.global.t(`admin.role.${grant.role}`)} · ${placeName(grant.scope)}`;
}
