// The audit trail: looked up, verified, exported.

import type { Client, Query } from "./client";
import { ApiFailure } from "./failure";
import type { Job } from "./types";

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
  constructor(
    private readonly client: Pick<Client, "ask">,
    private readonly wait = (seconds: number): Promise<void> =>
      new Promise((done) => setTimeout(done, seconds * 1000)),
  ) {}

  async page(search: AuditSearch, signal?: AbortSignal): Promise<AuditPage> {
    const query: Query = { ...search };
    return (await this.client.ask<AuditPage>("GET", "/audit", { query, signal })).data;
  }

  async heads(signal?: AbortSignal): Promise<Head[]> {
    const { data } = await this.client.ask<{ items: Head[] }>("GET", "/audit/heads", { signal });
    return data.items;
  }

  /** Lets the server walk the whole trail, and waits: so many records take a while. */
  async verify(look: (done: number, total: number) => void = () => undefined): Promise<Verified> {
    let { data: job } = await this.client.ask<Job>("POST", "/audit/verifications");
    for (let looks = 0; looks < LOOKS; looks += 1) {
      look(job.done, job.total);
      if (job.state === "done") return job.result as unknown as Verified;
      if (job.state === "failed" || job.state === "lost")
        throw new ApiFailure(job.failure?.code ?? "internal", 0);
      await this.wait(LOOK_SECONDS);
      job = (await this.client.ask<Job>("GET", `/jobs/${job.id}`)).data;
    }
    throw new ApiFailure("timeout", 0);
  }

  async export(search: AuditSearch): Promise<Blob> {
    const query: Query = { ...search, after: undefined };
    return (await this.client.ask<Blob>("GET", "/audit/export", { query, seconds: LONG })).data;
  }
}

const LONG = 600;
const LOOK_SECONDS = 0.7;
const LOOKS = 5000;
