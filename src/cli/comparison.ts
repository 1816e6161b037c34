/** The plots of a comparison over n, a line a protocol. */
import { join } from "node:path";
import { PROTOCOLS } from "../protocols/names.js";
import { bytesText } from "./amounts.js";
import { replaceFile } from "./files.js";
import { type Plot, svgOf } from "./plot.js";
import type { Compared } from "./verbs/compare.js";

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

/** Writes a file each; a protocol of fewer than two sizes has no line. */
export async function writeComparison(folder: string, compared: readonly Compared[]): Promise<void> {
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
    if (lines.length > 0) await replaceFile(join(folder, `${name}.svg`), [svgOf(plot)]);
  }
}
