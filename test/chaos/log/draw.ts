/**
 * Drawn schedules of a group that keeps a log: a traitor who leads every n-th view perhaps, wrong clocks, and one thing
 * after the other that is done to members while clients go on.
 */
import { randomInts } from "../../fuzz/random.js";
import type { Weather } from "../proxy.js";
import { LIES, type Lie } from "./lies.js";

export type Harm =
  /** SIGKILL, and started again after so long */
  | { readonly kind: "kill"; readonly id: number; readonly ms: number }
  /** SIGSTOP, and SIGCONT after so long */
  | { readonly kind: "stop"; readonly id: number; readonly ms: number }
  /** the journal's next write finds no room; started again when there is */
  | { readonly kind: "full"; readonly id: number; readonly ms: number }
  /** what goes to this member's port suffers so long */
  | { readonly kind: "links"; readonly id: number; readonly ms: number; readonly weather: Weather };

export const GROUP_SIZES = [4, 7, 13] as const;

export type GroupSize = (typeof GROUP_SIZES)[number];

export interface Schedule {
  readonly seed: number;
  readonly index: number;
  readonly n: GroupSize;
  readonly traitor: { readonly id: number; readonly lie: Lie } | null;
  /** one a step, each by itself or over the one before */
  readonly harms: readonly Harm[];
  /** by how much each member's wall clock is wrong, ms, by place */
  readonly skewsMs: readonly number[];
  /** the next harm comes once something more was acknowledged, and not by the clock */
  readonly isPaced: boolean;
}

const YEAR_MS = 365 * 24 * 3600 * 1000;
const WEATHERS: readonly Weather[] = [
  { kind: "swallow" },
  { kind: "cut", ms: 0 },
  { kind: "reset", ms: 20 },
  { kind: "drop", one: 20 },
  { kind: "delay", ms: 120 },
];
const HARMS_A_SCHEDULE = 4;
const KINDS = ["kill", "kill", "stop", "full", "links", "links"] as const;

export interface Drawn {
  /** all groups have so many members; left out, 4 or 7 */
  readonly nodes?: GroupSize | undefined;
  /** so many times any loyal member is killed, beside a traitor, and nothing else happens */
  readonly kills?: number | undefined;
}

export function drawSchedule(seed: number, index: number, { nodes, kills }: Drawn = {}): Schedule {
  const ints = randomInts(seed * 1_000_003 + index);
  const draw = () => ints() / 2 ** 32;
  const pick = <T>(from: readonly T[]): T => from[Math.floor(draw() * from.length)] as T;
  const n = nodes ?? (draw() < 0.7 ? 4 : 7);
  const ids = Array.from({ length: n }, (_, at) => at + 1);
  const traitor = draw() < 0.6 || kills !== undefined ? { id: pick(ids), lie: pick(LIES) } : null;
  const loyal = ids.filter((id) => id !== traitor?.id);
  const kinds = kills === undefined ? KINDS : (["kill"] as const);
  const harms = Array.from({ length: kills ?? HARMS_A_SCHEDULE }, (): Harm => {
    const kind = pick(kinds);
    const hit = { id: pick(loyal), ms: 200 + Math.floor(draw() * 800) };
    return kind === "links" ? { kind, ...hit, weather: pick(WEATHERS) } : { kind, ...hit };
  });
  const skewsMs = ids.map(() => (draw() < 0.5 ? 0 : Math.floor((draw() - 0.5) * 4 * YEAR_MS)));
  return { seed, index, n, traitor, harms, skewsMs, isPaced: kills !== undefined };
}
