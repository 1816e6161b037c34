/** The end of a run for people: who decided what, and whether IC1 and IC2 hold. */
import Table from "cli-table3";
import pc from "picocolors";
import { kindOf } from "../core/kinds.js";
import type { Contents } from "../core/protocol.js";
import type { RunResult } from "../core/result.js";
import { vectorText } from "../core/vector.js";
import type { Judgement } from "../core/verdict.js";
import { nameOf } from "../explain/named.js";

export function verdictText(result: RunResult): string {
  return [decisionTable(result), "", ...conditionLines(result), ...observedLines(result)].join("\n");
}

function decisionTable({ decisions, traitors, observed, combine, contents }: RunResult): string {
  const texts = textsOf(contents);
  const hasValues = decisions.some(({ value }) => value !== undefined);
  const table = new Table({
    head: hasValues
      ? ["node", "value", "", ...(combine ? ["vector"] : []), combine ?? "vector"]
      : ["node", "role", "", "decision"],
    style: { head: [], border: [], compact: true },
  });
  for (const { id, role, value, loyal, vector, order } of decisions) {
    const seen = observed.find((one) => one.id === id);
    const lie = traitors.find((traitor) => traitor.id === id)?.strategy;
    const what = loyal ? (seen ? pc.yellow(seen.why) : "loyal") : pc.red(`traitor (${lie})`);
    const decision = order === null ? pc.dim("none") : shownOrder(order, texts);
    if (value === undefined) table.push([String(id), role, what, decision]);
    else
      table.push([
        String(id),
        nameOf(value, texts),
        what,
        ...(combine ? [vector ? shownOrder(vectorText(vector), texts) : ""] : []),
        decision,
      ]);
  }
  return table.toString();
}

function textsOf(contents: RunResult["contents"]): Contents | undefined {
  if (!contents) return undefined;
  return Object.fromEntries(
    Object.entries(contents).map(([digest, value]) => [digest, JSON.stringify(value)]),
  );
}

/** An order, or a vector of them, with values in the place of their digests. */
function shownOrder(order: string, texts: Contents | undefined): string {
  if (!texts) return order;
  return order.replaceAll(DIGEST, (found, digest: string) =>
    digest in texts ? nameOf(digest, texts) : found,
  );
}

const DIGEST = /"?([0-9a-f]{64})"?/g;

const COLOURS: Readonly<Record<Judgement, (text: string) => string>> = {
  holds: pc.green,
  vacuous: pc.dim,
  violated: pc.red,
  unknown: pc.yellow,
};

function conditionLines({
  contents,
  protocol,
  conditions,
  general,
  order,
  guaranteed,
  n,
  m,
  traitors,
  observed,
}: RunResult): string[] {
  const loyal = [...traitors, ...observed].every(({ id }) => id !== general);
  const ic2 = loyal
    ? `the general (node ${general}) is loyal, and every loyal lieutenant decides his order, ${shownOrder(order, textsOf(contents))}`
    : `says nothing here: the general (node ${general}) is not loyal`;
  const faulty = traitors.length + observed.length;
  const kind = kindOf({ protocol });
  const bound = kind.bound(n, m);
  const count = `${faulty} of at most m = ${m} faulty`;
  const [first, second] = kind.everyone
    ? ["all loyal nodes hold the same vector", "in it the entry of every loyal node is its own value"]
    : ["all loyal lieutenants decide the same order", ic2];
  return [
    `IC1  ${COLOURS[conditions.ic1](conditions.ic1.padEnd(8))}  ${first}`,
    `IC2  ${COLOURS[conditions.ic2](conditions.ic2.padEnd(8))}  ${second}`,
    `     ${guaranteed ? "guaranteed" : pc.yellow("not guaranteed")}: ${bound}, ${count}`,
  ];
}

function observedLines({ observed, m, traitors }: RunResult): string[] {
  return observed.map(({ id, why }, index) =>
    pc.yellow(`node ${id} ${why}: counted as a traitor, ${traitors.length + index + 1} of m = ${m} used`),
  );
}
