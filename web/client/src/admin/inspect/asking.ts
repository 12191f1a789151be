// How these pages ask: with the administration pages' session.

import { Inspecting, type Ask } from "../../api/inspecting";
import { client } from "../session";

const ask: Ask = async <T>(method: Parameters<Ask>[0], path: string, call?: Parameters<Ask>[2]) =>
  (await client.ask<T>(method, path, call)).data;

export const inspecting = new Inspecting(ask);
