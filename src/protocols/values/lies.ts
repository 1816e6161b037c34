/** Lies about digests, each with the value that belongs to it, as far as the configuration names that or the truth brings it. */

import type { Group } from "../../core/group.js";
import type { Lying } from "../../core/lying.js";
import type { Report } from "../../core/protocol.js";
import { type CarriedReport, type OpenKind, toldIn } from "./rules.js";

/** `inner` lies about the report itself; in the further round, which tells values alone, there is nothing to alter. */
export function carriedLying(kind: OpenKind, inner: Lying<Report>): Lying<CarriedReport> {
  const { hiding } = inner;
  const about = (group: Group, honest: CarriedReport, lie: (said: Report) => Report): CarriedReport =>
    honest.said === null ? honest : withValues(kind, group, honest, lie(honest.said));
  return {
    map: (group, honest, replace, signer) =>
      about(group, honest, (said) => inner.map(group, said, replace, signer)),
    random: (group, honest, to, seed, signer) =>
      about(group, honest, (said) => inner.random(group, said, to, seed, signer)),
    scripted: (group, honest, to, lies, signer) =>
      about(group, honest, (said) => inner.scripted(group, said, to, lies, signer)),
    ...(hiding && {
      hiding: {
        plan: (...of) => hiding.plan(...of),
        released: (group, honest, to, plan, signer) =>
          about(group, honest, (said) => hiding.released(group, said, to, plan, signer)),
      },
    }),
  };
}

function withValues(kind: OpenKind, group: Group, honest: CarriedReport, said: Report): CarriedReport {
  const known = { ...group.contents, ...honest.values };
  const orders = kind.open.brings(said.round) ? toldIn(kind, group, said) : [];
  return {
    ...honest,
    said,
    values: Object.fromEntries(orders.map((order) => [order, known[order] ?? "null"])),
  };
}
