/**
 * `strategos test` beside a bare loop over the same pipes: the same programs are told the same lines, world after world, and their
 * answers are read to the line end and thrown away. Both are processes of their own, and start their programs within their time.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { levels as oralLevels } from "../src/protocols/om/trial/levels.js";
import type { Actor } from "../src/trial/actor.js";
import { PlayerActor } from "../src/trial/actor.js";
import { json } from "../src/trial/program/json.js";
import { rightWithoutEchoes } from "../src/trial/right.js";
import type { House } from "../src/trial/table.js";
import { tryProgram } from "../src/trial/trial.js";
import { endOf, inTurn, median } from "./measure.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Python itself, and not what a version manager may have put before it. */
const PROGRAM = ["/usr/bin/python3", `${ROOT}/examples/test/node.py`];
const [NODES, M, SEED] = [7, 2, 1];
/** a level; the ten levels of OM(m) have 210 worlds then */
const WORLDS = 22;
const PAIRS = 5;

/** What each program of one world is told, turn by turn, by its place. */
type Script = Map<number, string[]>;

export async function benchTrial(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "strategos-bench-"));
  try {
    for (const only of [null, 4]) {
      const scripts = await scriptsOf(only);
      const file = join(folder, `${only}.json`);
      writeFileSync(file, JSON.stringify(scripts.map((script) => [...script])));
      const flags = ["--reuse", "--quiet", "--nodes", `${NODES}`, "--m", `${M}`, "--worlds", `${WORLDS}`];
      const which = only === null ? [] : ["--only", `${only}`];
      const trial = [`${ROOT}/dist/bin/main.cjs`, "test", ...flags, "--seed", `${SEED}`, ...which];
      const bare = [`${ROOT}/bench/bare-pipes.mjs`, file, `${Math.min(4, availableParallelism())}`];
      const { a, b, ratios } = await inTurn(
        PAIRS,
        () => ended([...trial, "--", ...PROGRAM]),
        () => ended([...bare, ...PROGRAM]),
      );
      const title = only === null ? `${NODES} programs` : `one program, --only ${only}`;
      process.stdout.write(`${scripts.length} worlds of n = ${NODES}, m = ${M}, --reuse, ${title}\n`);
      process.stdout.write(`  strategos test  ${times(a)}\n  bare loop       ${times(b)}\n`);
      process.stdout.write(
        `  ratio           ${median(ratios).toFixed(2)} (median of ${PAIRS} pairs; least ${Math.min(...ratios).toFixed(2)})\n\n`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function times(all: readonly number[]): string {
  return `${(median(all) / 1000).toFixed(2)} s (least ${(Math.min(...all) / 1000).toFixed(2)} s)`;
}

/** What a trial tells right nodes, in the order of its worlds. */
async function scriptsOf(only: number | null): Promise<Script[]> {
  const scripts: Script[] = [];
  const seats = new Map<number, Actor>();
  const actorAt = (place: number): Actor | undefined => {
    if (only !== null && place !== only) return undefined;
    const actor = seats.get(place) ?? new Scribe((texts) => scripts.at(-1)?.set(place, texts));
    seats.set(place, actor);
    return actor;
  };
  const house: House = {
    table: () => ({
      actorAt: (place) => {
        scripts.push(new Map());
        return actorAt(place);
      },
      cast: ({ group }) => {
        scripts.push(new Map());
        return (id) => actorAt(group.ids.indexOf(id) + 1);
      },
      leave: () => {},
    }),
    ...{ isMixed: false, soloists: [only ?? 1], end: async () => {} },
  };
  const { report } = await tryProgram({
    command: PROGRAM,
    plan: { protocol: "om", seed: SEED, programs: only === null ? null : [only], nodes: NODES, m: M },
    levels: oralLevels,
    worlds: WORLDS,
    ...{ house, tables: 1, shrinking: { replays: 0, ms: 0, now: () => 0 } },
  });
  if (!report.passed) throw new Error("a right node failed");
  return scripts.filter(({ size }) => size > 0);
}

/** A right node that notes what it is told. */
class Scribe implements Actor {
  readonly #player = new PlayerActor(rightWithoutEchoes);
  readonly #note: (texts: string[]) => void;
  #texts: string[] = [];

  constructor(note: (texts: string[]) => void) {
    this.#note = note;
  }

  begin(start: Parameters<Actor["begin"]>[0]): void {
    this.#texts = [];
    this.#note(this.#texts);
    this.#player.begin(start);
    this.#unsaid = json.start(start, false);
  }

  #unsaid = "";

  turn(...[round, heard, isLast]: Parameters<Actor["turn"]>) {
    this.#texts.push(this.#unsaid + json.round(round, heard));
    this.#unsaid = "";
    return this.#player.turn(round, heard, isLast);
  }

  end(): void {
    this.#player.end();
  }
}

function ended(args: readonly string[]): Promise<string> {
  return endOf(spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] }));
}
