// This classroom's key. Rule: made here, kept by the browser as a key that not even this page can
// read; what is signed with it is all that ever leaves. Copied storage is worth nothing elsewhere.

const STORE = "device";
const NAME = "key";
const CURVE: EcKeyGenParams = { name: "ECDSA", namedCurve: "P-256" };
const SIGNING: EcdsaParams = { name: "ECDSA", hash: "SHA-256" };
const ID_CHARS = 32;

export interface PublicKey {
  x: string;
  y: string;
}

interface Kept {
  id: string;
  publicKey: PublicKey;
  pair: CryptoKeyPair;
}

export class RoomKey {
  constructor(private readonly kept: Kept) {}

  get id(): string {
    return this.kept.id;
  }

  get publicKey(): PublicKey {
    return this.kept.publicKey;
  }

  async sign(text: string): Promise<string> {
    const bytes = new TextEncoder().encode(text);
    return base64url(await crypto.subtle.sign(SIGNING, this.kept.pair.privateKey, bytes));
  }
}

/** Browsers have keys on https:// pages and on this machine only. */
export function canHaveKeys(): boolean {
  return typeof crypto.subtle !== "undefined" && typeof indexedDB !== "undefined";
}

/** The key of this browser, made at the first call. */
export async function roomKey(): Promise<RoomKey> {
  const database = await open();
  try {
    let kept = (await done(objects(database).get(NAME))) as Kept | undefined;
    if (!kept) {
      const made = await make();
      // Two pages may have started at once: the first to write has made the key.
      await done(objects(database, "readwrite").add(made, NAME)).catch(() => {});
      kept = (await done(objects(database).get(NAME))) as Kept;
      void navigator.storage?.persist?.().catch(() => false); // not to be cleared for room
    }
    return new RoomKey(kept);
  } finally {
    database.close();
  }
}

/** Throw the key away: the next one is another device. */
export async function forgetKey(): Promise<void> {
  const database = await open();
  try {
    await done(objects(database, "readwrite").delete(NAME));
  } finally {
    database.close();
  }
}

async function make(): Promise<Kept> {
  const pair = await crypto.subtle.generateKey(CURVE, false, ["sign", "verify"]);
  const { x = "", y = "" } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const text = `{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`; // RFC 7638
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return { id: base64url(digest).slice(0, ID_CHARS), publicKey: { x, y }, pair };
}

function open(): Promise<IDBDatabase> {
  const opening = indexedDB.open("sanketang", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  return done(opening);
}

function objects(database: IDBDatabase, mode: IDBTransactionMode = "readonly"): IDBObjectStore {
  return database.transaction(STORE, mode).objectStore(STORE);
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = (event) => {
      event.preventDefault(); // told here, and not to the window as well
      reject(request.error ?? new Error("IndexedDB"));
    };
  });
}

function base64url(data: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(data)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
}
