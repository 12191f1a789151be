// The audit trail: looked up, verified, exported.

import type { Client, Query } from "./client";

export interface Actor {
  kind: "person" | "device" | "token" | "link" | "nobody" | "server";
  id: string;
  session: string;
  device: string;
  address: string;
}

export interface Note {
  action: string;
  kind: string;
  object: string;
  scope: string;
  result: string; // "ok", or the code of the failure
  detail: string; // JSON
}

export interface AuditRecord {
  number: number;
  at: number;
  actor: Actor;
  note: Note;
  before: string;
  hash: string;
}

export interface AuditPage {
  items: AuditRecord[];
  after: string | null;
  labels: Record<string, string>;
}

/** A day's signed head: its last record has this number and hash. */
export interface Head {
  day: string; // UTC
  number: number;
  hash: string;
  key: string;
  signature: string;
}

/** The first thing that is wrong. */
export interface Break {
  number: number;
  fault: string;
  at: number | null;
}

/** What was found when the whole trail was walked. */
export interface Verified {
  first: number;
  last: number;
  broken: Break | null;
}

export interface AuditSearch {
  since?: number;
  until?: number;
  actor?: string;
  action?: string;
  kind?: string;
  object?: string;
  result?: string;
  within?: string;
  after?: string;
}

export class Trail {
  constructor(private readonly client: Client) {}

  async page(search: AuditSearch, signal?: AbortSignal): Promise<AuditPage> {
    const query: Query = { ...search };
    return (await this.client.ask<AuditPage>("GET", "/audit", { query, signal })).data;
  }

  async heads(signal?: AbortSignal): Promise<Head[]> {
    const { data } = await this.client.ask<{ items: Head[] }>("GET", "/audit/heads", { signal });
    return data.items;
  }

  /** Walks the whole trail: so many records take a while. */
  async verify(): Promise<Verified> {
    return (await this.client.ask<Verified>("POST", "/audit/verification", { seconds: LONG })).data;
  }

  async export(search: AuditSearch): Promise<Blob> {
    const query: Query = { ...search, after: undefined };
    return (await this.client.ask<Blob>("GET", "/audit/export", { query, seconds: LONG })).data;
  }
}

const LONG = 600;
