// Calendar feeds of oneself. Rule: an administrator is told of others', too; they are not shown here.

import type { Feed, FeedList } from "../api/types";

export const ownFeeds = (told: FeedList, person: string): Feed[] =>
  told.items.filter(({ kind, object }) => kind === "people" && object === person);
