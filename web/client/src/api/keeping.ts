// Sanctions and reports: who may do less, and what was reported in lessons.

import { newKey, type Client } from "./client";
import type {
  ReportPage,
  Sanction,
  SanctionOrder,
  SanctionPage,
  TicketHistory,
  TicketState,
  TicketTold,
} from "./types";

export class Keeping {
  constructor(private readonly client: Client) {}

  async sanctions(
    query: {
      search?: string;
      within?: string;
      after?: string;
      in_force?: boolean;
      blacklist?: boolean;
    },
    signal?: AbortSignal,
  ): Promise<SanctionPage> {
    return (await this.client.ask<SanctionPage>("GET", "/sanctions", { query, signal })).data;
  }

  async impose(body: SanctionOrder): Promise<Sanction> {
    return (await this.client.ask<Sanction>("POST", "/sanctions", { body, key: newKey() })).data;
  }

  async lift(id: string, reason: string): Promise<void> {
    const path = `/sanctions/${encodeURIComponent(id)}/lifting`;
    await this.client.ask("POST", path, { body: { reason } });
  }

  async reports(
    query: { within?: string; after?: string; open?: boolean; overdue?: boolean },
    signal?: AbortSignal,
  ): Promise<ReportPage> {
    return (await this.client.ask<ReportPage>("GET", "/reports", { query, signal })).data;
  }

  async report(id: string, signal?: AbortSignal): Promise<TicketHistory> {
    return (await this.client.ask<TicketHistory>("GET", of(id), { signal })).data;
  }

  /** Takes a report a step further; `version` is the one that was read. */
  async step(id: string, version: number, state: TicketState, why: string): Promise<TicketTold> {
    const call = { body: { state, why }, version };
    return (await this.client.ask<TicketTold>("POST", `${of(id)}/steps`, call)).data;
  }
}

const of = (id: string): string => `/reports/${encodeURIComponent(id)}`;
