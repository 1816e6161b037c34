/** The end of a run for people: who decided what, and whether IC1 and IC2 hold. */
import Table from "cli-table3";
import pc from "picocolors";
import { kindOf } from "../core/kinds.js";
import type { RunResult } from "../core/result.js";
import type { Judgement } from "../core/verdict.js";

export function verdictText(result: RunResult): string {
  return [decisionTable(result), "", ...conditionLines(result), ...observedLines(result)].join("\n");
}

function decisionTable({ decisions, traitors, observed }: RunResult): string {
  const table = new Table({
    head: ["node", "role", "", "decision"],
    style: { head: [], border: [], compact: true },
  });
  for (const { id, role, loyal, order } of decisions) {
    const seen = observed.find((one) => one.id === id);
    const lie = traitors.find((traitor) => traitor.id === id)?.strategy;
    const what = loyal ? (seen ? pc.yellow(seen.why) : "loyal") : pc.red(`traitor (${lie})`);
    table.push([String(id), role, what, order ?? pc.dim("none")]);
  }
  return table.toString();
}

const COLOURS: Readonly<Record<Judgement, (text: string) => string>> = {
  holds: pc.green,
  vacuous: pc.dim,
  violated: pc.red,
  unknown: pc.yellow,
};

function conditionLines({
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
    ? `the general (node ${general}) is loyal, and every loyal lieutenant decides his order, ${order}`
    : `says nothing here: the general (node ${general}) is not loyal`;
  const faulty = traitors.length + observed.length;
  const bound = kindOf({ protocol }).bound(n, m);
  const count = `${faulty} of at most m = ${m} faulty`;
  return [
    `IC1  ${COLOURS[conditions.ic1](conditions.ic1.padEnd(8))}  all loyal lieutenants decide the same order`,
    `IC2  ${COLOURS[conditions.ic2](conditions.ic2.padEnd(8))}  ${ic2}`,
    `     ${guaranteed ? "guaranteed" : pc.yellow("not guaranteed")}: ${bound}, ${count}`,
  ];
}

function observedLines({ observed, m, traitors }: RunResult): string[] {
  return observed.map(({ id, why }, index) =>
    pc.yellow(`node ${id} ${why}: counted as a traitor, ${traitors.length + index + 1} of m = ${m} used`),
  );
}
