/** The four plots of docs/PERFORMANCE.md: wall, CPU, memory and bytes over n. */
import { writeFileSync } from "node:fs";
import { bytesText } from "../src/cli/amounts.js";
import { type Line, type Plot, svgOf } from "../src/cli/plot.js";
import type { ScaleFigures } from "./scale.js";

const BLUE = "#1f5fa8";
const ORANGE = "#b5540a";
const GREY = "#6b6b6b";

export function writePlots(folder: string, all: readonly ScaleFigures[]): void {
  // the choice of `auto`: json while no report holds over 1000 relays
  const chosen = all.filter(({ n, wire }) => wire === (n <= 13 ? "json" : "packed"));
  const line = (
    name: string,
    colour: string,
    valueOf: (it: ScaleFigures) => number,
    dashed = false,
  ): Line => ({
    name,
    colour,
    dashed,
    points: chosen.map((it) => [it.n, valueOf(it)]),
  });
  const plots: Readonly<Record<string, Plot>> = {
    wall: {
      title: "Wall time of a run",
      lines: [line("run", BLUE, (it) => it.wallMs), line("floor", GREY, (it) => it.floor.totalMs, true)],
      textOf: secondsText,
    },
    cpu: {
      title: "CPU time of a run, all processes",
      lines: [line("run", BLUE, (it) => it.cpuMs), line("floor", GREY, (it) => it.floor.cpuMs, true)],
      textOf: secondsText,
    },
    memory: {
      title: "Peak of resident memory",
      lines: [
        line("all nodes, summed", BLUE, (it) => it.allBytes),
        line("largest node", ORANGE, (it) => it.nodeBytes),
      ],
      textOf: bytesText,
    },
    bytes: {
      title: "Bytes sent, and leaves of one tree",
      lines: [
        line("bytes sent", BLUE, (it) => it.bytes),
        line("leaves of one tree", GREY, (it) => it.leaves, true),
      ],
      textOf: (value) =>
        value >= 1e9 ? `${value / 1e9} G` : value >= 1e6 ? `${value / 1e6} M` : value.toLocaleString("en-US"),
    },
  };
  for (const [name, plot] of Object.entries(plots)) writeFileSync(`${folder}${name}.svg`, svgOf(plot));
}

function secondsText(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${ms / 1000} s`;
}
