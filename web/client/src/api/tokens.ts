// Tokens of other systems; the token itself is told once, at its making.

import type { Client } from "./client";
import type { NewToken, Token, TokenList, TokenOrder } from "./types";

export class Tokens {
  constructor(private readonly client: Client) {}

  async list(signal?: AbortSignal): Promise<Token[]> {
    return (await this.client.ask<TokenList>("GET", "/tokens", { signal })).data.items;
  }

  async make(body: TokenOrder): Promise<NewToken> {
    return (await this.client.ask<NewToken>("POST", "/tokens", { body })).data;
  }

  async revoke(id: string): Promise<void> {
    await this.client.ask("DELETE", `/tokens/${encodeURIComponent(id)}`);
  }
}
