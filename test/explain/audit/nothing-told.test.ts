/**
 * In signed messages whoever holds no new order tells nothing, and so does a node of the phase king that has no proposal. Programs of
 * others need write down nothing of it: the plain form has a line a telling. What was owed is missed all the same.
 */
import { describe, expect, it } from "vitest";
import type { TraitorEntry } from "../../../src/core/traitor.js";
import { judged } from "../../../src/explain/audit/audit.js";
import { readRecording } from "../../../src/recording/read.js";
import { linesOf, type Recording } from "../../../src/recording/recording.js";
import { simulate } from "../../../src/sim/network.js";

const IDS = [3, 4, 7, 9, 12];
const ORDERS = ["wait", "attack", "retreat"];

/** Liars of each kind, the general among them; with what is told the loyal nodes of some have nothing to tell. */
const CASTS: readonly (readonly TraitorEntry[])[] = [
  [],
  [{ id: 7, strategy: "split" }],
  [{ id: 4, strategy: "flip" }],
  [{ id: 12, strategy: "silent" }],
  [
    { id: 7, strategy: "random" },
    { id: 9, strategy: "split" },
  ],
];

function run(protocol: "sm" | "king", traitors: readonly TraitorEntry[]): Recording {
  const group = { protocol, ids: IDS, general: 7, m: protocol === "sm" ? 3 : 1, orders: ORDERS };
  const times = { seed: 5, roundTimeoutMs: 100, startTimeoutMs: 100 };
  const world = { group: { ...group, defaultOrder: "wait" }, order: "attack", traitors, ...times };
  return simulate(world).recording;
}

/** A line a telling, and none of what a node told itself. */
function plain({ run: { protocol, m, traitors }, reports, decisions }: Recording): string {
  const liars = traitors.length > 0 ? `traitors ${traitors.map(({ id }) => id).join(" ")}\n` : "";
  const given = `nodes ${IDS.join(" ")}\ngeneral 7\nm ${m}\norder attack\norders ${ORDERS.join(" ")}`;
  const told = reports
    .filter(({ from, to }) => from !== to)
    .flatMap(({ round, from, to, relays }) =>
      relays!.map(({ path, order }) => `round ${round}\n${from} ${to} ${path.join(".")} ${order}\n`),
    );
  const decided = decisions.map(({ node, order }) => `decide ${node} ${order}\n`);
  return [`protocol ${protocol}\n${given}\ndefault wait\n${liars}`, ...told, ...decided].join("");
}

/** JSON lines without the reports that tell nothing. */
function bare(recording: Recording): string {
  const lines = linesOf(recording).filter(
    (line) => !(line.type === "report" && (line.from === line.to || line.relays!.length === 0)),
  );
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

const runs = (["sm", "king"] as const).flatMap((protocol) =>
  CASTS.map((traitors) => ({
    recording: run(protocol, traitors),
    case: `${protocol}, ${traitors.map(({ id, strategy }) => `${id} ${strategy}`).join(" and ") || "all loyal"}`,
  })),
);

const isLoyal = ({ run: { traitors } }: Recording, id: number) => traitors.every((one) => one.id !== id);

describe("who had nothing to tell", () => {
  it("is in most of these runs", () => {
    const silent = runs.filter(({ recording }) =>
      recording.reports.some(({ from, relays }) => isLoyal(recording, from) && relays!.length === 0),
    );
    expect(silent.length).toBeGreaterThan(6);
  });

  it.each(runs)("need not write it down: $case", ({ recording }) => {
    for (const text of [plain(recording), bare(recording)]) {
      const { contradictions, notJudged } = judged(readRecording(text, { isForeign: true }));
      expect({ contradictions, notJudged }).toEqual({ contradictions: [], notJudged: [] });
    }
  });

  it.each(runs)("is missed where it owed something: $case", ({ recording }) => {
    // a chain is no news to who has signed it
    const between = recording.reports.filter(
      ({ from, to, relays }) =>
        from !== to &&
        isLoyal(recording, from) &&
        isLoyal(recording, to) &&
        relays!.some(({ path }) => !path.slice(0, -1).includes(to)),
    );
    expect(between.length).toBeGreaterThan(0);
    for (const lost of between) {
      const reports = recording.reports.filter((line) => line !== lost);
      const { contradictions } = judged(readRecording(plain({ ...recording, reports })));
      const missed = `ode ${lost.to} accepted no report of round ${lost.round} from `;
      expect(contradictions.some((one) => one.includes(missed))).toBe(true);
    }
  });
});
