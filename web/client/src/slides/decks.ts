// The decks that are open: one for a file, however many places of the page show it.

import type { Attending } from "../lesson/attending";
import type { FileState } from "../protocol";
import { openDeck, type Deck } from "./deck";
import { sourceOf } from "./files";

interface Open {
  deck: Promise<Deck>;
  users: number;
}

const open = new Map<string, Open>();

/** Take a deck; give it back by the function that comes with it. */
export function takeDeck(room: Attending, file: FileState): { deck: Promise<Deck>; back: () => void } {
  const source = sourceOf(room, file.id);
  const key = `${source.url} ${source.headers.Authorization}`;
  const entry = open.get(key) ?? { deck: openDeck(file, source), users: 0 };
  entry.users += 1;
  open.set(key, entry);
  // What could not be opened is tried anew the next time.
  entry.deck.catch(() => open.get(key) === entry && open.delete(key));
  let given = false;
  return {
    deck: entry.deck,
    back() {
      if (given) return;
      given = true;
      entry.users -= 1;
      if (entry.users > 0) return;
      if (open.get(key) === entry) open.delete(key);
      void entry.deck.then((deck) => deck.close()).catch(() => {});
    },
  };
}
