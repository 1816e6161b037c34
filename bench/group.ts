/**
 * `npm run bench -- group`, or `-- group --against REVISION`: a standing group, one agreement after the other and 64 in flight, once it
 * stands for long and freshly joined, beside an earlier commit that has one at a time; and as many bare messages over CURVE as one agreement sends, its floor.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import Table from "cli-table3";
import { faceOf, HERE, withBuild } from "./against.js";
import { median } from "./measure.js";

const AGREEMENTS = fileURLToPath(new URL("../../bench/agreements.mjs", import.meta.url));
const BARE = fileURLToPath(new URL("../../bench/bare-messages.mjs", import.meta.url));
const PAIRS = 5;
const LONGEST_MS = 300_000;
/** n, and how many agreements one after the other and in flight */
const SIZES = [
  [4, 300, 3000],
  [7, 100, 1000],
] as const;
const IN_FLIGHT = 64;

interface Figures {
  readonly cpuMs: number;
  /** of the first hundred, or two */
  readonly freshCpuMs: number;
  readonly perS: number;
  readonly p50Ms: number;
  readonly residentMB: number;
}

export async function benchGroup(revision: string): Promise<void> {
  await withBuild(revision, (before) => {
    for (const [n, one, many] of SIZES) {
      const table = new Table({
        head: [`n = ${n}`, "CPU ms an agreement", "freshly joined", "agreements/s", "p50 ms", "resident MB"],
      });
      const rounds = Array.from({ length: PAIRS }, () => ({
        was: measured(faceOf(before, "."), n, one, 1),
        now: measured(faceOf(HERE, "."), n, one, 1),
        flying: measured(faceOf(HERE, "."), n, many, IN_FLIGHT),
        bare: run(BARE, [String(n), String(one)]),
      }));
      const row = (name: string, of: "was" | "now" | "flying") => {
        const all = rounds.map((round) => round[of]);
        table.push([name, ...KEYS.map((key) => said(all.map((figures) => figures[key])))]);
      };
      const ratios = (name: string, of: "now" | "flying") =>
        table.push([
          name,
          ...KEYS.map((key) => said(rounds.map((round) => round[of][key] / round.was[key]))),
        ]);
      row(`${revision}, one at a time`, "was");
      row("this checkout, one at a time", "now");
      row(`this checkout, ${IN_FLIGHT} in flight`, "flying");
      table.push(["bare messages", said(rounds.map(({ bare }) => bare.cpuMs)), "", "", "", ""]);
      ratios("× one at a time", "now");
      ratios(`× ${IN_FLIGHT} in flight`, "flying");
      process.stdout.write(`${table.toString()}\n`);
    }
    process.stdout.write(`medians of ${PAIRS} rounds in turns, least and most beside them\n`);
  });
}

const KEYS = ["cpuMs", "freshCpuMs", "perS", "p50Ms", "residentMB"] as const;

function measured(face: string, n: number, count: number, inFlight: number): Figures {
  return run(AGREEMENTS, [face, String(n), String(count), String(inFlight)]);
}

function run(script: string, args: readonly string[]): Figures {
  // a program that parses this bundle at every start would be measured by it
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const options = { encoding: "utf8", env, timeout: LONGEST_MS } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], options);
  if (status !== 0) throw new Error(`${script} ${args.join(" ")} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as Figures;
}

function said(values: readonly number[]): string {
  const text = (value: number) => (value >= 100 ? Math.round(value).toString() : value.toPrecision(2));
  return `${text(median(values))} (${text(Math.min(...values))} to ${text(Math.max(...values))})`;
}
