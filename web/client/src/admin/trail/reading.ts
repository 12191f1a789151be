// A record of the audit trail in words: who did what to what, and how it ended.

import type { AuditRecord } from "../../api/trail";
import { i18n } from "../../i18n";

type Labels = Record<string, string>;

/** What a change of a thing says besides (classroom/store/registry.py). */
interface Told {
  change?: string; // add, replace, remove, restore
  fields?: string[]; // what it changed
  values?: Record<string, [unknown, unknown]>; // from, to; never of people
}

const word = (key: string, otherwise: string): string =>
  i18n.global.te(key, "zh") ? i18n.global.t(key) : otherwise;

export function actorOf(record: AuditRecord, labels: Labels): string {
  const { kind, id, device } = record.actor;
  const kinds = word(`admin.audit.actor.${kind}`, kind);
  const name = labels[id] ?? labels[device] ?? "";
  if (kind === "person") return name || kinds;
  return name ? `${kinds} ${name}` : kinds;
}

/** What was done: 新建学校, 登录, 停用教室设备. */
export function deedOf(record: AuditRecord): string {
  const { action, kind } = record.note;
  const { change } = told(record);
  if (typeof change === "string" && i18n.global.te(`admin.audit.change.${change}`, "zh"))
    return i18n.global.t(`admin.audit.change.${change}`, { what: kindOf(kind) });
  return word(`admin.audit.deed.${action}`, word(`admin.action.${action}`, action));
}

export function kindOf(kind: string): string {
  return word(`admin.audit.kind.${kind}`, kind);
}

export function objectOf(record: AuditRecord, labels: Labels): string {
  const { object, kind } = record.note;
  return object ? (labels[object] ?? `${kindOf(kind)} ${object}`) : "";
}

export const resultOf = (record: AuditRecord): string => resultSaid(record.note.result);

export function resultSaid(result: string): string {
  if (result === "ok") return i18n.global.t("admin.audit.ok");
  return word(`admin.audit.result.${result}`, word(`admin.failure.${result}.what`, result));
}

export interface Detail {
  name: string;
  value: string;
}

/** What else a record says, a line each: a changed field, from what to what. */
export function detailsOf(record: AuditRecord): Detail[] {
  const { fields = [], values = {}, ...rest } = told(record);
  return [
    ...fields.map((field) => ({
      name: word(`admin.field.${record.note.kind}.${field}`, field),
      value: values[field] ? `${plain(values[field][0])} → ${plain(values[field][1])}` : "",
    })),
    ...Object.entries(rest)
      .filter(([name]) => name !== "change")
      .map(([name, value]) => ({
        name: word(`admin.audit.detail.${name}`, name),
        value: plain(value),
      })),
  ];
}

function isCounts(value: unknown): value is Record<string, number> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const counts = Object.values(value);
  return counts.length > 0 && counts.every((each) => typeof each === "number");
}

/** What is counted: rows of an import by what came of them, or a table's rows. */
const countedOf = (name: string): string =>
  word(`admin.transfer.outcome.${name}`, word(`admin.privacy.hold.table.${name}`, kindOf(name)));

function told(record: AuditRecord): Told & Record<string, unknown> {
  try {
    return (JSON.parse(record.note.detail || "{}") ?? {}) as Told & Record<string, unknown>;
  } catch {
    return { text: record.note.detail };
  }
}

function plain(value: unknown): string {
  if (isCounts(value))
    return Object.entries(value)
      .map(([of, count]) => `${countedOf(of)} ${count}`)
      .join(i18n.global.t("admin.audit.and"));
  if (value === null || value === undefined || value === "")
    return i18n.global.t("admin.form.empty");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
