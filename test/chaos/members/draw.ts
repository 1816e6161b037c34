/**
 * Drawn schedules of one group of members in processes of their own: at each step all that are there are asked to agree
 * at the same time, but for what is done to some: killed and started again, stopped and continued, asked late, not asked.
 */
import { randomInts } from "../../fuzz/random.js";

export type Harm =
  /** killed before this step, and started again before step `until` */
  | { readonly kind: "kill"; readonly id: number; readonly step: number; readonly until: number }
  /** stands still from before this step to before step `until` */
  | { readonly kind: "stop"; readonly id: number; readonly step: number; readonly until: number }
  /** asked so late: in rounds */
  | { readonly kind: "late"; readonly id: number; readonly step: number; readonly rounds: number }
  | { readonly kind: "skip"; readonly id: number; readonly step: number };

export interface Schedule {
  readonly seed: number;
  readonly index: number;
  readonly n: number;
  readonly m: number;
  readonly traitor: { readonly id: number; readonly strategy: string } | null;
  readonly general: number;
  /** what he orders at each step */
  readonly orders: readonly string[];
  readonly harms: readonly Harm[];
}

export const STEPS = 6;
const STRATEGIES = ["flip", "split", "silent", "random"];
/** Within a third of a round a member is in time; beyond a round it is not. */
const LATE_ROUNDS = [0.2, 1.5, 4];

export function drawSchedule(seed: number, index: number): Schedule {
  const ints = randomInts(seed * 1_000_003 + index);
  const draw = () => ints() / 2 ** 32;
  const pick = <T>(from: readonly T[]): T => from[Math.floor(draw() * from.length)] as T;
  const n = draw() < 0.6 ? 4 : 7;
  const m = Math.floor((n - 1) / 3);
  const ids = Array.from({ length: n }, (_, at) => at + 1);
  const traitor = draw() < 0.5 ? { id: pick(ids), strategy: pick(STRATEGIES) } : null;
  const general = pick(ids);
  const orders = Array.from({ length: STEPS }, () => pick(["attack", "retreat"]));
  const loyal = ids.filter((id) => id !== traitor?.id);
  const harms: Harm[] = [];
  const harmed = new Set<number>();
  for (let count = 1 + Math.floor(draw() * (m + 1)); count > 0; count--) {
    const id = pick(loyal);
    if (harmed.has(id)) continue;
    harmed.add(id);
    const step = 1 + Math.floor(draw() * 2);
    const until = step + 1 + Math.floor(draw() * 2);
    const kind = pick(["kill", "kill", "stop", "late", "skip"] as const);
    if (kind === "kill" || kind === "stop") harms.push({ kind, id, step, until });
    else if (kind === "late") harms.push({ kind, id, step, rounds: pick(LATE_ROUNDS) });
    else harms.push({ kind, id, step });
  }
  return { seed, index, n, m, traitor, general, orders, harms };
}

/** Whom something is done to at this step: their answer may be anything that is true. */
function harmedAt({ harms }: Schedule, step: number): ReadonlySet<number> {
  const is = (harm: Harm) =>
    "until" in harm ? harm.step <= step && step < harm.until : harm.step === step && !isInTime(harm);
  return new Set(harms.filter(is).map(({ id }) => id));
}

/** Who may not be back yet, two steps after that. */
export function faultyAt(schedule: Schedule, step: number): ReadonlySet<number> {
  const traitors = schedule.traitor ? [schedule.traitor.id] : [];
  const harmed = [step - 2, step - 1, step].flatMap((at) => [...harmedAt(schedule, at)]);
  return new Set([...traitors, ...harmed]);
}

function isInTime(harm: Harm): boolean {
  return harm.kind === "late" && harm.rounds < 1 / 3;
}
