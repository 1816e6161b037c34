/**
 * A protocol is one folder and one line: a toy that is added so is simulated, goes over the wire, is lied about, explained,
 * audited, checked, shown and put on trial by the same code as those of the program.
 */

import { describe, expect, it, vi } from "vitest";
import { main } from "../../src/cli/program.js";
import { parseConfig } from "../../src/config/parse.js";
import type { Group, NodeId, ProtocolName } from "../../src/core/group.js";
import { tellingsIn } from "../../src/core/in-step.js";
import type { TraitorEntry } from "../../src/core/traitor.js";
import { textOf, type ValueText } from "../../src/core/value.js";
import { audit } from "../../src/explain/audit/audit.js";
import { explainNode } from "../../src/explain/node.js";
import { tellRounds } from "../../src/explain/rounds.js";
import { toPlain } from "../../src/explain/text.js";
import { momentsOf, stepAt } from "../../src/page/model/moments.js";
import { simulatedRun } from "../../src/page/model/runs.js";
import { stepSentence } from "../../src/page/model/sentences.js";
import { COURSE } from "../../src/page/model/setup.js";
import { protocolOf } from "../../src/protocols/index.js";
import type { ProtocolRecord } from "../../src/protocols/record.js";
import { RECORDS } from "../../src/protocols/records.js";
import { readRecording } from "../../src/recording/read.js";
import { linesOf } from "../../src/recording/recording.js";
import { simulate } from "../../src/sim/network.js";
import type { Plan } from "../../src/trial/levels/plan.js";
import { LEVELS } from "../../src/trial/levels/protocols.js";
import { tryProgram } from "../../src/trial/trial.js";
import { Decoder, encodeReport } from "../../src/wire/codec.js";
import { digestOf } from "../../src/wire/digest.js";
import { byTheBook } from "../trial/players.js";
import { PlayerHouse } from "../trial/right-players.js";
import { proveFlooding } from "./flooding/check/prover.js";
import { flooding } from "./flooding/rules.js";

// before what reads the tables is loaded
await vi.hoisted(() => import("./flooding/added.js"));

const FLOODING = "flooding" as ProtocolName;
const GROUP: Group = {
  protocol: FLOODING,
  ids: [1, 2, 3, 4],
  general: 1,
  m: 1,
  orders: ["retreat", "attack"],
  defaultOrder: "retreat",
};

function simulated(traitors: readonly TraitorEntry[], group = GROUP) {
  const order = group.orders[1] as string;
  const times = { seed: 1, roundTimeoutMs: 100, startTimeoutMs: 100 };
  return simulate({ group, order, traitors, ...times, recordAll: true });
}

