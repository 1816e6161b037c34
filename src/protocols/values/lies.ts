/** Lies about digests, each with the value that belongs to it, as far as the configuration names that or the truth brings it. */

import type { Lying } from "../../adversary/lying.js";
import type { Group } from "../../core/group.js";
import type { Report } from "../../core/protocol.js";
import { valuesProtocolOf } from "../index.js";
import { type CarriedReport, toldIn } from "./rules.js";

/** `inner` lies about the report itself; in the further round, which tells values alone, there is nothing to alter. */
export function carriedLying(inner: Lying<Report>): Lying<CarriedReport> {
  const about = (group: Group, honest: CarriedReport, lie: (said: Report) => Report): CarriedReport =>
    honest.said === null ? honest : withValues(group, honest, lie(honest.said));
  return {
    map: (group, honest, replace, signer) =>
      about(group, honest, (said) => inner.map(group, said, replace, signer)),
    random: (group, honest, to, seed, signer) =>
      about(group, honest, (said) => inner.random(group, said, to, seed, signer)),
    scripted: (group, honest, to, lies, signer) =>
      about(group, honest, (said) => inner.scripted(group, said, to, lies, signer)),
    ...(inner.released && {
      released: (group, honest, to, plan, signer) =>
        about(group, honest, (said) => inner.released?.(group, said, to, plan, signer) ?? said),
    }),
  };
}

function withValues(group: Group, honest: CarriedReport, said: Report): CarriedReport {
  const { inner } = valuesProtocolOf(group.protocol);
  const known = { ...group.contents, ...honest.values };
  const orders = inner.open.brings(said.round) ? toldIn(inner, group, said) : [];
  return {
    ...honest,
    said,
    values: Object.fromEntries(orders.map((order) => [order, known[order] ?? "null"])),
  };
}
