import { describe, expect, it } from "vitest";
import type { Group, ProtocolName } from "../../src/core/group.js";
import { tellRounds, tellRoundsOf } from "../../src/explain/rounds.js";
import { toPlain } from "../../src/explain/text.js";
import { treesOf } from "../../src/explain/trees.js";
import { readRecording } from "../../src/recording/read.js";
import { linesOf, type Recording } from "../../src/recording/recording.js";
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