describe("a fifth protocol", () => {
  it("is simulated: a general who crashes has told some, and all of them decide his order", () => {
    const { result, recording } = simulated([{ id: 1, strategy: "crash", round: 0 }]);
    expect(recording.reports.filter(({ round }) => round === 0)).toHaveLength(1);
    expect(recording.decisions.map(({ order }) => order)).toEqual(["attack", "attack", "attack"]);
    expect(result).toMatchObject({ guaranteed: true, conditions: { ic1: "holds" } });
  });

  it("is lied about by every strategy that there is, and breaks under a lie that two are told differently", () => {
    const broken = (["flip", "split", "random", "silent", "late", "collude"] as const).filter(
      (strategy) => simulated([{ id: 1, strategy }]).result.conditions.ic1 === "violated",
    );
    expect(broken).toContain("split");
    const lies = [{ round: 0, to: 3, path: [1], order: "retreat" }];
    expect(simulated([{ id: 1, strategy: "script", lies }]).result.conditions.ic1).toBe("violated");
  });

  it("has recordings that are read, found sound and explained", () => {
    const lines = linesOf(simulated([{ id: 1, strategy: "crash", round: 0 }]).recording);
    const recording = readRecording(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    expect(audit(recording)).toMatchObject({ contradictions: [], notJudged: [] });
    expect(toPlain(explainNode(recording, 4))).toContain("It heard attack first in round 1, and decides it.");
    expect(toPlain(tellRounds(recording))).toContain("4 nodes run flooding");
    const forged = {
      ...recording,
      decisions: recording.decisions.map((one) => ({ ...one, order: "retreat" })),
    };
    expect(audit(forged).contradictions).not.toEqual([]);
  });

  it("goes over the wire: what is decoded is what was told, and a strange relay is a fault", () => {
    const context = { group: GROUP, hash: "a".repeat(64), run: "1", instance: 0, wire: "json" } as const;
    const rules = protocolOf(GROUP);
    const parties = new Map(
      GROUP.ids.map((self) => [self, rules.make({ group: GROUP, self, order: "attack" })]),
    );
    const decoder = new Decoder(context);
    const read = (from: NodeId, frame: readonly Uint8Array[]) =>
      decoder.decode(
        from,
        frame.map((part) => Buffer.from(part)),
      );
    for (const round of [0, 1])
      for (const { from, to, report } of tellingsIn(rules, GROUP, parties, round)) {
        const [frame = []] = encodeReport(context, report);
        const message = read(from, frame);
        expect(message).toEqual({ kind: "report", round, report, faults: [] });
        parties.get(to)?.receive(round, from, report);
      }
    expect([...parties.values()].map((party) => party.decide())).toEqual(GROUP.ids.map(() => "attack"));
    const [frame = []] = encodeReport(context, { round: 0, from: 1, order: "dance" } as never);
    expect(read(1, frame)).toMatchObject({ kind: "report", faults: [{ kind: "badOrder" }] });
  });

  it("agrees on values of any kind as it is", () => {
    const contents = Object.fromEntries(
      ["retreat", { a: 1 }].map((value) => textOf(value) as ValueText).map((text) => [digestOf(text), text]),
    );
    const orders = Object.keys(contents);
    const group = { ...GROUP, orders, defaultOrder: orders[0] as string, contents };
    const { recording, result } = simulated([{ id: 1, strategy: "crash", round: 0 }], group);
    expect(result.conditions.ic1).toBe("holds");
    expect(recording.decisions.map(({ order }) => contents[order])).toEqual(Array(3).fill('{"a":1}'));
  });

  it("is checked: one crash does no harm, two do, and neither does one where the flood is left out", () => {
    const sizes = { nodes: 4, m: 1, traitors: 1, rounds: 2 };
    expect(proveFlooding(sizes).conditions).toEqual({ ic1: "holds", ic2: "holds" });
    expect(proveFlooding({ ...sizes, traitors: 2 }).conditions.ic1).toBe("violated");
    const short = { ...flooding, lastRound: () => 0 };
    expect(proveFlooding(sizes, short).conditions.ic1).toBe("violated");
  });

  it("is shown in the page, moment by moment, in its words", () => {
    const run = simulatedRun({ ...COURSE, protocol: FLOODING, n: 4, m: 1, traitors: [] });
    const moments = momentsOf(run, null);
    const said = moments.map((_, at) => toPlain([stepSentence(run, stepAt(moments, at, "round"), 4)]));
    expect(said.join("")).toContain("Round 1: the flood. Node 2 tells node 3 attack.");
  });

  it.each([
    ["right", byTheBook(FLOODING), undefined],
    ["deaf", () => ({ tell: () => [], decide: () => "retreat" }), "loyal"],
  ])("puts programs on trial: a %s one", async (_name, make, level) => {
    const plan: Plan = { protocol: FLOODING, seed: 1, programs: [4] };
    const house = new PlayerHouse((place) => (place === 4 ? make : undefined), [4]);
    const shrinking = { replays: 10, ms: 1000, now: () => 0 };
    const trial = {
      command: ["flood"],
      plan,
      levels: LEVELS[FLOODING],
      worlds: 8,
      house,
      tables: 1,
      shrinking,
    };
    const { report } = await tryProgram(trial);
    expect(report.levels.find(({ passed }) => !passed)?.name).toBe(level);
  });

  it("is configured and run from the command line", async () => {
    expect(
      parseConfig(undefined, { flags: { protocol: FLOODING, nodes: "4", traitors: "none" } }),
    ).toMatchObject({ protocol: "flooding", m: 1 });
    const out = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const codes = [
      await main(["sim", "--protocol", "flooding", "--nodes", "4", "--traitors", "1:crash=0", "--json"]),
      await main(["check", "--protocol", "flooding", "--nodes", "4", "--quiet"]),
    ];
    const said = out.mock.calls.map(([text]) => String(text)).join("");
    out.mockRestore();
    expect(codes).toEqual([0, 0]);
    expect(said).toContain("Every lie of at most 1 traitor among 4 nodes, each of which is a crash");
  });
});

describe("the compiler", () => {
  it("asks for all of a protocol at once", () => {
    // @ts-expect-error a protocol that cannot be lied about
    const untold: ProtocolRecord = { rules: flooding };
    // @ts-expect-error a table without the line of a protocol
    const table: Readonly<Record<"flooding" | keyof typeof RECORDS, ProtocolRecord>> = RECORDS;
    expect([untold, table]).toHaveLength(2);
  });
});
