import type { Device } from "mediasoup-client/types";
import { describe, expect, it, vi } from "vitest";

import { MediaSession, type Ask } from "../src/media/session";
import { Failure } from "../src/signaling/failure";

describe("a session of which one half cannot be made", () => {
  it.each(["send", "recv"])("leaves nothing behind when it is %s", async (refused) => {
    const close = vi.fn();
    const made = vi.fn(() => ({ id: "t", on: vi.fn(), close }));
    const device = { createSendTransport: made, createRecvTransport: made } as unknown as Device;
    const ask = ((message: { direction: string }) =>
      message.direction === refused
        ? Promise.reject(new Failure("media_down", "", true))
        : Promise.resolve({ description: { id: "t" } })) as unknown as Ask;
    const listener = { begun: vi.fn(), state: vi.fn(), lost: vi.fn() };

    await expect(MediaSession.open(ask, device, "e", listener)).rejects.toThrow("media_down");

    expect(made).toHaveBeenCalledOnce();
    expect(close).toHaveBeenCalledOnce();
  });
});
