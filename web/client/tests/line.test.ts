// What a line test makes of what browsers count.
import { describe, expect, it } from "vitest";

import { best, loss, middle, pathOf, sample, type Sample } from "../src/line/figures";
import { waysOf } from "../src/line/ways";

const at = (ms: number, more: Partial<Sample> = {}): Sample => ({
  at: ms,
  sent: 0,
  received: 0,
  packetsUp: 0,
  lostUp: 0,
  packetsDown: 0,
  lostDown: 0,
  rttMs: null,
  jitterMs: null,
  ...more,
});

describe("a rate", () => {
  it("is the best that held, not a burst", () => {
    const kb = [0, 100, 200, 300, 1200, 1300, 1400]; // one burst of 900 kB in half a second
    const samples = kb.map((each, n) => at(n * 500, { sent: each * 1000 }));
    expect(best(samples, "sent", 500)).toBeCloseTo(14_400);
    expect(best(samples, "sent", 2_500)).toBeCloseTo(4160);
  });

  it("is nothing when it did not last", () => {
    expect(best([at(0), at(500, { sent: 1e6 })], "sent", 2_500)).toBe(0);
  });
});

describe("loss", () => {
  const samples = [at(0, { packetsUp: 100, packetsDown: 100 }), at(1, { packetsUp: 200, lostUp: 10, packetsDown: 180, lostDown: 20 })];
  it("up is of what was sent", () => expect(loss(samples, "Up")).toBeCloseTo(0.1));
  it("down is of what should have come", () => expect(loss(samples, "Down")).toBeCloseTo(0.2));
  it("is none of nothing", () => expect(loss([], "Up")).toBe(0));
});

it("the middle one is not moved by a spike", () => {
  expect(middle([10, 900, null, 12, 11, 13])).toBe(12);
  expect(middle([null])).toBeNull();
});

describe("what the browser tells", () => {
  const pair = { id: "p", type: "candidate-pair", localCandidateId: "l", remoteCandidateId: "r" };
  const rows = (near: object, far: object): Record<string, unknown>[] => [
    { id: "t", type: "transport", selectedCandidatePairId: "p" },
    { ...pair, bytesSent: 5, bytesReceived: 7, currentRoundTripTime: 0.25 },
    { id: "l", ...near },
    { id: "r", ...far },
  ];

  it("names the way that media takes", () => {
    const udp = { protocol: "udp" };
    expect(pathOf(rows({ candidateType: "host" }, udp))).toBe("udp");
    expect(pathOf(rows({ candidateType: "prflx" }, { protocol: "tcp" }))).toBe("tcp");
    expect(pathOf(rows({ candidateType: "relay", relayProtocol: "tls" }, udp))).toBe("turn_tls");
    expect(pathOf(rows({ candidateType: "relay", relayProtocol: "udp" }, udp))).toBe("turn_udp");
    expect(pathOf([])).toBeNull();
  });

  it("is counted over both transports", () => {
    const into = { type: "inbound-rtp", packetsReceived: 9, packetsLost: -1, jitter: 0.02 };
    const told = sample(1, rows({}, {}), [...rows({}, {}), into]);
    expect(told).toMatchObject({ sent: 5, received: 7, rttMs: 250, jitterMs: 20, lostDown: 0 });
  });
});

it("every address of the server is a way of its own, and relays are tried alone", () => {
  const candidate = (address: string, protocol: string): object => ({ address, protocol, port: 44300 });
  const url = "turns:turn.example:443?transport=tcp";
  const described = {
    iceCandidates: [candidate("203.0.113.7", "udp"), candidate("fd00::7", "udp"), candidate("203.0.113.7", "tcp")],
    iceServers: [{ urls: ["turn:turn.example:3478?transport=udp"], username: "u" }, { urls: [url], username: "u" }],
  } as unknown as Parameters<typeof waysOf>[0];

  const ways = waysOf(described);

  expect(ways.map(({ kind, address }) => [kind, address])).toEqual([
    ["udp", "203.0.113.7:44300"],
    ["udp", "[fd00::7]:44300"],
    ["tcp", "203.0.113.7:44300"],
    ["turn_udp", "turn.example:3478"],
    ["turn_tls", "turn.example:443"],
  ]);
  expect(ways[0]?.relays).toEqual([]);
  expect(ways[4]?.relays).toEqual([{ urls: [url], username: "u" }]);
  expect(ways[4]?.candidates.map(({ protocol }) => protocol)).toEqual(["udp", "udp"]);
});
