/**
 * `strategos test` beside bare loops over the same pipes, which play the same worlds with the same programs and judge nothing: one that
 * reads what programs answer and tells it on, as any referee must, and one that has all lines ready and throws the answers away. All are
 * processes of their own, start their programs within their time, and say how much CPU they took themselves.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { levels as oralLevels } from "../src/protocols/om/trial/levels.js";
import { json } from "../src/trial/program/json.js";
import type { House } from "../src/trial/table.js";
import { tryProgram } from "../src/trial/trial.js";
import type { Actor, Heard } from "../src/trial/turn.js";
import { PlayerActor, rightWithoutEchoes } from "../test/trial/right-players.js";
import { endOf, median } from "./measure.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Python itself, and not what a version manager may have put before it. */
const PROGRAM = ["/usr/bin/python3", `${ROOT}/examples/test/node.py`];
const [NODES, M, SEED] = [7, 2, 1];
/** a level: once as many as the ten levels of OM(m) usually have, and once more of them, which shows what a world costs by itself */
const FEW = 22;
const MANY = 100;
const ROUNDS = { [FEW]: 5, [MANY]: 2 };

/** What the program at one place is told in one world. */
interface Seat {
  readonly place: number;
  readonly id: number;
  /** whether what it tells goes to the others, and not something else in its place */
  readonly isLoyal: boolean;
  start: string;
  /** turn by turn, the start before the first */
  readonly texts: string[];
  /** turn by turn, of those who are played for it */
  readonly others: (readonly Heard[])[];
}

