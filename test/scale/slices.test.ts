/** Nodes over real links with the last round in slices, in a group that is far too small to need them. */
import { expect, it } from "vitest";
import { completeEntry } from "../../src/adversary/collude.js";
import { freeAddresses } from "../../src/cluster/ports.js";
import type { Group } from "../../src/core/group.js";
import type { TraitorEntry } from "../../src/core/traitor.js";
import type { NodeCounters, NodeEvent } from "../../src/node/events.js";
import { runNode } from "../../src/node/node.js";
import { protocolOf } from "../../src/protocols/index.js";
import { emptyReport } from "../../src/protocols/om/report.js";
import { sliceCount } from "../../src/protocols/om/slices.js";
import { play } from "../../src/sim/play.js";
import { Decoder, encodeReport } from "../../src/wire/codec.js";
import { groupOf } from "../sim/worlds.js";

const GROUP = groupOf(7, 5);

it.each<{ name: string; traitors: readonly TraitorEntry[]; roundTimeoutMs: number }>([
  {
    name: "two that lie",
    traitors: [
      { id: 3, strategy: "split" },
      { id: 5, strategy: "random" },
    ],
    roundTimeoutMs: 20_000,
  },
  {
    name: "one that crashes in a slice for some, and one that lies",
    traitors: [
      { id: 2, strategy: "crash", round: 9 },
      { id: 6, strategy: "flip" },
    ],
    roundTimeoutMs: 300,
  },
])("$name: every node decides as it does with the round whole, and owes little at the end", async (one) => {
  const { traitors, roundTimeoutMs } = one;
  const order = "attack";
  const sliced: Group = { ...GROUP, inParts: true };
  const addresses = await freeAddresses(GROUP.ids.length);
  const peers = GROUP.ids.map((id, at) => ({ id, address: addresses[at] as string }));
  const shared = {
    hash: "a".repeat(64),
    run: "slices",
    wire: "packed",
    startTimeoutMs: 20_000,
    seed: 3,
  } as const;
  let owedMost = 0;
  const nodes = await Promise.all(
    peers.map(async ({ id, address }) => {
      const traitor = completeEntry(sliced, traitors, id, order);
      const own = {
        self: id,
        address,
        peers: peers.filter((peer) => peer.id !== id),
        ...(traitor && { traitor }),
      };
      let count: (() => NodeCounters) | null = null;
      const onEvent = ({ kind }: NodeEvent) => {
        if (kind === "close") owedMost = Math.max(owedMost, count?.().links.framesOwed ?? 0);
      };
      const options = { ...shared, ...own, group: sliced, order, roundTimeoutMs };
      return runNode(options, onEvent, AbortSignal.timeout(60_000), {
        onUp: (look) => {
          count = look;
        },
      });
    }),
  );
  const world = { group: sliced, order, traitors, seed: 3, roundTimeoutMs: 300, startTimeoutMs: 3000 };
  const { nodes: simulated } = play(world);
  for (const [at, { end, traffic }] of nodes.entries()) {
    const id = GROUP.ids[at] as number;
    const decision = simulated.get(id)?.decision ?? null;
    expect(end).toEqual(decision === null ? { kind: "crashed" } : { kind: "decided", order: decision });
    expect(traffic.relays).toHaveLength(6);
  }
  // READY, rounds 0 to 4, and per peer no more slices than there are nodes and two
  const slices = sliceCount(sliced);
  expect(owedMost).toBeLessThan(6 * (slices + 6));
  expect(owedMost).toBeLessThanOrEqual(6 * (1 + 5 + GROUP.ids.length + 2));
  expect(nodes.flatMap(({ accepted }) => accepted.filter(({ round }) => round >= 4))).not.toEqual([]);
  for (const { accepted } of nodes) {
    // whoever kept reports of the rounds that are let go would hold the tree twice
    for (const { round, report } of accepted) expect(report === null).toBe(round >= 4);
  }
});

it("a slice is told by all lieutenants but its p and q; from these two it is a fault", () => {
  const group: Group = { ...GROUP, inParts: true };
  const kind = protocolOf(group);
  const context = { group, hash: "a".repeat(64), run: "1", instance: 0, wire: "packed" } as const;
  for (let round = 5; round <= kind.lastRound(group); round++) {
    const senders = kind.senders(group, round);
    expect(senders).toHaveLength(4);
    for (const from of [2, 3, 4, 5, 6, 7]) {
      const [frame = []] = encodeReport(context, emptyReport(group, round, from));
      const decoded = new Decoder(context).decode(
        from,
        frame.map((part) => Buffer.from(part)),
      );
      expect(decoded).toMatchObject(
        senders.includes(from) ? { kind: "report", round } : { kind: "reject", fault: { kind: "badRound" } },
      );
    }
  }
});
