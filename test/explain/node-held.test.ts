/** Why a node decided so, of protocols without message trees: told, held, decided, observed, and by the names of values. */
import { describe, expect, it } from "vitest";
import type { ProtocolName } from "../../src/core/group.js";
import type { ValueText } from "../../src/core/value.js";
import { explainNode } from "../../src/explain/node.js";
import { toPlain } from "../../src/explain/text.js";
import type { Recording } from "../../src/recording/recording.js";
import { simulate } from "../../src/sim/network.js";
import { digestOf } from "../../src/wire/digest.js";
import { drawnRecording, KINDS, readBack } from "./audit/worlds.js";

const TEXTS = ['"retreat"', '"attack"'] as ValueText[];

/** n = 4, m = 1; the general tells odd ids the truth, in values that are named by their digests if `isAny`. */
function split(protocol: ProtocolName, isAny = false): Recording {
  const orders = isAny ? TEXTS.map((text) => digestOf(text)) : ["retreat", "attack"];
  const contents = Object.fromEntries(TEXTS.map((text) => [digestOf(text), text]));
  const [defaultOrder, order] = orders as [string, string];
  const ids = [1, 2, 3, 4];
  const group = { protocol, ids, general: 1, m: 1, orders, defaultOrder, ...(isAny && { contents }) };
  return readBack(
    simulate({
      group,
      order,
      ...(protocol === "vector" && { values: { 1: order, 2: order, 3: defaultOrder, 4: order } }),
      traitors: [{ id: 1, strategy: "split" }],
      ...{ seed: 1, roundTimeoutMs: 100, startTimeoutMs: 100, recordAll: true },
    }).recording,
  );
}

describe("explain --node", () => {
  it("of sm: V, and why it obeys the default order", () => {
    expect(toPlain(explainNode(split("sm"), 3))).toMatchInlineSnapshot(`
      "Node 3, a loyal lieutenant, decided retreat.

      Round 0
        node 1 told it attack

      Round 1
        node 2 told it retreat along 1.2
        node 4 told it retreat along 1.4

      How it decided
        V = {attack, retreat}: the general has signed several orders, so that it obeys the default order, retreat.

      What it observed
        The general, round 1: twoOrders, signed both attack and retreat."
    `);
  });

  it("of king: phase by phase", () => {
    expect(toPlain(explainNode(split("king"), 3))).toMatchInlineSnapshot(`
      "Node 3, a loyal lieutenant, decided attack.

      Round 0
        node 1 told it attack

      Round 1
        node 1 told it attack
        node 2 told it retreat
        it told itself attack
        node 4 told it retreat

      Round 2
        node 1 told it nothing
        node 2 told it retreat
        it told itself nothing
        node 4 told it retreat

      Round 3
        node 1 told it retreat

      Round 4
        node 1 told it retreat
        node 2 told it attack
        it told itself retreat
        node 4 told it attack

      Round 5
        node 1 told it nothing
        node 2 told it attack
        it told itself nothing
        node 4 told it attack

      Round 6
        node 2 told it attack

      How it decided
        Phase 1: no order had 3 votes, so it proposed none; retreat then had 2 proposals, fewer than n - m = 3, so that it took retreat from the king, node 1.
        Phase 2: no order had 3 votes, so it proposed none; attack then had 2 proposals, fewer than n - m = 3, so that it took attack from the king, node 2.
        After the last phase it decides attack.

      What it observed
        No fault: every report came in time and was well formed."
    `);
  });

  it("of vector: entry by entry", () => {
    expect(toPlain(explainNode(split("vector"), 2))).toMatchInlineSnapshot(`
      "Node 2, a loyal node, decided {"1":"retreat","2":"attack","3":"retreat","4":"attack"}.

      Round 0
        node 1 told it retreat
        it told itself attack
        node 3 told it retreat
        node 4 told it attack

      Round 1
        node 1 told it retreat along 2.1, attack along 3.1 and retreat along 4.1
        it told itself retreat along 1.2, retreat along 3.2 and attack along 4.2
        node 3 told it attack along 1.3, attack along 2.3 and attack along 4.3
        node 4 told it retreat along 1.4, attack along 2.4 and retreat along 3.4

      What it held
        On node 1: node 1 itself told it retreat. Of 3 words on it, 2 come to retreat (2 and 4) and 1 comes to attack (3): more than half, so it is retreat.
        Its own value is attack.
        On node 3: node 3 itself told it retreat. Of 3 words on it, 2 come to retreat (2 and 4) and 1 comes to attack (1): more than half, so it is retreat.
        On node 4: node 4 itself told it attack. Of 3 words on it, 2 come to attack (2 and 3) and 1 comes to retreat (1): more than half, so it is attack.

      How it decided
        It decides the vector itself.

      What it observed
        No fault: every report came in time and was well formed."
    `);
  });

  it("of om with values of any kind: what the words on the order came to", () => {
    expect(toPlain(explainNode(split("om", true), 3))).toMatchInlineSnapshot(`
      "Node 3, a loyal lieutenant, decided "retreat".

      Round 0
        node 1 told it "attack"

      Round 1
        node 2 told it "retreat" along 1.2
        it told itself "attack" along 1.3
        node 4 told it "retreat" along 1.4

      Round 2
        node 1 told it the value of what it came to
        node 2 told it the value of what it came to
        it told itself the value of what it came to
        node 4 told it the value of what it came to

      How it decided
        The general told it "attack". Of 3 words on it, 2 come to "retreat" (2 and 4) and 1 comes to "attack" (3): more than half, so it is "retreat".

      What it observed
        No fault: every report came in time and was well formed."
    `);
  });

  it("of values it says the same as of listed orders, by their names", () => {
    for (const protocol of ["sm", "king", "vector"] as const) {
      const listed = toPlain(explainNode(split(protocol), 3)).replaceAll('"', "");
      const named = toPlain(explainNode(split(protocol, true), 3)).replaceAll(/\\?"/g, "");
      const further = /\nRound \d+\n( {2}\S+.* the value of what it came to\n)+/g;
      expect(named.replace(further, "")).toBe(listed);
    }
  });

  it("says who there is, where there is no such node", () => {
    expect(() => explainNode(split("king"), 9)).toThrow(
      "there is no node 9 in this run\n  fix: choose one of 1, 2, 3 and 4",
    );
  });

  it("tells what it can where relays were only counted", () => {
    const recording = split("vector");
    const reports = recording.reports.map(({ relays: _, ...line }) => ({ ...line, count: 3 }));
    const text = toPlain(explainNode({ ...recording, reports }, 2));
    expect(text).toContain("node 3 told it 3 relays");
    expect(text).toContain("The reports of round 0 and 1 were counted, not recorded: record the run with");
  });
});

/**
 * What nodes held is played again from digests. SM(m) tells chains in their order, which is another one than that of the names:
 * from names, V would lack what was told out of order.
 */
describe.each(KINDS.filter(({ protocol }) => !["om", "vector"].includes(protocol)))(
  "every node of random runs of $name",
  (which) => {
    it("is told to hold what it decided on", () => {
      let told = 0;
      for (let seed = 0; seed < 12; seed++) {
        const recording = drawnRecording(seed, which);
        for (const { node, order } of recording.decisions) {
          if (!recording.verdict?.guaranteed) continue;
          if (recording.run.traitors.some(({ id }) => id === node)) continue;
          const name = recording.run.contents?.[order] ?? order;
          const text = toPlain(explainNode(recording, node));
          const [how] = text.split("How it decided").slice(-1);
          expect(how).toContain(name);
          told++;
        }
      }
      expect(told).toBeGreaterThan(20);
    });
  },
);
