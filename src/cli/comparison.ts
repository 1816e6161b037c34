/** The plots of a comparison over n, a line a protocol. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { PROTOCOLS } from "../core/group.js";
import { printable } from "../core/printable.js";
import { bytesText } from "./amounts.js";
import type { Compared } from "./compare.js";
import { CliError, EXIT, WRITE_CAUSES } from "./exit.js";
import { writeNewFile } from "./files.js";
import { type Plot, svgOf } from "./plot.js";

const COLOURS = ["#1f5fa8", "#b5540a", "#2e7d32", "#6b3fa0"];

const COUNT = new Intl.NumberFormat("en-US", { notation: "compact" });
const countText = (count: number): string => COUNT.format(count);
const msText = (ms: number): string => (ms < 1000 ? `${ms} ms` : `${ms / 1000} s`);

/** What is drawn: its file's name, its title, its value, null where it was not to be had, and how that reads. */
const PLOTS: readonly [
  name: string,
  title: string,
  valueOf: (one: Compared) => number | null,
  textOf: (value: number) => string,
][] = [
  ["rounds", "Rounds", ({ rounds }) => rounds, countText],
  ["reports", "Messages: reports sent", ({ reports }) => reports, countText],
  ["relays", "Relays sent", ({ relays }) => relays, countText],
  ["bytes", "Bytes sent", ({ bytes }) => bytes, bytesText],
  ["wall", "Wall time of a run, launch to verdict", ({ wallMs }) => wallMs, msText],
  ["cpu", "CPU time of all nodes", ({ cpuMs }) => cpuMs, msText],
  ["memory", "Memory of the largest node, at its peak", ({ nodeBytes }) => nodeBytes, bytesText],
];

/** Makes the folder where there is none, before anything is measured for it. */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    const cause = code === "EEXIST" ? "there is a file of that name" : (WRITE_CAUSES[code] ?? code);
    throw new CliError(
      EXIT.usage,
      `the folder ${printable(folder)} cannot be made: ${cause}\n  fix: name another folder behind --svg`,
    );
  }
}

/** Writes a file each; a protocol of fewer than two sizes has no line. */
export function writeComparison(folder: string, compared: readonly Compared[]): void {
  for (const [name, title, valueOf, textOf] of PLOTS) {
    const lines = PROTOCOLS.map((protocol, index) => ({
      name: protocol,
      colour: COLOURS[index % COLOURS.length] as string,
      points: compared.flatMap((one) => {
        const value = one.protocol === protocol ? valueOf(one) : null;
        return value === null ? [] : [[one.n, Math.max(1, value)] as const];
      }),
    })).filter(({ points }) => points.length > 1);
    const plot: Plot = { title, lines, textOf };
    if (lines.length > 0) writeNewFile(join(folder, `${name}.svg`), svgOf(plot), { overwrite: true });
  }
}
