// Notices to guardians, what they said, and what becomes of a pupil's data.

import type { Client } from "./client";
import type {
  Erased,
  Hold,
  HoldOrder,
  Holds,
  NewNotice,
  Notice,
  Notices,
  RefusalOrder,
  Statement,
  StatementOrder,
  Statements,
} from "./types";

export class Privacy {
  constructor(private readonly client: Client) {}

  async notices(within?: string, signal?: AbortSignal): Promise<Notices> {
    return (await this.client.ask<Notices>("GET", "/notices", { query: { within }, signal })).data;
  }

  async publish(body: NewNotice): Promise<Notice> {
    return (await this.client.ask<Notice>("POST", "/notices", { body })).data;
  }

  async record(items: StatementOrder[]): Promise<Statement[]> {
    return (await this.client.ask<Statements>("POST", "/consents", { body: { items } })).data.items;
  }

  async ledger(pupil: string, signal?: AbortSignal): Promise<Statement[]> {
    return (await this.client.ask<Statements>("GET", `${of(pupil)}/consents`, { signal })).data.items;
  }

  /** All that is kept of a pupil, to be handed to the guardian. */
  async copy(pupil: string, readable: boolean, language: "zh" | "en"): Promise<Blob> {
    const query = { readable: readable || undefined, language };
    const { data } = await this.client.ask("GET", `${of(pupil)}/data`, { query });
    if (data instanceof Blob) return data;
    return new Blob([JSON.stringify(data, null, 2)], { type: "application/json" });
  }

  async erase(pupil: string): Promise<Erased> {
    return (await this.client.ask<Erased>("POST", `${of(pupil)}/erasure`)).data;
  }

  async refuse(pupil: string, body: RefusalOrder): Promise<void> {
    await this.client.ask("POST", `${of(pupil)}/refusals`, { body });
  }

  async holds(signal?: AbortSignal): Promise<Holds> {
    return (await this.client.ask<Holds>("GET", "/holds", { signal })).data;
  }

  async hold(body: HoldOrder): Promise<Hold> {
    return (await this.client.ask<Hold>("POST", "/holds", { body })).data;
  }

  async lift(id: string): Promise<void> {
    await this.client.ask("DELETE", `/holds/${encodeURIComponent(id)}`);
  }
}

const of = (pupil: string): string => `/pupils/${encodeURIComponent(pupil)}`;
