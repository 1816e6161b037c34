/**
 * Command lines, changed as hurried, mistaken and hostile people would, and what must be true of the answer to each.
 *
 * Real verbs would start processes and write files wherever a changed name points. Here those that do only read their
 * configuration; all that comes before, and all that goes wrong before, is the program's own.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { commandOf } from "../../src/cli/command.js";
import { CliError } from "../../src/cli/exit.js";
import { idOf } from "../../src/cli/identity.js";
import { mend } from "../../src/cli/mend.js";
import { main } from "../../src/cli/program.js";
import { readSettings, type Settings, withFile } from "../../src/cli/settings.js";
import { type Asked, verbAsked } from "../../src/cli/verb-asked.js";
import { type NamedVerb, VERBS } from "../../src/cli/verbs.js";
import { type Dice, mutate } from "./mutate.js";
import { wordsOf } from "./shell-words.js";

const EXIT_CODES: readonly number[] = [0, 1, 2, 64, 69, 78];

/** Lines that are right, from which the others are made. */
const RIGHT = [
  "run",
  "run my.yaml --quiet",
  "run --config my.yaml --order retreat --record run.jsonl",
  "run --nodes 10 --general 4 --traitors 2:flip,9:always=retreat",
  "run --nodes 6 --m 2 --unsafe --traitors 2,3",
  "run --protocol vector --nodes 4 --value 1=attack,2=retreat --orders attack,retreat --default retreat",
  "my.yaml --json",
  "node 3 --nodes 4 --tree --status-port 0 --log-level info",
  "node 2 my.yaml --key node-2.key --listen tcp://0.0.0.0:7101 --insecure --lab",
  "sim my.yaml --faults faults.json --seed 7",
  "sim --world 12 --at-bound",
  "sim --lemma --nodes 13 --json",
  "check --nodes 7 --m 2 --general loyal --write broken.yaml",
  "check --random 100 --seed 3 --shard 1/4",
  "check --merge part-1.json part-2.json --json",
  "plan --nodes 22 --round-timeout 2s --wire packed --force",
  "compare --nodes 4..16 --protocols om,sm --svg plots",
  "doctor my.yaml --id 3 --json",
  "explain run.jsonl --node 4 --node 5",
  "explain run.jsonl --node 4 --path 1.3.2",
  "explain run.jsonl --node 4 --world run.jsonl",
  "view run.jsonl --html run.html",
  "view --nodes 4 --port 0",
  "init mine.yaml --nodes 7 --general 2 --force",
  "validate",
  "validate my.yaml --start-timeout 5s --run 3 --combine median",
  "verify-evidence evidence.json --json",
  "keygen node-1.key",
  "help run",
  "run --help",
  "--version",
].map((line) => line.split(" "));

/** Words to put in: of the program, and of nobody. */
const WORDS = [
  ...VERBS.keys(),
  ...RIGHT.flat(),
  ..."-n -m -g -h -V -c -x -- - --n --node --nodez --traitor --no-config --no-json --id -n7 -m=2 --json=true --M".split(
    " ",
  ),
  ..."0 1 7 -1 07 1e0 0x7 +7 1.5 9007199254740993 1e999 NaN Infinity １ ' '".split(" "),
  ..."2-4 2..4 all none 2, ,3 [2,3] 2=flip 3:always: 142 1,4,2 nodes=7 m=2 a=b =".split(" "),
  ..."__proto__ constructor toString prototype".split(" "),
  ..."missing.yaml broken.yaml strategos.yaml ../my.yaml . ./ folder".split(" "),
  ...[
    "",
    " ",
    "\u001b[31mred",
    "a\nb",
    "\u0000",
    "\u202eevil",
    "it's",
    '"',
    "$(x)",
    "—nodes",
    "–n",
    "é".repeat(300),
  ],
];

export function rightLine(dice: Dice): string[] {
  return [...(RIGHT[dice(RIGHT.length)] as string[])];
}

/** One to four changes of words, or of letters in one. */
export function changedLine(dice: Dice): string[] {
  let words = rightLine(dice);
  for (let left = 1 + dice(4); left > 0; left--) words = changed(words, dice);
  return words.slice(0, 40);
}

function changed(words: readonly string[], dice: Dice): string[] {
  const at = dice(words.length + 1);
  const there = words[at] ?? "";
  const other = WORDS[dice(WORDS.length)] as string;
  switch (dice(8)) {
    case 0:
      return words.toSpliced(at, 1);
    case 1:
      return words.toSpliced(at, 0, other);
    case 2:
      return words.toSpliced(at, 1, other);
    case 3:
      return words.toSpliced(at, 0, ...words.slice(at, at + 2));
    case 4:
      return words.toSpliced(at, 2, ...words.slice(at, at + 2).toReversed());
    case 5: // one word of two, or two of one
      return there.includes("=")
        ? words.toSpliced(at, 1, ...there.split("="))
        : words.toSpliced(at, 2, words.slice(at, at + 2).join("="));
    case 6: {
      const line = rightLine(dice);
      return [...words, ...line.slice(dice(line.length))];
    }
    default: {
      const bytes = mutate(Buffer.from(there), [Buffer.from(other)], dice, 300);
      return words.toSpliced(at, 1, bytes.toString("utf8"));
    }
  }
}

const STREAMS = ["stdout", "stderr"] as const;

export interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs lines in this process, in a folder of their own. `around` is what has become of the program's verbs. */
export class Lines {
  readonly #folder = mkdtempSync(join(tmpdir(), "strategos-lines-"));
  readonly #before = process.cwd();
  readonly #verbs = new Map([...VERBS].map(([name, verb]) => [name, harmless(name, verb)]));

  /** npx, where a test was started by it, would be in every command that is printed */
  readonly #npm = process.env["npm_command"];

  constructor() {
    process.chdir(this.#folder);
    delete process.env["npm_command"];
  }

  /** Files that the right lines name. */
  async fill(): Promise<void> {
    const { initText } = await import("../../src/config/init.js");
    const { parseConfig } = await import("../../src/config/parse.js");
    const { simulate } = await import("../../src/sim/network.js");
    const { groupOf } = await import("../../src/config/config.js");
    const { linesOf } = await import("../../src/recording/recording.js");
    const config = parseConfig(undefined);
    writeFileSync("my.yaml", initText(config));
    writeFileSync("broken.yaml", "version: 1\nnodes: {");
    const { order, traitors, seed, roundTimeoutMs, startTimeoutMs } = config;
    const times = { roundTimeoutMs, startTimeoutMs, faults: [] };
    const world = { group: groupOf(config), order, traitors, seed, ...times };
    const { recording } = simulate({ ...world, keepsReports: true, recordAll: false });
    writeFileSync(
      "run.jsonl",
      linesOf(recording)
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(""),
    );
  }

  /** `verbs`: others than those that only read. */
  async answer(
    line: readonly string[],
    verbs: ReadonlyMap<string, NamedVerb> = this.#verbs,
  ): Promise<Answer> {
    const said = { stdout: "", stderr: "" };
    const before = STREAMS.map((name) => Object.getOwnPropertyDescriptor(process[name], "write"));
    for (const name of STREAMS) {
      const write = (text: string | Uint8Array) => {
        said[name] += String(text);
        return true;
      };
      Object.defineProperty(process[name], "write", { value: write, configurable: true });
    }
    try {
      return { code: await main(line, verbs), ...said };
    } finally {
      STREAMS.forEach((name, index) => {
        Reflect.deleteProperty(process[name], "write");
        if (before[index]) Object.defineProperty(process[name], "write", before[index]);
      });
    }
  }

  end(): void {
    process.chdir(this.#before);
    if (this.#npm !== undefined) process.env["npm_command"] = this.#npm;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const READS_ONLY = new Set(["explain", "validate", "verify-evidence"]);

function harmless(name: string, { about, load }: NamedVerb): NamedVerb {
  if (READS_ONLY.has(name)) return { about, load };
  return {
    about,
    load: async () => {
      const { verb } = await load();
      const command = commandOf(name, verb, () => undefined);
      return { verb: { ...verb, run: (...given: unknown[]) => readOnly(command, given) } };
    },
  };
}

/** What a verb does first: it reads its configuration. */
function readOnly(command: Command, given: readonly unknown[]): number {
  const places = command.registeredArguments.map((one) => one.name());
  const settings = given[places.length] as Settings;
  const reads = command.options.some(({ long }) => long === "--config");
  if (!reads) return 0;
  const file = given[places.indexOf("config")] as string | undefined;
  const config = readSettings(places.includes("config") ? withFile(file, settings) : settings);
  const id = places[0] === "id" ? given[0] : (settings as { id?: unknown }).id;
  if (typeof id === "string") idOf(config, id);
  return 0;
}

/** What is wrong with an answer, or null. */
export async function wrongIn(
  line: readonly string[],
  { code, stdout, stderr }: Answer,
): Promise<string | null> {
  if (!EXIT_CODES.includes(code)) return `exit code ${code}: ${stderr}`;
  if (/\n {4}at /.test(stderr)) return `a stack trace: ${stderr}`;
  const raw = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u.exec(stdout + stderr)?.[0];
  if (raw !== undefined) return `a raw character ${JSON.stringify(raw)}: ${JSON.stringify(stderr)}`;
  if (code >= 64 && !/^strategos: .|^error: ./m.test(stderr) && stdout === "" && line.length > 0) {
    return `nothing said: ${stderr}`;
  }
  const hasFix = /^ *fix: \S|--help lists its flags\)$/m.test(stderr) || /"fix":"\w/.test(stdout);
  if (code >= 64 && line.length > 0 && !hasFix) return `no fix: ${stderr}`;
  return code === 64 ? wrongFix(stderr) : null;
}

function askedBy(words: readonly string[]): Asked | CliError | null {
  try {
    return verbAsked(words);
  } catch (error) {
    if (error instanceof CliError) return error;
    throw error;
  }
}

/** A command that is printed to be pasted must have nothing in it that would be refused for its form. */
async function wrongFix(stderr: string): Promise<string | null> {
  const pasted = /^ {2}fix: strategos (.*)$/m.exec(stderr)?.[1];
  if (pasted === undefined || pasted.includes("--help lists")) return null;
  const words = wordsOf(pasted);
  const asked = askedBy(words);
  if (asked instanceof CliError) return `refused again (${asked.message}): ${pasted}`;
  if (asked === null && pasted === "--version") return null;
  if (asked === null) return `help in the place of a command: ${pasted}`;
  if (asked.args.join() === "--help") return null;
  const { verb } = await VERBS.get(asked.verb)!.load();
  const { causes } = await mend(
    commandOf(asked.verb, verb, () => undefined),
    asked.args,
  );
  const all = [...asked.causes, ...causes];
  return all.length === 0 ? null : `refused again (${all.join("; ")}): ${pasted}`;
}
