// Other people's accounts: invited, unlocked, signed in and out; and what they ask to be called.

import type { Client } from "./client";
import type { Role } from "./kinds";

/** A QR code as an SVG path, in a square of `size`. */
export interface Qr {
  size: number;
  path: string;
}

/** A link by which a person chooses a login and a password, once; told once. */
export interface Invitation {
  path: string; // after the server's address
  until: number;
  name: string;
  login: string; // the one they have already
  qr: Qr; // of the whole address
}

/** A person's account, as administrators may know it. */
export interface AccountState {
  login: string; // "": there is none
  second_factor: boolean;
  second_factor_enforced: boolean;
  password_at: number;
  locked_until: number; // 0: not locked
  sessions: number;
  seen_at: number;
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
  name: string; // as the person is called now
  number: string;
  field: "real_name" | "display_name" | "picture";
  before: string;
  value: string;
  asked_at: number;
}

export interface SignInRules {
  second_factor: Role[];
  one_session: Role[];
  password_days: number; // 0: never
}

/** A setting, and the version that replaces it names. */
export interface Versioned<T> {
  value: T;
  version: number;
}

/** Which page of a list, of what in it. */
export type PageQuery = { search?: string; within?: string; after?: string };

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
    await this.client.ask("POST", person(id, "unlocking"));
  }

  async resetSecondFactor(id: string): Promise<void> {
    await this.client.ask("DELETE", person(id, "second-factor"));
  }

  /** Ends all sessions of a person. */
  async signOut(id: string): Promise<void> {
    await this.client.ask("POST", person(id, "signing-out"));
  }

  /** Takes the account away; the person stays in the register. */
  async close(id: string): Promise<void> {
    await this.client.ask("DELETE", person(id, "account"));
  }

  async sessions(query: PageQuery, signal?: AbortSignal): Promise<Paged<SessionRow>> {
    return (await this.client.ask<Paged<SessionRow>>("GET", "/sessions", { query, signal })).data;
  }

  async endSession(id: string): Promise<void> {
    await this.client.ask("DELETE", `/sessions/${encodeURIComponent(id)}`);
  }

  async changes(query: PageQuery, signal?: AbortSignal): Promise<Paged<ChangeRow>> {
    return (await this.client.ask<Paged<ChangeRow>>("GET", "/changes", { query, signal })).data;
  }

  async approve(change: string): Promise<void> {
    await this.client.ask("POST", `/changes/${encodeURIComponent(change)}/approval`);
  }

  async refuse(change: string, reason: string): Promise<void> {
    const path = `/changes/${encodeURIComponent(change)}/refusal`;
    await this.client.ask("POST", path, { body: { reason } });
  }

  async settings(signal?: AbortSignal): Promise<{ sign_in: Versioned<SignInRules> }> {
    type Settings = { sign_in: Versioned<SignInRules> };
    return (await this.client.ask<Settings>("GET", "/settings", { signal })).data;
  }

  /** The limits the server was started with: name → number. */
  async limits(signal?: AbortSignal): Promise<Record<string, number>> {
    return (await this.client.ask<Record<string, number>>("GET", "/limits", { signal })).data;
  }

  async setSignIn(value: SignInRules, version: number): Promise<Versioned<SignInRules>> {
    const call = { body: value, version };
    return (await this.client.ask<Versioned<SignInRules>>("PUT", "/settings/sign_in", call)).data;
  }
}

/** The address of the picture that waits with a change. */
export const pictureOf = (change: string): string =>
  `/api/v1/changes/${encodeURIComponent(change)}/picture`;
