// Incidents: lessons that were shut down, and the packages made of them.

import type { Client } from "./client";
import type { Incident, IncidentPage, IncidentTold, Restarted } from "./types";

const LONG = 60; // seconds: a package over a thin line

export class Incidents {
  constructor(private readonly client: Pick<Client, "ask">) {}

  async page(after: string | null | undefined, signal: AbortSignal): Promise<IncidentPage> {
    const query = { after: after ?? undefined };
    return (await this.client.ask<IncidentPage>("GET", "/incidents", { query, signal })).data;
  }

  async get(id: string, signal: AbortSignal): Promise<IncidentTold> {
    return (await this.client.ask<IncidentTold>("GET", at(id), { signal })).data;
  }

  async picture(id: string, number: number): Promise<Blob> {
    return (await this.client.ask<Blob>("GET", `${at(id)}/pictures/${number}`, { seconds: LONG })).data;
  }

  async release(id: string, receiver: string, reason: string): Promise<Incident> {
    const body = { receiver, reason };
    return (await this.client.ask<Incident>("POST", `${at(id)}/release`, { body })).data;
  }

  async file(id: string): Promise<Blob> {
    return (await this.client.ask<Blob>("GET", `${at(id)}/file`, { seconds: LONG })).data;
  }

  async make(lesson: string, reason: string): Promise<Incident> {
    const path = `/lessons/${encodeURIComponent(lesson)}/incidents`;
    return (await this.client.ask<Incident>("POST", path, { body: { reason } })).data;
  }

  async restart(lesson: string, reason: string): Promise<Restarted> {
    const path = `/lessons/${encodeURIComponent(lesson)}/restart`;
    return (await this.client.ask<Restarted>("POST", path, { body: { reason } })).data;
  }
}

const at = (id: string): string => `/incidents/${encodeURIComponent(id)}`;
