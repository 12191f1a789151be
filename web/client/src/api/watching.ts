// Who else may watch recordings: requests and their decisions, reviews and publications.

import { newKey, type Client } from "./client";
import type {
  Decision,
  GrantList,
  GrantPage,
  GrantTold,
  PublicationAsked,
  PublicationTold,
  RecordingPage,
} from "./types";

export class Watching {
  constructor(private readonly client: Pick<Client, "ask">) {}

  async grants(which: GrantList, after: string, signal?: AbortSignal): Promise<GrantPage> {
    const query = { which, after };
    return (await this.client.ask<GrantPage>("GET", "/recordings/grants", { query, signal })).data;
  }

  async ask(recording: string, purpose: string, days: number): Promise<GrantTold> {
    const call = { body: { purpose, days }, key: newKey() };
    return (await this.client.ask<GrantTold>("POST", `${of(recording)}/grants`, call)).data;
  }

  async decide(grant: string, body: Decision): Promise<GrantTold> {
    return (await this.client.ask<GrantTold>("POST", `${one(grant)}/decision`, { body })).data;
  }

  /** Withdraws one's own, or revokes what was granted. */
  async end(grant: string): Promise<GrantTold> {
    return (await this.client.ask<GrantTold>("DELETE", one(grant))).data;
  }

  async recordings(
    query: { search?: string; within?: string; after?: string },
    signal?: AbortSignal,
  ): Promise<RecordingPage> {
    return (await this.client.ask<RecordingPage>("GET", "/recordings", { query, signal })).data;
  }

  async publication(recording: string, signal?: AbortSignal): Promise<PublicationTold> {
    const path = `${of(recording)}/publication`;
    return (await this.client.ask<PublicationTold>("GET", path, { signal })).data;
  }

  async review(recording: string): Promise<PublicationTold> {
    return (await this.client.ask<PublicationTold>("POST", `${of(recording)}/review`)).data;
  }

  async publish(recording: string, body: PublicationAsked): Promise<PublicationTold> {
    const path = `${of(recording)}/publication`;
    return (await this.client.ask<PublicationTold>("PUT", path, { body })).data;
  }

  async withdraw(recording: string): Promise<PublicationTold> {
    return (await this.client.ask<PublicationTold>("DELETE", `${of(recording)}/publication`)).data;
  }
}

const of = (recording: string): string => `/recordings/${encodeURIComponent(recording)}`;
const one = (grant: string): string => `/recordings/grants/${encodeURIComponent(grant)}`;
