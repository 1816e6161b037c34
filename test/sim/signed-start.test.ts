/** The start where READYs are signed: whoever starts passes on those that it started on (core/rounds.ts). */
import { afterEach, expect, it, vi } from "vitest";
import type { Group } from "../../src/core/group.js";
import { Lockstep } from "../../src/core/lockstep.js";
import { signedMessages } from "../../src/protocols/sm/rules.js";
import { play } from "../../src/sim/play.js";
import type { InjectedFault, World } from "../../src/sim/world.js";

afterEach(() => void vi.restoreAllMocks());

const DELIVERY_MS = 1;
const group: Group = {
  ...{ protocol: "sm", ids: [1, 2, 3, 4, 5], general: 2, m: 2 },
  ...{ orders: ["retreat", "attack"], defaultOrder: "retreat" },
};

/** Traitors 4 and 5 say READY to node 1 alone, and never link up to nodes 2 and 3, which wait for them to be heard. */
const world: World = {
  ...{ group, order: "attack", seed: 1, delayMs: DELIVERY_MS, roundTimeoutMs: 40, startTimeoutMs: 1000 },
  traitors: [4, 5].map((id) => ({ id, strategy: "silent" })),
  faults: [4, 5].flatMap((from): InjectedFault[] => [
    { kind: "loss", frame: "ready", from },
    { kind: "say", what: "ready", from, to: 1, atMs: 5 },
    ...[2, 3].map((peer): InjectedFault => ({ kind: "link", between: [from, peer], atMs: null })),
  ]),
};

const loyal = () => {
  const { nodes } = play(world);
  return [1, 2, 3].map((id) => nodes.get(id)!);
};

const spreadMs = () => {
  const starts = loyal().map(({ startedMs }) => startedMs as number);
  return Math.max(...starts) - Math.min(...starts);
};

it("READYs shown to one node alone start all within one delivery, and all obey the general", () => {
  expect(spreadMs()).toBeLessThanOrEqual(DELIVERY_MS);
  expect(loyal().map(({ decision }) => decision)).toEqual(["attack", "attack", "attack"]);
});

it("planted: a node that does not pass READYs on starts alone, and misses the loyal general's order", () => {
  vi.spyOn(Lockstep.prototype as unknown as { passOn(): unknown[] }, "passOn").mockReturnValue([]);
  expect(spreadMs()).toBeGreaterThan(100 * DELIVERY_MS);
  expect(loyal()[0]!.decision).toBe("retreat");
});

it("n - m of them are enough where they hold a loyal majority, n > 2m; else all are waited for", () => {
  const sizes = [
    [3, 1],
    [4, 2],
    [5, 2],
    [6, 3],
    [7, 3],
  ] as const;
  const needed = sizes.map(([n, m]) => {
    const ids = Array.from({ length: n }, (_, at) => at + 1);
    return signedMessages.readiesNeeded({ ...group, ids, m });
  });
  expect(needed).toEqual([2, 4, 3, 6, 4]);
});
