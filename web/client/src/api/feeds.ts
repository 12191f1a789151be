// Calendar feeds; a feed's address is told once, at its making.

import { newKey, type Client } from "./client";
import type { FeedList, FeedOrder, NewFeed } from "./types";

export class Feeds {
  constructor(private readonly client: Client) {}

  async list(query: { after?: string }, signal?: AbortSignal): Promise<FeedList> {
    return (await this.client.ask<FeedList>("GET", "/feeds", { query, signal })).data;
  }

  /** Makes one; returns its whole address. */
  async make(body: FeedOrder): Promise<string> {
    const made = (await this.client.ask<NewFeed>("POST", "/feeds", { body, key: newKey() })).data;
    return `${location.origin}${made.path}`;
  }

  async revoke(id: string): Promise<void> {
    await this.client.ask("DELETE", `/feeds/${encodeURIComponent(id)}`);
  }
}
