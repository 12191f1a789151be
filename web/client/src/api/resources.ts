// Things of the register and the timetable, the same way for every kind.

import type { Answer, Client, Query } from "./client";
import type { KindName, ThingOf } from "./kinds";

/** Fields that the store gives; a form holds the others. */
export type Given = "id" | "version" | "scope";
export type Values<K extends KindName> = Omit<ThingOf[K], Given>;

export interface Page<T> {
  items: T[];
  after: string | null; // where the next page begins
  total: number; // all that match; COUNTED + 1 means: more than COUNTED
  labels: Record<string, string>; // id → name of whatever the items refer to
}

export interface Listing {
  search?: string;
  where?: Query; // field → value
  after?: string;
  limit?: number;
  removed?: boolean; // what was taken away instead, latest first
}

export const COUNTED = 10_000;
export const PAGE = 50;

export class Resources {
  constructor(private readonly client: Client) {}

  async list<K extends KindName>(
    kind: K,
    listing: Listing = {},
    signal?: AbortSignal,
  ): Promise<Page<ThingOf[K]>> {
    const { search, where, after, limit = PAGE, removed } = listing;
    const query = { ...where, search, after, limit, removed: removed || undefined };
    return (await this.client.ask<Page<ThingOf[K]>>("GET", `/${kind}`, { query, signal })).data;
  }

  async get<K extends KindName>(kind: K, id: string, signal?: AbortSignal): Promise<ThingOf[K]> {
    return (await this.client.ask<ThingOf[K]>("GET", one(kind, id), { signal })).data;
  }

  create<K extends KindName>(
    kind: K,
    values: Values<K>,
    key: string,
  ): Promise<Answer<ThingOf[K]>> {
    return this.client.ask("POST", `/${kind}`, { body: values, key });
  }

  replace<K extends KindName>(
    kind: K,
    id: string,
    values: Values<K>,
    version: number,
  ): Promise<Answer<ThingOf[K]>> {
    return this.client.ask("PUT", one(kind, id), { body: values, version });
  }

  async remove(kind: KindName, id: string, version: number): Promise<void> {
    await this.client.ask("DELETE", one(kind, id), { version });
  }

  async restore<K extends KindName>(kind: K, id: string): Promise<ThingOf[K]> {
    return (await this.client.ask<ThingOf[K]>("POST", `${one(kind, id)}/restore`)).data;
  }
}

function one(kind: KindName, id: string): string {
  return `/${kind}/${encodeURIComponent(id)}`;
}
