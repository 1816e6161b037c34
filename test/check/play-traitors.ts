/** One world of OM(m), with traitors as a configuration names them. */
import { deviationOf } from "../../src/adversary/deviation.js";
import { type Played, play } from "../../src/check/play.js";
import type { Group, Order } from "../../src/core/group.js";
import type { TraitorEntry } from "../../src/core/traitor.js";
import type { OralReport } from "../../src/protocols/om/report.js";

export function playTraitors(
  group: Group,
  order: Order,
  traitors: readonly TraitorEntry[],
  seed = 0,
): Played {
  const liars = new Map(
    traitors.map((traitor) => [traitor.id, deviationOf<OralReport>(group, traitor, seed)]),
  );
  return play(group, order, liars);
}
