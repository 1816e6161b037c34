/** The end of a run for people: who decided what, and whether IC1 and IC2 hold. */
import pc from "picocolors";
import type { Contents } from "../core/party.js";
import { conditionWords } from "../explain/conditions.js";
import { vectorText } from "../protocols/vector/rules.js";
import { nameOf } from "../recording/named.js";
import type { RunResult } from "../recording/result.js";
import type { Judgement } from "../recording/verdict.js";
import { plainTable } from "./table.js";

export function verdictText(result: RunResult): string {
  return [decisionTable(result), "", ...conditionLines(result), ...observedLines(result)].join("\n");
}

function decisionTable({ decisions, traitors, observed, combine, contents }: RunResult): string {
  const hasValues = decisions.some(({ value }) => value !== undefined);
  const table = plainTable(
    hasValues
      ? ["node", "value", "", ...(combine ? ["vector"] : []), combine ?? "vector"]
      : ["node", "role", "", "decision"],
  );
  for (const { id, role, value, loyal, vector, order } of decisions) {
    const seen = observed.find((one) => one.id === id);
    const lie = traitors.find((traitor) => traitor.id === id)?.strategy;
    const what = loyal ? (seen ? pc.yellow(seen.why) : "loyal") : pc.red(`traitor (${lie})`);
    // what its true tree would come to is nobody's decision
    const decision = !loyal
      ? pc.dim("not judged")
      : order === null
        ? pc.dim("none")
        : shownOrder(order, contents);
    if (value === undefined) table.push([String(id), role, what, decision]);
    else
      table.push([
        String(id),
        nameOf(value, contents),
        what,
        ...(combine ? [vector && loyal ? shownOrder(vectorText(vector), contents) : ""] : []),
        decision,
      ]);
  }
  return table.toString();
}

/** An order, or a vector of them, with values in the place of their digests. */
function shownOrder(order: string, contents: Contents | undefined): string {
  if (!contents) return order;
  return order.replaceAll(DIGEST, (found, digest: string) =>
    digest in contents ? nameOf(digest, contents) : found,
  );
}

const DIGEST = /"?([0-9a-f]{64})"?/g;

const COLOURS: Readonly<Record<Judgement, (text: string) => string>> = {
  holds: pc.green,
  vacuous: pc.dim,
  violated: pc.red,
  unknown: pc.yellow,
};

/** IC1, IC2 and whether they were guaranteed, a line each. */
export function conditionLines(
  result: Parameters<typeof conditionWords>[0] & Pick<RunResult, "conditions" | "contents">,
): string[] {
  const { conditions, guaranteed, order, contents } = result;
  const { ic1, ic2, guarantee } = conditionWords({ ...result, order: shownOrder(order, contents) });
  return [
    `IC1  ${COLOURS[conditions.ic1](conditions.ic1.padEnd(8))}  ${ic1}`,
    `IC2  ${COLOURS[conditions.ic2](conditions.ic2.padEnd(8))}  ${ic2}`,
    `     ${guaranteed ? guarantee : guarantee.replace("not guaranteed", (words) => pc.yellow(words))}`,
  ];
}

function observedLines({ observed, m, traitors }: RunResult): string[] {
  return observed.map(({ id, why }, index) =>
    pc.yellow(`node ${id} ${why}: counted as a traitor, ${traitors.length + index + 1} of m = ${m} used`),
  );
}
