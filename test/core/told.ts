/** What one node tells another in a round, path by path, where traitors lie: a report as it is on its way. */
import { completeEntry } from "../../src/adversary/collude.js";
import { liarOf, tellsAlong } from "../../src/adversary/strategies.js";
import { type Group, lieutenantsOf, type NodeId, type Order } from "../../src/core/group.js";
import type { Path } from "../../src/core/path.js";
import { pathsOf } from "../../src/core/path.js";
import type { TraitorEntry } from "../../src/core/traitor.js";
import { type OralReport, reportOf } from "../../src/protocols/om/report.js";

/** The general orders attack; whoever tells nothing has told the default order. */
export function reportTold(
  group: Group,
  round: number,
  from: NodeId,
  traitors: readonly TraitorEntry[],
): OralReport {
  const to = lieutenantsOf(group).findLast((id) => id !== from) as NodeId;
  const says = new Map(
    traitors.map(({ id }) => {
      const entry = completeEntry(group, traitors, id, "attack") as TraitorEntry;
      return [id, tellsAlong(liarOf(group, id, 1), entry)];
    }),
  );
  const orderAlong = (path: Path): Order =>
    path.reduce((order, id, hop) => {
      const says1 = says.get(id);
      const next = path[hop + 1] ?? to;
      return says1 ? (says1(path.slice(0, hop + 1), order, next) ?? group.defaultOrder) : order;
    }, "attack");
  return reportOf(
    group,
    round,
    from,
    pathsOf(group, round, from).map((path) => ({ path, order: orderAlong(path) })),
  );
}
