/** In which relays a report is not as it is owed. */
import { formatPath, type Path } from "../../core/path.js";
import type { Relay } from "../../core/relay.js";

/** A relay that is not as it is owed: another order, none at all, or one that is not owed. */
export interface Difference {
  readonly told: Relay | undefined;
  readonly due: Relay | undefined;
}

/** By path; `signs`: one node can have signed two orders on one path. */
export function differences(
  relays: readonly Relay[],
  owed: readonly Relay[],
  signs: true | undefined,
): Difference[] {
  if (areSame(relays, owed)) return [];
  const keyOf = ({ path, order }: Relay) => (signs ? `${formatPath(path)} ${order}` : formatPath(path));
  // told twice, the second is not owed
  const told = new Map(relays.toReversed().map((relay) => [keyOf(relay), relay]));
  const due = new Map(owed.map((relay) => [keyOf(relay), relay]));
  const isMore = (relay: Relay) => !due.has(keyOf(relay)) || told.get(keyOf(relay)) !== relay;
  return [
    ...owed.map((relay) => ({ told: told.get(keyOf(relay)), due: relay })).filter(isDifferent),
    ...relays.filter(isMore).map((relay) => ({ told: relay, due: undefined })),
  ];
}

/** Relay by relay, as nearly all reports are, in canonical order. */
function areSame(relays: readonly Relay[], owed: readonly Relay[]): boolean {
  return (
    relays.length === owed.length &&
    relays.every((relay, index) => {
      const due = owed[index] as Relay;
      return relay.order === due.order && isSamePath(relay.path, due.path);
    })
  );
}

function isSamePath(one: Path, other: Path): boolean {
  return one.length === other.length && one.every((id, hop) => id === other[hop]);
}

function isDifferent({ told, due }: Difference): boolean {
  return told?.order !== due?.order;
}
