// Classrooms' devices: enrolled by the code that the classroom's screen shows, and revoked.

import type { Client } from "./client";

export interface Device {
  id: string;
  classroom: string;
  name: string;
  agent: string; // the browser, in its own words
  made_at: number;
  seen_at: number;
  revoked_at: number | null;
  classroom_name: string;
  school_name: string;
}

/** What shows a code, for whoever is about to enrol it. */
export interface Waiting {
  device: string;
  agent: string;
  address: string;
  asked_at: number;
  expires_at: number;
}

export interface Enrolling {
  code: string;
  classroom: string;
  name: string | null;
  replace: boolean; // the classroom's present device is revoked
}

export class Devices {
  constructor(private readonly client: Client) {}

  async list(
    query: { classroom?: string; search?: string; within?: string; after?: string; limit?: number },
    signal?: AbortSignal,
  ): Promise<{ items: Device[]; after: string | null }> {
    type Listed = { items: Device[]; after: string | null };
    return (await this.client.ask<Listed>("GET", "/devices", { query, signal })).data;
  }

  async waiting(code: string, signal?: AbortSignal): Promise<Waiting> {
    const path = `/devices/waiting/${encodeURIComponent(code)}`;
    return (await this.client.ask<Waiting>("GET", path, { signal })).data;
  }

  async enrol(body: Enrolling): Promise<Device> {
    return (await this.client.ask<{ device: Device }>("POST", "/devices", { body })).data.device;
  }

  async revoke(id: string): Promise<void> {
    await this.client.ask("DELETE", `/devices/${encodeURIComponent(id)}`);
  }
}

/** A browser's own words, shortened to what a person knows it by. */
export function browserOf(agent: string): string {
  const system = SYSTEMS.find(([mark]) => agent.includes(mark))?.[1] ?? "";
  const browser = BROWSERS.find(([mark]) => mark.test(agent));
  const name = browser ? `${browser[1]} ${browser[0].exec(agent)?.[1] ?? ""}`.trim() : "";
  return [name, system].filter(Boolean).join(" · ") || agent.slice(0, 40);
}

const SYSTEMS: [string, string][] = [
  ["Windows NT 10", "Windows 10/11"],
  ["Windows NT 6.1", "Windows 7"],
  ["Windows", "Windows"],
  ["Android", "Android"],
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Mac OS X", "macOS"],
  ["Linux", "Linux"],
];
const BROWSERS: [RegExp, string][] = [
  [/Edg\/(\d+)/, "Edge"],
  [/QQBrowser\/(\d+)/, "QQ"],
  [/Firefox\/(\d+)/, "Firefox"],
  [/Chrome\/(\d+)/, "Chrome"],
  [/Version\/(\d+).*Safari/, "Safari"],
];
