// What a page says when its connection opens: its link, its lesson, or its device's proof.

import type { Hello } from "../protocol";
import { proveFor } from "../room/asking";
import { roomKey } from "../room/key";
import type { Entry } from "../signaling/link";

/** `over`: takes the seat from whoever has it. `assists`: stands beside it instead. */
export interface Manner {
  over?: boolean;
  assists?: boolean;
}

export function greeting(
  entry: Entry,
  session: string,
  { over = false, assists = false }: Manner,
): Hello | Promise<Hello> {
  switch (entry.by) {
    case "link":
      return { token: entry.token, session, assists };
    case "session":
      return { lesson: entry.lesson, session, assists };
    case "device":
      return device(entry.lesson, session, over);
  }
}

async function device(lesson: string, session: string, over: boolean): Promise<Hello> {
  return { lesson, session, over, proof: await proveFor(await roomKey(), lesson) };
}
