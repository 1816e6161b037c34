/** A recording that holds what came in to each node is played again exactly; whatever is changed in it is found. */
import { describe, expect, it } from "vitest";
import { audit } from "../../../src/explain/audit/audit.js";
import type { InputLine, Recording } from "../../../src/recording/recording.js";
import { drawnRecording, KINDS, readBack } from "./worlds.js";

const SEEDS = Array.from({ length: 12 }, (_, at) => (at + 1) * 7919);

function found(recording: Recording): readonly string[] {
  return audit(readBack(recording)).contradictions;
}

/** What a recording of one of these worlds holds that was changed by `change`, where it has such a line. */
function changed(
  recording: Recording,
  change: (inputs: readonly InputLine[]) => readonly InputLine[] | null,
): readonly string[] | null {
  const inputs = change(recording.inputs ?? []);
  return inputs && found({ ...recording, inputs });
}

describe.each(KINDS)("$name", ({ protocol, isAny }) => {
  const recordings = SEEDS.map((seed) => drawnRecording(seed, { protocol, isAny }));

  it("takes the same steps again, in 12 drawn worlds", () => {
    for (const recording of recordings) expect(audit(recording).contradictions).toEqual([]);
    expect(recordings.flatMap(({ inputs = [] }) => inputs).length).toBeGreaterThan(1000);
  });

  it("planted: a changed input, and one that is missing, is found", () => {
    let planted = 0;
    for (const recording of recordings) {
      const { run } = recording;
      const loyal = (id: number | undefined) =>
        id !== undefined &&
        !run.traitors.some((one) => one.id === id) &&
        !recording.verdict?.observed.some((one) => one.id === id);
      const isTold = (line: InputLine) =>
        line.is === "report" && loyal(line.node) && loyal(line.from) && (line.relays?.length ?? 0) > 0;
      const accepted = new Set(recording.reports.map(({ round, from, to }) => `${round}.${from}.${to}`));
      const lost = changed(recording, (inputs) => {
        const one = inputs.find(
          (line) => isTold(line) && accepted.has(`${line.round}.${line.from}.${line.node}`),
        );
        return one ? inputs.filter((line) => line !== one && !isAgain(line, one)) : null;
      });
      const other = changed(recording, (inputs) => {
        const one = inputs.find(isTold);
        const [relay, ...rest] = one?.relays ?? [];
        if (!one || !relay) return null;
        const order = recording.run.orders.find((name) => name !== relay.order) ?? relay.order;
        const relays = [{ ...relay, order }, ...rest];
        return inputs.map((line) => (line === one ? { ...one, relays } : line));
      });
      const later = changed(recording, (inputs) => {
        const line = recording.reports.find(({ from, to, round }) => from !== to && loyal(to) && round === 0);
        const one = inputs.find(({ is, at, node }) => is === "report" && at === line?.at && node === line.to);
        return one ? inputs.map((each) => (each === one ? { ...one, at: one.at + 0.25 } : each)) : null;
      });
      for (const contradictions of [lost, other, later]) {
        if (!contradictions) continue;
        expect(contradictions).not.toEqual([]);
        planted++;
      }
    }
    expect(planted).toBeGreaterThan(20);
  });

  it("planted: what comes in to a node that has left is found", () => {
    const told = recordings.slice(0, 3).flatMap((recording) => {
      const last = recording.inputs?.findLast(({ is }) => is === "report");
      const late = last && { ...last, at: last.at + 1_000_000 };
      return late ? (changed(recording, (inputs) => [...inputs, late]) ?? []) : [];
    });
    expect(told.some((sentence) => sentence.includes("had left before this came in"))).toBe(true);
  });

  it("planted: a decision, a fault or an accepted report that nobody came to is found", () => {
    let planted = 0;
    const wrong: string[] = [];
    for (const recording of recordings) {
      const { decisions, faults, verdict } = recording;
      const isLoyal = (id: number) =>
        ![...recording.run.traitors, ...(verdict?.observed ?? [])].some((one) => one.id === id);
      const at = decisions.findIndex(({ node }) => isLoyal(node));
      const late = decisions.map((line, index) => (index === at ? { ...line, at: line.at + 1 } : line));
      wrong.push(...(at >= 0 ? [found({ ...recording, decisions: late }).join()] : []));
      const fault = faults.find(({ node, kind }) => isLoyal(node) && kind === "late");
      if (!fault) continue;
      expect(found({ ...recording, faults: faults.filter((one) => one !== fault) })).not.toEqual([]);
      planted++;
    }
    expect(planted).toBeGreaterThan(0);
    expect(wrong.length).toBeGreaterThan(5);
    for (const contradictions of wrong) expect(contradictions).toContain("decides at");
  });
});

function isAgain(line: InputLine, one: InputLine): boolean {
  return line.is === one.is && line.node === one.node && line.from === one.from && line.round === one.round;
}
