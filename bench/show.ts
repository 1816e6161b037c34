/** The tables that a benchmark prints. */
import Table from "cli-table3";
import type { CodecFigures } from "./codec.js";
import { KERNEL_HEAD, type KernelFigures, kernelRow } from "./kernel.js";
import type { LaunchFigures } from "./launch.js";
import type { Share } from "./profile.js";
import type { ScaleFigures } from "./scale.js";
import type { CheckFigures, WorldFigures } from "./worlds.js";

export interface Results {
  readonly kernels: KernelFigures[];
  readonly codecs: CodecFigures[];
  readonly checks: CheckFigures[];
  readonly simulations: WorldFigures[];
  readonly launches: LaunchFigures[];
  readonly scale: ScaleFigures[];
  readonly profile: Share[];
}

interface Sheet<F> {
  readonly title: string;
  readonly head: readonly string[];
  readonly row: (figures: F) => readonly (string | number)[];
}

type Sheets = { readonly [K in keyof Results]: Sheet<Results[K][number]> };

const worldRow = ({ n, m, perSecond, naivePerSecond }: WorldFigures) => [
  ...[n, m, count(perSecond), count(naivePerSecond)],
  `${(perSecond / naivePerSecond).toFixed(perSecond < 10 * naivePerSecond ? 1 : 0)} ×`,
];

const SHEETS: Sheets = {
  kernels: {
    title: "One node's fold of the last level, and its last report, beside a copy of the bytes they read",
    head: KERNEL_HEAD,
    row: kernelRow,
  },
  codecs: {
    title: "One node's last report, relays a second",
    head: ["n", "wire", "relays", "bytes", "encoded", "decoded", "copied", "copied / decoded"],
    row: ({ n, wire, relays, bytes, encoded, decoded, copied }) => [
      ...[n, wire, count(relays), count(bytes), rate(encoded), rate(decoded), rate(copied)],
      (copied / decoded).toFixed(1),
    ],
  },
  checks: {
    title: "check: random worlds decided a second, for every loyal lieutenant",
    head: [
      "n",
      "m",
      "32 at once",
      "worlds/s",
      "naive recursion",
      "32 at once / one by one",
      "one by one / naive",
    ],
    row: ({ n, m, slicedPerSecond, perSecond, naivePerSecond }) => [
      ...[n, m, count(slicedPerSecond), count(perSecond), count(naivePerSecond)],
      ...[`${(slicedPerSecond / perSecond).toFixed(0)} ×`, `${(perSecond / naivePerSecond).toFixed(1)} ×`],
    ],
  },
  simulations: {
    title: "sim: whole runs a second in virtual time, beside the naive recursion of all trees alone",
    head: ["n", "m", "runs/s", "naive recursion", "ratio"],
    row: worldRow,
  },
  launches: {
    title: "Real processes beside bare ones that only load zeromq",
    head: ["n", "m", "protocol ms", "launch to verdict ms", "bare processes ms", "ratio"],
    row: ({ n, m, protocolMs, wallMs, floorMs, ratio }) => [
      ...[n, m, ms(protocolMs), ms(wallMs), ms(floorMs), ratio.toFixed(2)],
    ],
  },
  scale: {
    title:
      "End to end beside the floor: bare processes and a raw exchange of the same bytes with CURVE, and folding and relaying",
    head: [
      ...["n", "m", "leaves", "wire", "MB sent", "wall ms", "cpu ms", "MB a node", "MB in all"],
      ...["exchange ms", "compute ms", "wall ×", "cpu ×", "traitor/loyal"],
    ],
    row: (it) => [
      ...[it.n, it.m, count(it.leaves), it.wire, mb(it.bytes), ms(it.wallMs), ms(it.cpuMs)],
      ...[mb(it.nodeBytes), mb(it.allBytes), ms(it.floor.exchangeMs), ms(it.floor.computeMs)],
      ...[it.ratio.toFixed(2), it.cpuRatio.toFixed(2), it.traitorRatio.toFixed(2)],
    ],
  },
  profile: {
    title: "n = 19: shares of the nodes' JavaScript time",
    head: ["what", "share"],
    row: ({ what, share }) => [what, `${(100 * share).toFixed(1)} %`],
  },
};

export function show<K extends keyof Results>(name: K, figures: Results[K]): string {
  const { title, head, row } = SHEETS[name] as Sheet<unknown>;
  const colAligns = head.map(() => "right" as const);
  const table = new Table({ head: [...head], colAligns, style: { head: [], border: [] } });
  for (const one of figures) table.push([...row(one)]);
  return `\n${title}\n${table.toString()}\n`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

function rate(perSecond: number): string {
  return perSecond >= 1e9 ? `${(perSecond / 1e9).toFixed(1)} G` : `${(perSecond / 1e6).toFixed(2)} M`;
}

function ms(value: number): string {
  return value.toFixed(value < 100 ? 1 : 0);
}

function mb(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 0);
}
