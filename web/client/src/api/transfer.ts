// Tables in and out: templates, imports that are looked at before they are kept, exports.

import type { Client } from "./client";
import type { Import, ImportRows, Outcome } from "./types";

/** The kinds that can be moved as tables, parents before children. */
export const TABLES = [
  "schools",
  "classrooms",
  "people",
  "classes",
  "pupils",
  "calendar_days",
  "bell_schedules",
  "pairings",
  "slots",
  "slot_exceptions",
] as const;
export type TableKind = (typeof TABLES)[number];

export const MOST_BYTES = 10 * 1024 * 1024;
const SECONDS = 120; // for a file to go up or down a thin line

export interface FileWish {
  csv: boolean;
  language: "zh" | "en";
}

export class Transfers {
  constructor(private readonly client: Client) {}

  async template(kind: TableKind, wish: FileWish): Promise<Blob> {
    return this.file(`/templates/${kind}`, { ...wish });
  }

  async export(kind: TableKind, wish: FileWish, within?: string): Promise<Blob> {
    return this.file(`/exports/${kind}`, { ...wish, within });
  }

  async begin(kind: TableKind, file: Blob, into?: string): Promise<Import> {
    const call = { query: { kind, into }, body: file, seconds: SECONDS };
    return (await this.client.ask<Import>("POST", "/imports", call)).data;
  }

  async look(id: string, signal?: AbortSignal): Promise<Import> {
    return (await this.client.ask<Import>("GET", one(id), { signal })).data;
  }

  async rows(
    id: string,
    outcome: Outcome | undefined,
    after: number,
    signal?: AbortSignal,
  ): Promise<ImportRows> {
    const query = { outcome, after, limit: 50 };
    return (await this.client.ask<ImportRows>("GET", `${one(id)}/rows`, { query, signal })).data;
  }

  async keep(id: string, digest: string): Promise<Import> {
    return (await this.client.ask<Import>("POST", `${one(id)}/keep`, { body: { digest } })).data;
  }

  async giveUp(id: string): Promise<void> {
    await this.client.ask("DELETE", one(id));
  }

  private async file(path: string, query: Record<string, string | boolean | undefined>): Promise<Blob> {
    return (await this.client.ask<Blob>("GET", path, { query, seconds: SECONDS })).data;
  }
}

const one = (id: string): string => `/imports/${encodeURIComponent(id)}`;
