/**
 * OM(m) as the paper states it, recursively (Lamport, Shostak and Pease 1982, §3), for every node at once:
 *
 *  OM(0): the commander sends his value to every lieutenant; each uses what it receives, or RETREAT.
 *  OM(m): the commander sends his value; each lieutenant i acts as the commander in OM(m−1) to send the value v_i
 *  to each of the n−2 other lieutenants; and uses majority(v_1 … v_{n−1}), its own v_i among them.
 *
 * Shares no code with src/. Equal to EIG wherever n > 3m and at most m nodes lie.
 */
import type { NaiveGroup, Tell } from "./eig.js";

export function recursiveOm(group: NaiveGroup, order: string, tell: Tell): ReadonlyMap<number, string> {
  const lieutenants = group.ids.filter((id) => id !== group.general);
  return om(group, group.m, [group.general], lieutenants, order, tell);
}

/** What each of `lieutenants` uses for the value of the commander, the last of `path`. */
function om(
  group: NaiveGroup,
  m: number,
  path: readonly number[],
  lieutenants: readonly number[],
  value: string,
  tell: Tell,
): Map<number, string> {
  const received = new Map(lieutenants.map((id) => [id, tell(path, value, id)]));
  if (m === 0) return received;
  const relayed = new Map<number, Map<number, string>>();
  for (const i of lieutenants) {
    const others = lieutenants.filter((id) => id !== i);
    relayed.set(i, om(group, m - 1, [...path, i], others, received.get(i) as string, tell));
  }
  return new Map(
    lieutenants.map((i) => {
      const values = lieutenants.map((j) =>
        j === i ? (received.get(i) as string) : (relayed.get(j)?.get(i) as string),
      );
      return [i, majority(values, group.defaultOrder)];
    }),
  );
}

function majority(values: readonly string[], defaultOrder: string): string {
  for (const value of new Set(values)) {
    if (values.filter((it) => it === value).length * 2 > values.length) return value;
  }
  return defaultOrder;
}
