// Whose line is tested: this classroom's, when the page comes from its wall; else that of whoever
// is signed in, kept with the classroom that an administrator names.

import type { LineTestBegun } from "../api/types";
import { signed } from "../room/asking";
import { roomKey } from "../room/key";
import { ask } from "../signin/session";
import { Wire } from "./wire";

export const begin = async (room: boolean, classroom: string | null): Promise<Wire> =>
  new Wire(
    room
      ? await signed<LineTestBegun>(await roomKey(), "/line-test")
      : await ask<LineTestBegun>("POST", "/line-tests", { body: classroom ? { classroom } : {} }),
  );
