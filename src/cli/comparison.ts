/** The plots of a comparison: wall time, bytes and relays over n, a line a protocol. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { PROTOCOLS } from "../core/group.js";
import { bytesText } from "./amounts.js";
import type { Compared } from "./compare.js";
import { writeNewFile } from "./files.js";
import { type Plot, svgOf } from "./plot.js";

const COLOURS = ["#1f5fa8", "#b5540a", "#2e7d32", "#6b3fa0"];

/** Writes three files; plots of fewer than two sizes would show nothing. */
export function writeComparison(folder: string, compared: readonly Compared[]): void {
  mkdirSync(folder, { recursive: true });
  const linesOf = (valueOf: (one: Compared) => number) =>
    PROTOCOLS.map((protocol, index) => ({
      name: protocol,
      colour: COLOURS[index % COLOURS.length] as string,
      points: compared
        .filter((one) => one.protocol === protocol)
        .map((one) => [one.n, Math.max(1, valueOf(one))] as const),
    })).filter(({ points }) => points.length > 1);
  const plots: Readonly<Record<string, Plot>> = {
    wall: {
      title: "Wall time of a run, launch to verdict",
      lines: linesOf(({ wallMs }) => wallMs),
      textOf: (ms) => (ms < 1000 ? `${ms} ms` : `${ms / 1000} s`),
    },
    bytes: { title: "Bytes sent", lines: linesOf(({ bytes }) => bytes), textOf: bytesText },
    relays: {
      title: "Relays sent",
      lines: linesOf(({ relays }) => relays),
      textOf: (count) => count.toLocaleString("en-US"),
    },
  };
  for (const [name, plot] of Object.entries(plots)) {
    if (plot.lines.length > 0) writeNewFile(join(folder, `${name}.svg`), svgOf(plot), { overwrite: true });
  }
}
