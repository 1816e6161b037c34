/**
 * What was forged in a recording is found, and named: the verdict, a decision, an entry of a vector, a relay, a report taken
 * away, put in or told twice, a liar that was struck off the list. Of every protocol, with listed orders and with values, at
 * places drawn among all that there are. AUDITED=500 forges so many runs a protocol.
 */
import { describe, expect, it } from "vitest";
import type { NodeId } from "../../../src/core/group.js";
import type { ValueText } from "../../../src/core/value.js";
import { contradictionsIn } from "../../../src/explain/audit/audit.js";
import type { DecisionLine, Recording, ReportLine } from "../../../src/recording/recording.js";
import { Dice } from "../../../src/sim/dice.js";
import { simulate } from "../../../src/sim/network.js";
import { digestOf } from "../../../src/wire/digest.js";
import { type DrawOptions, drawnRecording, KINDS, readBack } from "./worlds.js";

const WORLDS = Number(process.env["AUDITED"] ?? 12);

/** A forged recording, and what a sentence about it has to name; null where there is nothing to forge. */
type Forgery = (recording: Recording, dice: Dice) => { forged: Recording; named: RegExp } | null;

function isLoyalIn({ run, verdict }: Recording): (id: NodeId) => boolean {
  const faulty = new Set([...run.traitors, ...(verdict?.observed ?? [])].map(({ id }) => id));
  return (id) => !faulty.has(id);
}

/** One of them, or undefined. */
function drawn<T>(dice: Dice, among: readonly T[]): T | undefined {
  return among.length === 0 ? undefined : dice.pick(among);
}

function forgedVerdict(key: "ic1" | "ic2" | "guaranteed"): Forgery {
  return (recording, dice) => {
    const verdict = recording.verdict!;
    const others = (["holds", "violated", "vacuous", "unknown"] as const).filter(
      (one) => key === "guaranteed" || one !== verdict.conditions[key],
    );
    const forged =
      key === "guaranteed"
        ? { ...verdict, guaranteed: !verdict.guaranteed }
        : { ...verdict, conditions: { ...verdict.conditions, [key]: dice.pick(others) } };
    const name = key === "guaranteed" ? key : key.toUpperCase();
    return {
      forged: { ...recording, verdict: forged },
      named: new RegExp(`the verdict says ${name}: `, "i"),
    };
  };
}

const withDecision = (recording: Recording, line: DecisionLine): Recording => ({
  ...recording,
  decisions: recording.decisions.map((one) => (one.node === line.node ? line : one)),
});

/** Beyond the guarantee it can be unknown whether a value was brought, and then the default order can be right too. */
function isCertain({ run, verdict }: Recording): boolean {
  return run.contents === undefined || verdict!.guaranteed;
}

const decision: Forgery = (recording, dice) => {
  const line = drawn(
    dice,
    recording.decisions.filter(({ node }) => isLoyalIn(recording)(node)),
  );
  if (!line || !isCertain(recording)) return null;
  const order = dice.pick([...recording.run.orders, "nonsense"].filter((one) => one !== line.order));
  return {
    forged: withDecision(recording, { ...line, order }),
    named: new RegExp(`node ${line.node}, which is loyal, decided`, "i"),
  };
};

const noDecision: Forgery = (recording, dice) => {
  const line = drawn(
    dice,
    recording.decisions.filter(({ node }) => isLoyalIn(recording)(node)),
  );
  if (!line) return null;
  const decisions = recording.decisions.filter((one) => one !== line);
  return { forged: { ...recording, decisions }, named: new RegExp(`node ${line.node} did not decide`, "i") };
};

const entry: Forgery = (recording, dice) => {
  const line = drawn(
    dice,
    recording.decisions.filter(({ node, vector }) => vector && isLoyalIn(recording)(node)),
  );
  if (!line?.vector || !isCertain(recording)) return null;
  const of = dice.pick(recording.run.nodes);
  const told = dice.pick([...recording.run.orders, "nonsense"].filter((one) => one !== line.vector?.[of]));
  return {
    forged: withDecision(recording, { ...line, vector: { ...line.vector, [of]: told } }),
    named: new RegExp(`node ${line.node}, which is loyal, holds .* for node ${of}`, "i"),
  };
};

const withReport = (recording: Recording, old: ReportLine, line: ReportLine): Recording => ({
  ...recording,
  reports: recording.reports.map((one) => (one === old ? line : one)),
});

