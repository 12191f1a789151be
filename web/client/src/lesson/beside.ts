// A page beside the classroom's own: the assistant's tablet. It sends and receives nothing.

import { onScopeDispose } from "vue";

import { WakeLock } from "../media/wakelock";
import { newSession, type Entry } from "../signaling/link";
import { attend, type Attending } from "./attending";
import { greeting } from "./greeting";

export function openBeside(entry: Entry): Attending {
  const session = newSession();
  const wire = attend({ greet: () => greeting(entry, session, { assists: true }) });
  const wakelock = new WakeLock();
  wakelock.set(true); // it is looked at, and not touched, for minutes
  onScopeDispose(() => {
    wakelock.set(false);
    wire.close();
  });
  wire.open();
  return wire;
}
