// Other people's accounts: invited, unlocked, signed in and out; and what they ask to be called.

import type { Client } from "./client";
import type { Role } from "./kinds";

/** A link by which a person chooses a login and a password, once. */
export interface Invitation {
  url: string;
  qr: string; // the same as a picture, SVG
  expires_at: number;
}

/** How somebody's account stands. */
export interface AccountState {
  login: string; // "" while there is none
  second_factor: boolean;
  locked_until: number; // 0: not locked
  invited_until: number; // 0: no invitation is open
  sessions: number;
}

export interface SessionRow {
  id: string;
  person: string;
  name: string;
  made_at: number;
  seen_at: number;
  strong: boolean;
  address: string;
  agent: string;
}

/** A name or picture somebody asked for; the old one is shown until it is approved. */
export interface ChangeRow {
  id: string;
  person: string;
  name: string; // as they are called now
  field: "real_name" | "display_name" | "picture";
  before: string;
  value: string;
  asked_at: number;
}

export interface SignInRules {
  second_factor: Role[];
  password_days: number; // 0: never
}

export interface Paged<T> {
  items: T[];
  after: string | null;
}

const person = (id: string, what: string): string => `/people/${encodeURIComponent(id)}/${what}`;

export class Accounts {
  constructor(private readonly client: Client) {}

  async state(id: string, signal?: AbortSignal): Promise<AccountState> {
    return (await this.client.ask<AccountState>("GET", person(id, "account"), { signal })).data;
  }

  async invite(id: string): Promise<Invitation> {
    return (await this.client.ask<Invitation>("POST", person(id, "invitation"))).data;
  }

  async unlock(id: string): Promise<void> {
    await this.client.ask("POST", person(id, "unlock"));
  }

  async resetSecondFactor(id: string): Promise<void> {
    await this.client.ask("POST", person(id, "reset_second_factor"));
  }

  async sessions(
    query: { person?: string; within?: string; after?: string },
    signal?: AbortSignal,
  ): Promise<Paged<SessionRow>> {
    return (await this.client.ask<Paged<SessionRow>>("GET", "/sessions", { query, signal })).data;
  }

  async endSession(id: string): Promise<void> {
    await this.client.ask("DELETE", `/sessions/${encodeURIComponent(id)}`);
  }

  async changes(query: { after?: string }, signal?: AbortSignal): Promise<Paged<ChangeRow>> {
    return (await this.client.ask<Paged<ChangeRow>>("GET", "/changes", { query, signal })).data;
  }

  async decide(id: string, approved: boolean, reason: string): Promise<void> {
    const path = `/changes/${encodeURIComponent(id)}/${approved ? "approve" : "refuse"}`;
    await this.client.ask("POST", path, approved ? {} : { body: { reason } });
  }
}

/** The address of the picture that waits with a change. */
export const pictureOf = (change: string): string =>
  `/api/v1/changes/${encodeURIComponent(change)}/picture`;
