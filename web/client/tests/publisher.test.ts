import type { Producer } from "mediasoup-client/types";
import { describe, expect, it, vi } from "vitest";

import { Publisher } from "../src/media/publisher";
import type { MediaSession } from "../src/media/session";

/** A camera whose producers say which layers they were held to. */
function camera() {
  const held: string[] = [];
  let made = 0;
  const session = (): MediaSession =>
    ({
      closed: false,
      device: { sendRtpCapabilities: { codecs: [] } },
      transport: () => ({
        produce: ({ track }: { track: object }) => {
          const producer = {
            id: `p${++made}`,
            track,
            closed: false,
            paused: false,
            maxSpatialLayer: undefined as number | undefined,
            setMaxSpatialLayer(layer: number) {
              held.push(`${producer.id} ${layer}`);
              producer.maxSpatialLayer = layer;
              return Promise.resolve();
            },
          };
          return Promise.resolve(producer as unknown as Producer);
        },
      }),
      ask: () => Promise.resolve({}),
    }) as unknown as MediaSession;
  const publisher = new Publisher({ stale: () => undefined, failed: () => {}, sent: () => {} });
  publisher.want("camera", {
    // For a picture a codec is looked up by the address of the page, of which there is none here.
    track: { kind: "audio", readyState: "live" } as MediaStreamTrack,
    paused: false,
  });
  return { publisher, held, session };
}

describe("a page whose picture is received by few", () => {
  it("leaves out what nobody receives, and sends it again when somebody does", async () => {
    const { publisher, held, session } = camera();
    publisher.attach(session());
    await vi.waitFor(() => expect(publisher.live.get("camera")?.producer.id).toBe("p1"));
    expect(held).toEqual([]);

    publisher.limit("p1", 0);
    await vi.waitFor(() => expect(held).toEqual(["p1 0"]));
    publisher.limit("p1", 2);

    await vi.waitFor(() => expect(held).toEqual(["p1 0", "p1 2"]));
  });

  it("sends everything on new transports, and takes no word that was about the old ones", async () => {
    const { publisher, held, session } = camera();
    publisher.attach(session());
    await vi.waitFor(() => expect(publisher.live.size).toBe(1));
    publisher.limit("p1", 0);
    await vi.waitFor(() => expect(held).toEqual(["p1 0"]));

    publisher.attach(session());
    await vi.waitFor(() => expect(publisher.live.get("camera")?.producer.id).toBe("p2"));
    publisher.limit("p1", 1);
    publisher.limit("p2", 2);

    await vi.waitFor(() => expect(held).toEqual(["p1 0", "p2 2"]));
  });
});
