// When those who attend should rest their eyes, as pages say it. It is said and nothing more: a
// lesson in a classroom goes on.

const SOON = 5 * 60;
const SHOWN = 60; // seconds that a wall says it
const AGAIN = 10 * 60; // until it says so again

/** What the lecturer is told, as an i18n key and its minutes; null: nothing yet. */
export function forTheLecturer(
  breakAt: number | null,
  now: number,
): [key: "eyes.soon" | "eyes.overdue", minutes: { n: number }] | null {
  if (breakAt === null || now < breakAt - SOON) return null;
  if (now < breakAt) return ["eyes.soon", { n: Math.ceil((breakAt - now) / 60) }];
  return ["eyes.overdue", { n: Math.floor((now - breakAt) / 60) }];
}

/** Whether a classroom's wall suggests to look far: for a minute, and again after a while. */
export function onTheWall(breakAt: number | null, now: number): boolean {
  return breakAt !== null && now >= breakAt && (now - breakAt) % AGAIN < SHOWN;
}