/** `node 3`, or `the general` where there is one. */
const nameIn = ({ run }: Recording, id: NodeId): string =>
  id === run.general && run.protocol !== "vector" ? "the general" : `node ${id}`;

const namesReport = (recording: Recording, { from, to, round }: ReportLine): RegExp => {
  const whom = from === to ? "itself" : `node ${to}`;
  return new RegExp(
    `${nameIn(recording, from)}, which is loyal, told ${whom} .* in round ${round}, but owed`,
    "i",
  );
};

const relay: Forgery = (recording, dice) => {
  const isLoyal = isLoyalIn(recording);
  const line = drawn(
    dice,
    recording.reports.filter(({ from, relays }) => isLoyal(from) && relays!.length > 0),
  );
  if (!line) return null;
  const at = dice.below(line.relays!.length);
  const told = dice.pick(recording.run.orders.filter((one) => one !== line.relays![at]?.order));
  const relays = line.relays!.map((one, index) => (index === at ? { ...one, order: told } : one));
  return { forged: withReport(recording, line, { ...line, relays }), named: namesReport(recording, line) };
};

const lostRelay: Forgery = (recording, dice) => {
  const isLoyal = isLoyalIn(recording);
  const line = drawn(
    dice,
    recording.reports.filter(({ from, relays }) => isLoyal(from) && relays!.length > 0),
  );
  if (!line) return null;
  const relays = line.relays!.toSpliced(dice.below(line.relays!.length), 1);
  return { forged: withReport(recording, line, { ...line, relays }), named: namesReport(recording, line) };
};

/** Also in a report that told nothing: of SM(m) with nothing new, of the phase king without a proposal. */
const moreRelay: Forgery = (recording, dice) => {
  const line = drawn(
    dice,
    recording.reports.filter(({ from }) => isLoyalIn(recording)(from)),
  );
  if (!line) return null;
  const relays = [...line.relays!, { path: [line.from], order: dice.pick(recording.run.orders) }];
  return { forged: withReport(recording, line, { ...line, relays }), named: namesReport(recording, line) };
};

/** Of whoever accepted it; a fault would say why nothing came from a traitor. */
const removed: Forgery = (recording, dice) => {
  const isLoyal = isLoyalIn(recording);
  const line = drawn(
    dice,
    recording.reports.filter(({ to }) => isLoyal(to)),
  );
  if (!line) return null;
  const { round, from, to } = line;
  const reports = recording.reports.filter((one) => one !== line);
  const who = from === to ? "itself" : nameIn(recording, from);
  return {
    forged: { ...recording, reports },
    named: new RegExp(`node ${to} accepted no report of round ${round} from ${who}`, "i"),
  };
};

/** In the place of one that was late. */
const added: Forgery = (recording, dice) => {
  const isLoyal = isLoyalIn(recording);
  const late = recording.faults.filter(({ kind, node }) => kind === "late" && isLoyal(node));
  const fault = drawn(dice, late);
  if (!fault) return null;
  const [from, round] = [fault.from!, fault.round!];
  const line: ReportLine = { type: "report", at: 1, round, from, to: fault.node, relays: [] };
  return {
    forged: { ...recording, reports: [...recording.reports, line] },
    named: new RegExp(
      `node ${fault.node} calls the report of round ${round} from node ${from} late, and accepted`,
      "i",
    ),
  };
};

const twice: Forgery = (recording, dice) => {
  const line = drawn(dice, recording.reports);
  if (!line) return null;
  const { round, from, to } = line;
  return {
    forged: { ...recording, reports: [...recording.reports, { ...line, at: line.at + 1 }] },
    named: new RegExp(`there is a report of round ${round} from node ${from} to node ${to} twice`, "i"),
  };
};

const owedByNobody: Forgery = (recording, dice) => {
  const round = 1000;
  const [from, to] = [dice.pick(recording.run.nodes), dice.pick(recording.run.nodes)];
  const line: ReportLine = { type: "report", at: 1, round, from, to, relays: [] };
  return {
    forged: { ...recording, reports: [...recording.reports, line] },
    named: new RegExp(`report of round ${round} from node ${from} to node ${to}, where none is owed`, "i"),
  };
};