export async function benchTrial(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "strategos-bench-"));
  try {
    for (const only of [null, 4]) {
      const few = await benchWith(only, FEW, folder);
      const many = await benchWith(only, MANY, folder);
      showWorld(few, many);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The least CPU that each took, ms. */
interface Least {
  readonly worlds: number;
  readonly cpuMs: ReadonlyMap<string, number>;
}

async function benchWith(only: number | null, aLevel: keyof typeof ROUNDS, folder: string): Promise<Least> {
  const rounds = ROUNDS[aLevel];
  const worlds = await worldsOf(only, aLevel);
  const file = join(folder, `${only}-${aLevel}.json`);
  writeFileSync(file, JSON.stringify(worlds));
  const flags = ["--reuse", "--quiet", "--nodes", `${NODES}`, "--m", `${M}`, "--worlds", `${aLevel}`];
  const which = only === null ? [] : ["--only", `${only}`];
  const tables = `${Math.min(4, availableParallelism())}`;
  const bare = (way: string) => [`${ROOT}/bench/bare-pipes.mjs`, way, file, tables];
  const runs = {
    "strategos test": [`${ROOT}/bin/strategos.cjs`, "test", ...flags, "--seed", `${SEED}`, ...which, "--"],
    "bare loop": bare("read"),
    "lines ready made": bare("told"),
  };
  const all = new Map<string, Measured[]>(Object.keys(runs).map((name) => [name, []]));
  // once for nothing, to warm up
  for (let round = 0; round <= rounds; round++)
    for (const [name, args] of Object.entries(runs)) {
      const measured = await measure([...args, ...PROGRAM]);
      if (round > 0) all.get(name)?.push(measured);
    }
  const title = only === null ? `${NODES} programs` : `one program, --only ${only}`;
  process.stdout.write(`${worlds.length} worlds of n = ${NODES}, m = ${M}, --reuse, ${title}\n`);
  const [trial = [], ...others] = all.values();
  const shown = (values: readonly number[], digits: number) =>
    `${median(values).toFixed(digits)} (least ${Math.min(...values).toFixed(digits)})`;
  for (const [name, runsOf] of all) {
    const wall = shown(
      runsOf.map(({ ms }) => ms / 1000),
      2,
    );
    const cpu = shown(
      runsOf.map(({ cpuMs }) => cpuMs),
      0,
    );
    process.stdout.write(`  ${name.padEnd(18)}${wall} s; CPU of its own ${cpu} ms\n`);
  }
  for (const [index, name] of Object.keys(runs).slice(1).entries()) {
    const ratios = trial.map(({ ms }, round) => ms / (others[index]?.[round]?.ms ?? Number.NaN));
    process.stdout.write(`  of ${name.padEnd(18)}${shown(ratios, 2)} ×, in pairs of ${rounds} rounds\n`);
  }
  process.stdout.write("\n");
  const least = [...all].map(
    ([name, runsOf]) => [name, Math.min(...runsOf.map(({ cpuMs }) => cpuMs))] as const,
  );
  return { worlds: worlds.length, cpuMs: new Map(least) };
}

function showWorld(few: Least, many: Least): void {
  process.stdout.write("a world more, CPU of its own:");
  for (const [name, cpuMs] of many.cpuMs) {
    const each = (cpuMs - (few.cpuMs.get(name) ?? 0)) / (many.worlds - few.worlds);
    process.stdout.write(`  ${name} ${each.toFixed(2)} ms`);
  }
  process.stdout.write("\n\n");
}

/** What a trial tells right nodes, in the order of its worlds. */
async function worldsOf(only: number | null, aLevel: number): Promise<{ seats: Seat[] }[]> {
  const worlds: { seats: Seat[] }[] = [];
  const scribes = new Map<number, Scribe>();
  let traitors: readonly number[] = [];
  let isAlone = false;
  const actorAt = (place: number): Actor | undefined => {
    if (only !== null && place !== only) return undefined;
    const sit = (id: number): Seat => {
      // one actor plays all worlds in which it stands alone
      if (isAlone) worlds.push({ seats: [] });
      const seat = { place, id, isLoyal: !traitors.includes(id), start: "", texts: [], others: [] };
      worlds.at(-1)?.seats.push(seat);
      return seat;
    };
    const scribe = scribes.get(place) ?? new Scribe();
    scribe.sit = sit;
    scribe.isOfOthers = (from) => {
      const seats = worlds.at(-1)?.seats ?? [];
      return !seats.some((one) => one.id === from && one.isLoyal);
    };
    scribes.set(place, scribe);
    return scribe;
  };
  const house: House = {
    table: () => ({
      actorAt: (place) => {
        isAlone = true;
        traitors = [];
        return actorAt(place);
      },
      cast: (world) => {
        worlds.push({ seats: [] });
        isAlone = false;
        traitors = world.traitors;
        return (id) => actorAt(world.group.ids.indexOf(id) + 1);
      },
      leave: () => {},
    }),
    ...{ isMixed: false, soloists: [only ?? 1], end: async () => {} },
  };
  const { report } = await tryProgram({
    command: PROGRAM,
    plan: { protocol: "om", seed: SEED, programs: only === null ? null : [only], nodes: NODES, m: M },
    levels: oralLevels,
    worlds: aLevel,
    ...{ house, tables: 1, shrinking: { replays: 0, ms: 0, now: () => 0 } },
  });
  if (!report.passed) throw new Error("a right node failed");
  return worlds.filter(({ seats }) => seats.length > 0);
}

/** A right node that notes what it is told. */
class Scribe implements Actor {
  readonly #player = new PlayerActor(rightWithoutEchoes);
  sit: (id: number) => Seat = () => {
    throw new Error("no seat");
  };
  isOfOthers: (from: number) => boolean = () => true;
  #seat: Seat | undefined;

  begin(start: Parameters<Actor["begin"]>[0]): void {
    this.#player.begin(start);
    this.#seat = this.sit(start.id);
    this.#seat.start = json.start(start, false);
  }

  turn(...[round, heard, isLast]: Parameters<Actor["turn"]>) {
    const { start, texts, others } = this.#seat as Seat;
    const text = json.round(round, heard);
    texts.push(round === 0 ? start + text : text);
    others.push(heard.filter(({ from }) => this.isOfOthers(from)));
    return this.#player.turn(round, heard, isLast);
  }

  end(): void {
    this.#player.end();
  }
}

interface Measured {
  readonly ms: number;
  /** of the process itself, without those that it starts */
  readonly cpuMs: number;
}

/** Its CPU is what it says last, on a fourth channel that `bench/own-cpu.cjs` writes to. */
async function measure(args: readonly string[]): Promise<Measured> {
  const start = performance.now();
  const child = spawn(process.execPath, ["--require", `${ROOT}/bench/own-cpu.cjs`, ...args], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "inherit", "pipe"],
  });
  let [ms, cpuMs] = [0, 0];
  child.stdio[3]?.on("data", (data: Buffer) => {
    cpuMs = Number(data.toString());
  });
  child.once("exit", () => {
    ms = performance.now() - start;
  });
  await endOf(child);
  return { ms, cpuMs };
}
