// What to receive and what to let go, from the views and what is there: a pure function.

export interface Plan {
  open: string[]; // producers to consume, in the order of the views
  close: string[]; // producers whose consumers are no longer wanted
}

/** `views` as the server says, `have` as this page holds; both by producer. */
export function plan(views: readonly string[], have: Iterable<string>): Plan {
  const wanted = new Set(views);
  const held = new Set(have);
  return {
    open: [...wanted].filter((producer) => !held.has(producer)),
    close: [...held].filter((producer) => !wanted.has(producer)),
  };
}
