/** Makes recordings for tests, by driving OM(m) of src/core in lockstep. */

import type { Group } from "../../src/core/group.js";
import { tellingsIn } from "../../src/core/in-step.js";
import type { Relay } from "../../src/core/relay.js";
import { BitTree } from "../../src/protocols/om/bit-tree.js";
import { type OralReport, relaysOf, reportOf } from "../../src/protocols/om/report.js";
import { OralMessages, oralMessages } from "../../src/protocols/om/rules.js";
import type {
  DecisionLine,
  FaultLine,
  Recording,
  ReportLine,
  RunLine,
} from "../../src/recording/recording.js";
import { groupOfRun, linesOf } from "../../src/recording/recording.js";
import { resultOf } from "../../src/recording/result.js";

/** What is told instead of the honest order; null where nothing at all comes in this round. */
export type Lie = (honest: string, to: number, path: readonly number[]) => string | null;

export interface Case {
  readonly n?: number;
  readonly ids?: readonly number[];
  readonly m?: number;
  readonly general?: number;
  readonly order?: string;
  readonly orders?: readonly string[];
  readonly default?: string;
  /** name of the strategy and what it tells */
  readonly traitors?: Readonly<Record<number, readonly [string, Lie]>>;
}

const other = (order: string) => (order === "attack" ? "retreat" : "attack");

export const flip = ["flip", (honest: string) => other(honest)] as const;
export const split = ["split", (honest: string, to: number) => (to % 2 ? honest : other(honest))] as const;
export const silent = ["silent", () => null] as const;
export const always = (order: string) => ["always", () => order] as const;

export function record(made: Case): Recording {
  const ids = made.ids ?? Array.from({ length: made.n ?? 7 }, (_, index) => index + 1);
  const m = made.m ?? Math.floor((ids.length - 1) / 3);
  const run: RunLine = {
    type: "run",
    version: 1,
    protocol: "om",
    nodes: ids,
    n: ids.length,
    m,
    general: made.general ?? ids[0]!,
    order: made.order ?? "attack",
    orders: made.orders ?? ["retreat", "attack"],
    default: made.default ?? "retreat",
    traitors: Object.entries(made.traitors ?? {}).map(([id, [strategy]]) => ({ id: Number(id), strategy })),
  };
  const group = groupOfRun(run);
  const { nodes, reports, faults } = driven(group, run.order, made.traitors ?? {});
  const decisions = ids.map(
    (node): DecisionLine => ({ type: "decision", at: m + 1, node, order: nodes.get(node)!.decide() }),
  );
  const { verdict } = resultOf({
    run,
    faults,
    gone: [],
    slow: [],
    recording: null,
    decisions: new Map(decisions.map(({ node, order }) => [node, order])),
    traffic: { reports: 0, relays: [], bytes: 0 },
    timing: { startMs: 0, decideMs: 0, totalMs: 0 },
  });
  return { run, reports, faults, decisions, verdict };
}

export function textOf(recording: Recording): string {
  return linesOf(recording)
    .map((line) => `${JSON.stringify(line)}\n`)
    .join("");
}

function driven(group: Group, order: string, traitors: NonNullable<Case["traitors"]>) {
  const nodes = new Map(group.ids.map((id) => [id, new OralMessages(new BitTree(group), id, order)]));
  const reports: ReportLine[] = [];
  const faults: FaultLine[] = [];
  for (let round = 0; round <= group.m; round++) {
    for (const { from, to, report: honest } of tellingsIn(oralMessages, group, nodes, round)) {
      const relays = told(group, honest, to, from === to ? undefined : traitors[from]?.[1]);
      if (relays === null) {
        faults.push({
          type: "fault",
          at: round,
          node: to,
          from,
          round,
          kind: "late",
          detail: `no report of round ${round} when it closed`,
        });
        continue;
      }
      nodes.get(to)!.receive(round, from, reportOf(group, round, from, relays));
      reports.push({ type: "report", at: round, round, from, to, relays });
    }
  }
  return { nodes, reports, faults };
}

function told(group: Group, honest: OralReport, to: number, lie: Lie | undefined): Relay[] | null {
  const relays = relaysOf(group, honest).map(({ path, order }) => ({
    path,
    order: lie ? lie(order, to, path) : order,
  }));
  return relays.some(({ order }) => order === null) ? null : (relays as Relay[]);
}

/** n=5, m=1, two traitors: the general and node 2 tell node 4 otherwise than the others, and IC1 breaks. */
export const broken = record({
  n: 5,
  m: 1,
  traitors: {
    1: ["script", (_, to) => (to === 4 ? "retreat" : "attack")],
    2: ["script", (_, to) => (to === 4 ? "retreat" : "attack")],
  },
});

/** n=6, m=2, three traitors: nodes 3 and 4 decide differently because of what they were told in round 2. */
export const brokenDeep = record({
  n: 6,
  m: 2,
  traitors: { 1: ["script", (_, to) => (to <= 4 ? "attack" : "retreat")], 2: split, 6: flip },
});
