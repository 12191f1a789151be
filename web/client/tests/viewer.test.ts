import type { Consumer } from "mediasoup-client/types";
import { describe, expect, it, vi } from "vitest";

import type { MediaSession } from "../src/media/session";
import { Viewer } from "../src/media/viewer";
import { Failure } from "../src/signaling/failure";

/** A server and its transport: what it has for this page, and what it was asked. */
function served() {
  const has = new Set<string>();
  const asked: string[] = [];
  let made = 0;
  const session = {
    closed: false,
    device: { recvRtpCapabilities: {} },
    transport: () => ({
      id: "recv",
      connectionState: "connected",
      consume: ({ id }: { id: string }) =>
        Promise.resolve({ id, track: {}, close: () => {} } as unknown as Consumer),
    }),
    ask(message: { type: string; consumer?: string }) {
      asked.push(`${message.type} ${message.consumer ?? ""}`.trim());
      if (message.type === "consume") {
        const consumer = `c${++made}`;
        has.add(consumer);
        return Promise.resolve({ consumer, kind: "video", rtp_parameters: {} });
      }
      return has.has(message.consumer ?? "")
        ? Promise.resolve({})
        : Promise.reject(new Failure("unknown_consumer"));
    },
  } as unknown as MediaSession;
  return { session, has, asked };
}

async function watching() {
  const server = served();
  const viewer = new Viewer(() => {});
  viewer.attach(server.session);
  viewer.want([{ producer: "camera", classroom: "d" }]);
  await vi.waitFor(() => expect(server.asked).toEqual(["consume", "resume_consumer c1"]));
  server.asked.length = 0;
  return { ...server, viewer };
}

describe("a page whose signaling was away", () => {
  it("receives anew what the server has closed meanwhile", async () => {
    const { viewer, has, asked } = await watching();

    has.clear();
    viewer.doubt();

    await vi.waitFor(() => expect(viewer.live.get("camera")?.id).toBe("c2"));
    await vi.waitFor(() => expect(asked).toContain("resume_consumer c2"));
  });

  it("leaves alone what goes on", async () => {
    const { viewer, asked } = await watching();

    viewer.doubt();

    await vi.waitFor(() => expect(asked).toEqual(["resume_consumer c1"]));
    expect(viewer.live.get("camera")?.id).toBe("c1");
  });
});
