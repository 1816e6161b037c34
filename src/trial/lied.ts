/** What a traitor tells in one round: what it owes, with its lies in the place of it and besides. */
import type { NodeId, Order } from "../core/group.js";
import type { Path } from "../core/path.js";
import { keyTo, type PathKey } from "./path-key.js";
import type { Played } from "./play.js";
import type { Debt } from "./rules/rules.js";
import type { Lie } from "./world.js";

/** One order along one path, to each of these; null: nothing. */
export interface Said {
  readonly path: Path;
  readonly order: Order | null;
  readonly to: readonly NodeId[];
  /** where it lies: how, and what it owed there, if anything */
  readonly lie?: ToldLie;
}

/** A lie as it was told: in the place of what, where anything was owed. */
export interface ToldLie extends Lie {
  readonly owed: Order | null;
}

/** `lies`: its own of this round. */
export function saidIn(owed: readonly Debt[], lies: readonly Lie[]): Said[] {
  const said: Said[] = [];
  const instead = new Map<PathKey, Lie>();
  for (const lie of lies) if (!lie.again) instead.set(keyTo(lie.to, lie.path), lie);
  for (const { path, order, to, echoes, free } of owed) {
    const honestly: NodeId[] = [];
    const all = [...to, ...echoes, ...free];
    for (let place = 0; place < all.length; place++) {
      const receiver = all[place] as NodeId;
      const key = keyTo(receiver, path);
      const lie = instead.get(key);
      if (lie === undefined || lie.order === order) honestly.push(receiver);
      else said.push(lying(lie, order));
      if (lie) instead.delete(key);
    }
    said.push({ path, order, to: honestly });
  }
  for (const lie of instead.values()) if (lie.order !== null) said.push(lying(lie, null));
  for (const lie of lies) if (lie.again && lie.order !== null) said.push(lying(lie, null));
  return said;
}

function lying(lie: Lie, owed: Order | null): Said {
  return { path: lie.path, order: lie.order, to: [lie.to], lie: { ...lie, owed } };
}

/** All lies that were told in a world, those that told the truth left out. */
export function toldLies({ world, turns }: Played): ToldLie[] {
  const { group, traitors, lies } = world;
  const rounds = Math.max(0, ...lies.map(({ round }) => round + 1));
  return Array.from({ length: rounds }, (_, round) =>
    group.ids
      .filter((id) => traitors.includes(id))
      .flatMap((id) =>
        saidIn(
          turns.get(id)?.[round]?.owed ?? [],
          lies.filter((lie) => lie.by === id && lie.round === round),
        ),
      ),
  )
    .flat()
    .flatMap(({ lie }) => lie ?? []);
}
