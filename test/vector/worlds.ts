/** Worlds of protocol vector for property tests, and one played in lockstep on src/core alone. */
import fc from "fast-check";
import type { Group } from "../../src/core/group.js";
import { playInStep } from "../../src/core/in-step.js";
import type { Relay } from "../../src/core/relay.js";
import { InteractiveConsistency, interactiveConsistency } from "../../src/protocols/vector/rules.js";
import type { Tell } from "../oracle/eig.js";

export interface VectorWorld {
  readonly group: Group;
  readonly values: Readonly<Record<number, string>>;
  readonly traitors: readonly number[];
  readonly tell: Tell;
}

const TEXTS = ["retreat", "attack", "100", "110", "-7", "2.5", "12:30", '"q\\', "行"];

/** Any ids, any values; at most m traitors, who lie at each path and receiver. `isWithin`: n > 3m. */
export function vectorWorlds(isWithin: boolean, texts = TEXTS): fc.Arbitrary<VectorWorld> {
  const text = fc.constantFrom(...texts);
  return fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 2, maxLength: 7 }).chain((made) => {
    const ids = made.toSorted((a, b) => a - b);
    const most = isWithin ? Math.floor((ids.length - 1) / 3) : Math.min(2, ids.length - 2);
    return fc
      .record({
        m: fc.integer({ min: 0, max: most }),
        values: fc.array(text, { minLength: ids.length, maxLength: ids.length }),
        liars: fc.shuffledSubarray(ids),
        seed: fc.integer(),
        defaultOrder: fc.constantFrom("retreat", "attack"),
      })
      .map(({ m, values, liars, seed, defaultOrder }): VectorWorld => {
        const traitors = liars.slice(0, m);
        return {
          group: {
            protocol: "vector",
            ids,
            general: ids[0] as number,
            m,
            orders: ["retreat", "attack"],
            defaultOrder,
          },
          values: Object.fromEntries(ids.map((id, index) => [id, values[index] as string])),
          traitors,
          tell: (path, honest, to) => {
            if (!traitors.includes(path.at(-1) as number)) return honest;
            let hash = seed | 0;
            for (const id of [...path, to]) hash = Math.imul(hash ^ id, 0x9e3779b1) ^ (hash >>> 15);
            return texts[(hash >>> 8) % texts.length] as string;
          },
        };
      });
  });
}

/** Every node's protocol after the last round; what nodes tell each other passes through `tell`. */
export function runVector(
  { group, values, tell }: VectorWorld,
  make = (self: number) => new InteractiveConsistency({ group, self, order: values[self] as string }),
): Map<number, InteractiveConsistency> {
  const nodes = new Map(group.ids.map((self) => [self, make(self)]));
  playInStep(interactiveConsistency, group, nodes, (honest, _round, to) => {
    const relays = honest.relays.map(({ path, order }): Relay => ({ path, order: tell(path, order, to) }));
    return { ...honest, relays };
  });
  return nodes;
}
