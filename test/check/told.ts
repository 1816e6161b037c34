/** What traitors tell in the world that a solver found. */
import { groupOf, type Tells } from "../../src/check/lieutenants.js";
import { slotsOf, toldIn } from "../../src/check/slots.js";
import { lieutenantsOf, type NodeId } from "../../src/core/group.js";

/** The bits of all rounds: the shared ones by their numbers, each lieutenant's last round behind, by id. */
export function toldBy(
  n: number,
  m: number,
  traitors: readonly NodeId[],
  isSet: (bit: number) => boolean,
): Tells {
  const group = groupOf(n, m);
  const loyal = lieutenantsOf(group).filter((id) => !traitors.includes(id));
  const read = (first: number) => (offset: number, count: number) => {
    let bits = 0;
    for (let k = 0; k < count; k++) if (isSet(first + offset + k)) bits |= 1 << k;
    return bits;
  };
  const shared = slotsOf(group, traitors, loyal, [0, m - 1]);
  const last = loyal.map((id) => slotsOf(group, traitors, [id], [m, m]));
  const before = toldIn(group, shared.slots, read(0));
  const own = last.map(({ slots, bits }, k) => toldIn(group, slots, read(shared.bits + k * bits)));
  return (round, from, to) => (round < m ? before : (own[loyal.indexOf(to)] as Tells))(round, from, to);
}
