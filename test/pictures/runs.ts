/** Runs to be drawn: of every protocol, with liars, somebody silent, and orders that mean something to whatever reads a picture. */
import type { Group, Order, ProtocolName } from "../../src/core/group.js";
import { PROTOCOLS } from "../../src/protocols/names.js";
import type { Recording } from "../../src/recording/recording.js";
import { simulate } from "../../src/sim/network.js";
import { readBack } from "../explain/audit/worlds.js";

/** Ground on which formats stumble: quotes, comments, entities, escapes, keywords. */
const SPITEFUL = [
  'a "b" \\N \\G \\',
  "#1; go & <b>now</b> #35;",
  "wrap: end %% {x} $y^2_z~",
  "–→ü',|>=1+1",
] as const;

export function run(
  protocol: ProtocolName,
  n: number,
  orders: readonly Order[] = ["retreat", "attack"],
): Recording {
  const ids = Array.from({ length: n }, (_, index) => index + 1);
  const m = protocol === "sm" ? 2 : Math.floor((n - 1) / 3);
  const group: Group = { protocol, ids, general: 1, m, orders, defaultOrder: orders[0] as Order };
  const traitors = [
    { id: 3, strategy: "split" } as const,
    ...(m > 1 ? [{ id: 2, strategy: "silent" } as const] : []),
  ];
  const values = Object.fromEntries(ids.map((id) => [id, orders[id % orders.length] as Order]));
  const times = { seed: 5, roundTimeoutMs: 100, startTimeoutMs: 100, recordAll: true };
  const of = protocol === "vector" ? { values } : {};
  return readBack(simulate({ group, order: orders.at(-1) as Order, traitors, ...times, ...of }).recording);
}

export const RUNS = PROTOCOLS.flatMap((protocol) => [
  { name: protocol, recording: run(protocol, protocol === "vector" ? 4 : 7) },
  { name: `${protocol} with odd orders`, recording: run(protocol, 4, SPITEFUL) },
]);

export const TREES = RUNS.filter(({ recording }) => recording.run.protocol === "om");
