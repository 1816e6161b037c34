/** How an agreement ended, in lines: a message tree as it was folded, and the verdict. */

import { lieutenantsOf, type NodeId, type Order } from "../../src/core/group.js";
import type { Decision } from "../../src/core/party.js";
import { formatPath, type Path } from "../../src/core/path.js";
import type { Outcome, Vector } from "../../src/core/protocol.js";
import { protocolOf } from "../../src/protocols/index.js";
import { foldedAt } from "../../src/protocols/om/fold.js";
import { OralMessages } from "../../src/protocols/om/rules.js";
import { judge } from "../../src/recording/verdict.js";
import { named } from "./words.js";

/** What each inner path comes to, and by which votes; and how many leaves there are of each order. */
export function treeLines(party: unknown): string[] {
  if (!(party instanceof OralMessages)) throw new Error("a node without a message tree");
  const { tree }: OralMessages = party;
  const { group } = tree;
  const folded = party.folded();
  const lines: string[] = [];
  const leaves: Order[] = [];
  const below = (path: Path): void => {
    const others = lieutenantsOf(group).filter((one) => !path.includes(one));
    const children = others.map((one) => [...path, one]);
    const votes = children.map((child) => `${formatPath(child)}=${foldedAt(group, folded, child)}`);
    const comesTo = foldedAt(group, folded, path);
    lines.push(`${"  ".repeat(path.length - 1)}${formatPath(path)} comes to ${comesTo}: ${votes.join(" ")}`);
    if (path.length === group.m) leaves.push(...children.map((child) => tree.orderAt(child)));
    else children.forEach(below);
  };
  below([group.general]);
  const counts = group.orders.map((order) => `${leaves.filter((one) => one === order).length} ${order}`);
  return [...lines, `leaves: ${counts.join(", ")}`];
}

/** Each node's decision, and the verdict. */
export function judgeLines(
  run: Omit<Outcome, "decisions" | "vectors">,
  decided: ReadonlyMap<NodeId, Decision>,
): string[] {
  const { group, traitors, observed } = run;
  const { ids, m, general } = group;
  const kind = protocolOf(group);
  const decisions = new Map([...decided].map(([id, { order }]) => [id, order]));
  const vectors = new Map<NodeId, Vector>();
  for (const [id, { vector }] of decided) if (vector) vectors.set(id, vector);
  const { ic1, ic2, guaranteed } = judge({ ...run, decisions, vectors });
  const nodes = ids.map((id) => {
    const failed = traitors.includes(id) ? ["traitor"] : observed.includes(id) ? ["observed"] : [];
    const roles = [...(id === general && !kind.everyone ? ["general"] : []), ...failed];
    const role = roles.length > 0 ? ` (${roles.join(", ")})` : "";
    return `${id}: ${named(group, decisions.get(id) ?? "no decision")}${role}`;
  });
  const count = traitors.length + observed.length;
  const why = `${kind.bound.said(ids.length, m)}, ${count} of m = ${m} failed`;
  return [...nodes, `IC1 ${ic1}, IC2 ${ic2}; ${guaranteed ? "" : "not "}guaranteed: ${why}`];
}
