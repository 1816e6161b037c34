import { describe, expect, it } from "vitest";
import type { Group, ProtocolName } from "../../src/core/group.js";
import { linesOf, type Recording } from "../../src/core/recording.js";
import { readRecording } from "../../src/explain/read.js";
import { audit, contradictionsIn } from "../../src/explain/audit/audit.js";
import { tellRounds, tellRoundsOf } from "../../src/explain/rounds.js";
import { toPlain } from "../../src/explain/text.js";
import { treesOf } from "../../src/explain/trees.js";
import { simulate } from "../../src/sim/network.js";

const PROTOCOLS = ["sm", "king", "vector"] as const satisfies readonly ProtocolName[];
const VALUES = { 1: "100", 2: "110", 3: "105", 4: "90", 5: "95", 6: "99", 7: "101" };

/** As it is written and read back. */
function recorded(protocol: ProtocolName, seed = 1): Recording {
  const group: Group = {
    protocol,
    ids: [1, 2, 3, 4, 5, 6, 7],
    general: 1,
    m: 2,
    orders: ["retreat", "attack"],
    defaultOrder: "retreat",
  };
  const { recording } = simulate({
    group,
    order: "attack",
    traitors: [
      { id: 2, strategy: "random" },
      { id: 5, strategy: "split" },
    ],
    ...{ seed, roundTimeoutMs: 100, startTimeoutMs: 100, recordAll: true },
    ...(protocol === "vector" && { values: VALUES }),
  });
  const text = linesOf(recording).map((line) => `${JSON.stringify(line)}\n`);
  return readRecording(text.join(""));
}

describe.each(PROTOCOLS)("a recording of %s", (protocol) => {
  it("is read back and bears out what it says, in 20 runs with liars", () => {
    for (let seed = 0; seed < 20; seed++)
      expect(contradictionsIn(recorded(protocol, seed))).toEqual([]);
  });

  it("contradicts itself where a loyal node's decision was changed", () => {
    const recording = recorded(protocol);
    const decisions = recording.decisions.map((line) =>
      line.node === 3 ? { ...line, order: "wait" } : line,
    );
    expect(contradictionsIn({ ...recording, decisions })).toEqual([
      expect.stringMatching(/^Node 3 decided "wait", and its own reports come to "/),
    ]);
  });

  it("contradicts itself where a loyal node told one node something else", () => {
    const recording = recorded(protocol);
    const last = recording.reports.findLast(({ from, to }) => from === 3 && to === 4);
    const relays = [{ path: [3], order: "wait" }];
    const reports = recording.reports.map((line) => (line === last ? { ...line, relays } : line));
    expect(contradictionsIn({ ...recording, reports })).toContain(
      `Node 3, which is loyal, told node 4 in round ${last?.round} what it did not owe.`,
    );
  });

  it("is told round by round, and holds no message trees", () => {
    const recording = recorded(protocol);
    const story = toPlain(tellRounds(recording));
    expect(story).toContain("Node 5 is a traitor: split.");
    expect(story).toMatch(/Round 0\n {2}node 1 told /);
    expect(story).toContain("IC1 holds, IC2 holds; guaranteed.");
    expect(toPlain(tellRoundsOf(recording, 4))).toMatch(/node 1 told it (attack|100)\n/);
    expect(() => treesOf(recording)).toThrow(/in which no node keeps a message tree/);
  });
});

it("a recording that only counts relays is not judged", () => {
  const recording = recorded("king");
  const [first, ...rest] = recording.reports;
  const { relays: _, ...counted } = first!;
  expect(contradictionsIn({ ...recording, reports: [{ ...counted, count: 1 }, ...rest] })).toBeNull();
});
