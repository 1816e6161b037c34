/** Arbitrary sound configurations. */

import * as fc from "fast-check";
import type { Config, NodeEntry } from "../../src/config/config.js";
import type { NodeId, Order } from "../../src/core/group.js";
import { PRINTABLE } from "../../src/core/order-text.js";
import type { ScriptedLie, TraitorEntry } from "../../src/core/traitor.js";

const word = fc
  .oneof(
    fc.constantFrom(
      "retreat",
      "attack",
      "true",
      "null",
      "0",
      "1e3",
      "~",
      "- a",
      "a: b",
      '"',
      "\\",
      "#x",
      "no",
      "é",
      "行",
    ),
    fc.string({ minLength: 1, maxLength: 12, unit: "grapheme" }),
  )
  .filter((text) => text.length <= 64 && PRINTABLE.test(text));

const orders = fc.uniqueArray(word, { minLength: 2, maxLength: 16 });
const durationMs = fc.integer({ min: 10, max: 3_600_000 });
const Z85 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
const publicKey = fc.string({ minLength: 40, maxLength: 40, unit: fc.constantFrom(...Z85.split("")) });

function nodes(ids: readonly NodeId[]): fc.Arbitrary<NodeEntry[]> {
  const bare = ids.map((id) => ({ id, address: `tcp://127.0.0.1:${id}` }));
  const keys = fc.uniqueArray(publicKey, { minLength: ids.length, maxLength: ids.length });
  const keyed = keys.map((all) => bare.map((node, index) => ({ ...node, publicKey: all[index] ?? "" })));
  return fc.oneof(fc.constant(bare), keyed);
}

interface Cast {
  readonly ids: readonly NodeId[];
  readonly general: NodeId;
  readonly m: number;
  readonly orders: readonly Order[];
}

function traitor(id: NodeId, cast: Cast): fc.Arbitrary<TraitorEntry> {
  const order = fc.constantFrom(...cast.orders);
  const plain = fc.constantFrom("flip", "split", "random", "silent", "late", "collude");
  const choices: fc.Arbitrary<TraitorEntry>[] = [
    plain.map((strategy) => ({ id, strategy })),
    order.map((said) => ({ id, strategy: "always", order: said })),
    lies(id, cast).map((all) => ({ id, strategy: "script", lies: all })),
    fc.record({ id: fc.constant(id), strategy: fc.constant("collude"), tell: tell(cast) }),
  ];
  const [first, last] = id === cast.general ? [0, 0] : [1, cast.m];
  if (first <= last) {
    choices.push(fc.integer({ min: first, max: last }).map((round) => ({ id, strategy: "crash", round })));
  }
  return fc.oneof(...choices);
}

function tell({ ids, orders: all }: Cast): fc.Arbitrary<Record<NodeId, Order>> {
  const told = fc.tuple(...ids.map(() => fc.constantFrom(...all)));
  return told.map((said) => Object.fromEntries(ids.map((id, index) => [id, said[index] ?? ""])));
}

function lies(id: NodeId, { ids, general, m, orders: all }: Cast): fc.Arbitrary<ScriptedLie[]> {
  const others = ids.filter((other) => other !== general && other !== id);
  if (others.length === 0 || (id !== general && m === 0)) return fc.constant([]);
  const order = fc.option(fc.constantFrom(...all), { nil: null });
  const rounds = id === general ? fc.constant(0) : fc.integer({ min: 1, max: m });
  const lie = fc
    .record({ round: rounds, to: fc.constantFrom(...others), order })
    .map(({ round, to, order: said }) => {
      const path = round === 0 ? [general] : [general, ...others.slice(0, round - 1), id];
      return { round, to, path, order: said };
    });
  return fc.uniqueArray(lie, { maxLength: 3, selector: ({ round, to }) => `${round} ${to}` });
}

const cast: fc.Arbitrary<Cast> = fc
  .uniqueArray(fc.integer({ min: 1, max: 65535 }), { minLength: 2, maxLength: 33 })
  .map((ids) => ids.toSorted((left, right) => left - right))
  .chain((ids) =>
    fc.record({
      ids: fc.constant(ids),
      general: fc.constantFrom(...ids),
      m: fc.integer({ min: 0, max: ids.length - 2 }),
      orders,
    }),
  );

export const config: fc.Arbitrary<Config> = cast.chain((given) => {
  const { ids, general, m } = given;
  const traitors = fc
    .subarray([...ids], { maxLength: Math.min(6, ids.length) })
    .chain((chosen) => fc.tuple(...chosen.map((id) => traitor(id, given))));
  return fc
    .record({
      version: fc.constant(1 as const),
      protocol: fc.constant("om" as const),
      general: fc.constant(general),
      order: fc.constantFrom(...given.orders),
      m: fc.constant(m),
      nodes: nodes(ids),
      orders: fc.constant(given.orders),
      default: fc.constantFrom(...given.orders),
      roundTimeoutMs: durationMs,
      startTimeoutMs: durationMs,
      seed: fc.integer({ min: 0, max: 4294967295 }),
      wire: fc.constantFrom("json", "packed", "auto"),
      run: word,
      traitors,
      unsafe: fc.boolean(),
    })
    .map((made) => ({ ...made, unsafe: made.unsafe || ids.length <= 3 * m || made.traitors.length > m }));
});
