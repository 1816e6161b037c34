/** What a bundle of reports tells, in short and in words. */
import type { Group } from "../../core/group.js";
import type { Path } from "../../core/path.js";
import { protocolOf } from "../../protocols/index.js";
import type { Bundle } from "../model/bundles.js";
import { chainText, classOf, letterOf, nameOf } from "../model/orders.js";
import { VIEWS } from "../protocols.js";
import { Letter } from "./words.js";

interface BadgesProps {
  readonly group: Group;
  readonly bundle: Bundle;
}

/** Orders that one pill has room for; of more, the one that is told most stands for all. */
const COUNTS_SHOWN_MAX = 3;
const VALUES_SHOWN_MAX = 2;

/** What a bundle tells, in short: counts, or with signed messages the chains, and with the phase king the one order. */
export function Badges({ group, bundle: { round, relays, counts } }: BadgesProps) {
  if (relays.length === 0) return <i aria-hidden="true">{VIEWS[group.protocol].nothing(round)}</i>;
  if (protocolOf(group).tells === "chains")
    return relays.map(({ order, path }) => (
      <span key={order} class="chain" aria-hidden="true">
        <b class={classOf(group, order)}>{letterOf(group, order)}</b> {shortened(path).join(".")}
      </span>
    ));
  const most = protocolOf(group).everyone ? VALUES_SHOWN_MAX : COUNTS_SHOWN_MAX;
  const shown = counts.toSorted((a, b) => b.count - a.count).slice(0, counts.length > most ? 1 : most);
  const inOrder = counts.filter((one) => shown.includes(one));
  return (
    <>
      {inOrder.map(({ order, count }) => (
        <b key={order} aria-hidden="true" class={classOf(group, order)}>
          {countText(group, relays.length, count)}
          {letterOf(group, order)}
        </b>
      ))}
      {counts.length > shown.length && <i aria-hidden="true">+{counts.length - shown.length}</i>}
    </>
  );
}

/** The same as the face of one message: a single order is its letter alone, and a small face of many has no text. */
export function Face({ group, bundle, isSmall }: BadgesProps & { readonly isSmall: boolean }) {
  const [only] = bundle.relays;
  if (only && bundle.relays.length === 1 && protocolOf(group).tells !== "chains")
    return <Letter group={group} order={only.order} />;
  if (!isSmall || !only) return <Badges group={group} bundle={bundle} />;
  return (
    <span class="stripes">
      {bundle.counts.map(({ order, count }) => (
        <i key={order} class={classOf(group, order)} style={{ flex: count }} />
      ))}
    </span>
  );
}

/** How often an order is told; where values may be numbers, told apart from them. */
function countText(group: Group, relays: number, count: number): string {
  if (protocolOf(group).tells === "word") return "";
  if (!protocolOf(group).everyone) return `${count} `;
  return relays === 1 ? "" : `${count} × `;
}

/** `1.2.….7`: a long chain by its ends. */
function shortened(path: Path): (number | string)[] {
  return path.length > 4 ? [path[0] as number, path[1] as number, "…", path.at(-1) as number] : [...path];
}

export function spoken(group: Group, { round, relays, counts }: Bundle): string {
  if (relays.length === 0) return VIEWS[group.protocol].nothing(round);
  if (protocolOf(group).tells === "chains") return relays.map(chainText).join(", ");
  return counts.map(({ order, count }) => `${count} ${nameOf(order)}`).join(", ");
}
