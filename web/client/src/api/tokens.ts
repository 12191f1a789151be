// Tokens of other systems; the token itself is told once, at its making.

import { newKey, type Client } from "./client";
import type { NewToken, TokenList, TokenOrder } from "./types";

export class Tokens {
  constructor(private readonly client: Client) {}

  async list(query: { after?: string }, signal?: AbortSignal): Promise<TokenList> {
    return (await this.client.ask<TokenList>("GET", "/tokens", { query, signal })).data;
  }

  async make(body: TokenOrder): Promise<NewToken> {
    return (await this.client.ask<NewToken>("POST", "/tokens", { body, key: newKey() })).data;
  }

  async revoke(id: string): Promise<void> {
    await this.client.ask("DELETE", `/tokens/${encodeURIComponent(id)}`);
  }
}
