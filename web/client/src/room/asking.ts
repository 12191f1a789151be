// What a classroom's device asks the server, each request signed by itself over a nonce of its own.

import type { DeviceProof } from "../protocol";
import { Failure } from "../signaling/failure";
import type { RoomKey } from "./key";

const BASE = "/api/v1/device";
const ANSWER_WITHIN_MS = 8_000;

interface Challenge {
  nonce: string;
}

export interface BoardLesson {
  id: string;
  part: "delivering" | "receiving";
  subject: string;
  title: string;
  lecturer: string;
  starts_at: number; // seconds since the epoch, as all times here
  ends_at: number;
  state: "planned" | "opened" | "ended" | "cancelled" | "merged";
}

export interface Wall {
  now: number;
  zone: string;
  device: string;
  classroom: string;
  school: string;
  early_seconds: number;
  today: BoardLesson[];
  next: BoardLesson | null;
  enter: BoardLesson | null;
}

export interface Shown {
  device: string;
  code: string;
  expires_at: number;
  now: number;
}

/** What hangs on this classroom's wall. Throws Failure, `device_unknown` before it is enrolled. */
export const askWall = (key: RoomKey): Promise<Wall> => signed<Wall>(key, "/room");

/** A code for an administrator to type. */
export const askCode = (key: RoomKey): Promise<Shown> =>
  signed<Shown>(key, "/enrolments", { key: key.publicKey });

/** The proof with which a device opens the socket of a lesson. */
export const proveFor = (key: RoomKey, lesson: string): Promise<DeviceProof> =>
  prove(key, "socket", lesson);

async function prove(key: RoomKey, purpose: string, what: string): Promise<DeviceProof> {
  const { nonce } = await post<Challenge>("/challenge");
  const text = ["sanketang-device-1", purpose, location.origin, key.id, nonce, what].join("\n");
  return { device: key.id, nonce, signature: await key.sign(text) };
}

export async function signed<T>(key: RoomKey, path: string, body?: unknown): Promise<T> {
  const { device, nonce, signature } = await prove(key, "http", `POST ${BASE}${path}`);
  const authorization = `Device id="${device}", nonce="${nonce}", signature="${signature}"`;
  return post<T>(path, body, { Authorization: authorization });
}

async function post<T>(
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), ANSWER_WITHIN_MS);
  try {
    const response = await fetch(BASE + path, {
      method: "POST",
      credentials: "omit", // a device is what it signs, whoever is signed in beside it
      signal: limit.signal,
      headers: { ...headers, ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const told = (await response.json()) as T & Partial<Failure>;
    if (!response.ok)
      throw new Failure(told.code ?? "internal", told.detail, told.retryable ?? false);
    return told;
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    throw new Failure("offline", String(thrown), true); // no answer, or a proxy's page
  } finally {
    clearTimeout(timer);
  }
}