const FORGERIES: Readonly<Record<string, Forgery>> = {
  "a verdict on IC1": forgedVerdict("ic1"),
  "a verdict on IC2": forgedVerdict("ic2"),
  "a guarantee": forgedVerdict("guaranteed"),
  "a decision": decision,
  "a decision taken away": noDecision,
  "an entry of a vector": entry,
  "a relay": relay,
  "a relay taken out of a report": lostRelay,
  "a relay put into a report": moreRelay,
  "a report taken away": removed,
  "a report put in": added,
  "a report told twice": twice,
  "a report that nobody owes": owedByNobody,
};

/** How often each can be forged at all depends on the draw. */
function forge(which: DrawOptions, forgery: Forgery): number {
  let count = 0;
  for (let seed = 0; seed < WORLDS; seed++) {
    const recording = drawnRecording(seed, which);
    const made = forgery(recording, new Dice(seed));
    // without any report a recording is one of a run that kept none
    if (!made || made.forged.reports.length === 0) continue;
    count++;
    const found = contradictionsIn(made.forged);
    expect(
      found.some((sentence) => made.named.test(sentence)),
      `world ${seed}: ${found.join("\n")}`,
    ).toBe(true);
  }
  return count;
}

describe.each(KINDS)("in a recording of $name", (which) => {
  const has = Object.entries(FORGERIES).filter(
    ([name]) => which.protocol === "vector" || name !== "an entry of a vector",
  );
  it.each(has)("%s is found and named", (_name, forgery) => {
    expect(forge(which, forgery)).toBeGreaterThan(WORLDS / 5);
  });
});

/** Seven nodes, m = 2; node 3 lies, and tells each loyal node something else than it owes. */
function withLiar({ protocol, isAny }: Pick<DrawOptions, "protocol" | "isAny">, liar: NodeId): Recording {
  const texts = ['"retreat"', '"attack"'] as ValueText[];
  const orders = isAny ? texts.map((text) => digestOf(text)) : ["retreat", "attack"];
  const contents = { contents: Object.fromEntries(texts.map((text) => [digestOf(text), text])) };
  const [defaultOrder, order] = orders as [string, string];
  const ids = [1, 2, 3, 4, 5, 6, 7];
  const group = { protocol, ids, general: 1, m: 2, orders, defaultOrder, ...(isAny && contents) };
  const values = Object.fromEntries(ids.map((id) => [id, order]));
  return readBack(
    simulate({
      group,
      order,
      ...(protocol === "vector" && { values }),
      traitors: [{ id: liar, strategy: "flip" }],
      ...{ seed: 1, roundTimeoutMs: 100, startTimeoutMs: 100 },
    }).recording,
  );
}

describe.each(KINDS)("the list of traitors of $name", (which) => {
  it.each([1, 3])("without node %i, which lied, is found to be forged", (liar) => {
    const recording = withLiar(which, liar);
    expect(contradictionsIn(recording)).toEqual([]);
    const found = contradictionsIn({ ...recording, run: { ...recording.run, traitors: [] } });
    expect(found[0]).toMatch(
      new RegExp(`${nameIn(recording, liar)}, which is loyal, told node \\d .* in round`, "i"),
    );
  });
});

describe("with signed messages what a liar told is judged too", () => {
  const recording = withLiar({ protocol: "sm", isAny: false }, 3);
  const told = recording.reports.find(({ round, from, to }) => round === 1 && from === 3 && to === 5)!;

  it("nobody can show an order that a loyal general did not sign", () => {
    const line = { ...told, relays: [{ path: [1, 3], order: "retreat" }] };
    expect(contradictionsIn(withReport(recording, told, line))).toContainEqual(
      'Node 5 accepted "retreat" on path 1.3 from node 3 in round 1, with the signature of the general, which is loyal and did not sign it.',
    );
  });

  it("nor one that a loyal lieutenant did not relay, and no node accepts two chains out of order", () => {
    const general = withLiar({ protocol: "sm", isAny: false }, 1);
    const last = general.reports.find(({ round, from, to }) => round === 2 && from === 3 && to === 5)!;
    const relays = ["attack", "retreat"].map((order) => ({ path: [1, 4, 3], order }));
    const run = { ...general.run, traitors: [...general.run.traitors, { id: 3, strategy: "flip" }] };
    const found = contradictionsIn(withReport({ ...general, run }, last, { ...last, relays }));
    expect(found.join("\n")).toMatch(/with the signature of node 4, which is loyal and did not sign it/);
    expect(found.join("\n")).toMatch(
      /Node 5, which is loyal, accepted a report of round 2 from node 3 that no node accepts: /,
    );
  });
});
