/** The tables that a benchmark prints, in Markdown; those of docs/PERFORMANCE.md are made anew there. */
import type { CodecFigures } from "./codec.js";
import { KERNEL_HEAD, type KernelFigures, kernelRow } from "./kernel.js";
import type { LaunchFigures } from "./launch.js";
import type { Share } from "./profile.js";
import type { ScaleFigures } from "./scale.js";
import { STARTS_HEAD, type StartFigures, startRow } from "./starts.js";
import type { CheckFigures, WorldFigures } from "./worlds.js";

export interface Results {
  readonly kernels: KernelFigures[];
  readonly codecs: CodecFigures[];
  readonly checks: CheckFigures[];
  readonly simulations: WorldFigures[];
  readonly launches: LaunchFigures[];
  readonly scale: ScaleFigures[];
  readonly profile: Share[];
  readonly starts: StartFigures[];
}

/** When and where, and how busy the machine was: processes that wanted a core in the last minute. */
export interface Measured {
  readonly date: string;
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  readonly load: number;
}

export interface Result<K extends keyof Results> {
  readonly measured: Measured;
  readonly figures: Results[K];
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
      count(copied / decoded),
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
      ...["n", "m", "leaves of a tree", "wire", "MB sent", "wall ms", "CPU ms", "MB a node", "MB in all"],
      ...["floor: exchange ms", "compute ms", "CPU ms", "wall ×", "cpu ×", "traitor/loyal"],
    ],
    row: (it) => [
      ...[it.n, it.m, count(it.leaves), it.wire, mb(it.bytes), count(it.wallMs), count(it.cpuMs)],
      ...[mb(it.nodeBytes), mb(it.allBytes), count(it.floor.exchangeMs), it.floor.computeMs.toFixed(1)],
      ...[count(it.floor.cpuMs), it.ratio.toFixed(2), it.cpuRatio.toFixed(2), it.traitorRatio.toFixed(2)],
    ],
  },
  profile: {
    title: "n = 19: shares of the nodes' JavaScript time",
    head: ["what", "share"],
    row: ({ what, share }) => [what, `${(100 * share).toFixed(1)} %`],
  },
  starts: {
    title: "Starts beside an earlier commit, in turns: medians of the pairs, and the least",
    head: STARTS_HEAD,
    row: startRow,
  },
};

export function show<K extends keyof Results>(name: K, figures: Results[K]): string {
  return `\n${SHEETS[name].title}\n\n${tableText(...tableOf(name, figures))}\n`;
}

type Row = readonly (string | number)[];

function tableOf<K extends keyof Results>(name: K, figures: Results[K]): [head: Row, rows: readonly Row[]] {
  const { head, row } = SHEETS[name] as Sheet<unknown>;
  return [head, figures.map((one) => row(one))];
}

function tableText(head: Row, rows: readonly Row[]): string {
  const line = (cells: Row) => `| ${cells.join(" | ")} |`;
  const aligned = head.map((cell) => (cell === "what" ? "---" : "---:"));
  return [line(head), `|${aligned.join("|")}|`, ...rows.map(line)].join("\n");
}

/** docs/PERFORMANCE.md with what was measured, and where, in the place of the table under the same head; as it is where there is none. */
export function withTable<K extends keyof Results>(
  page: string,
  name: K,
  { measured, figures }: Result<K>,
): string {
  return withRows(page, ...tableOf(name, figures), measured);
}

/** docs/GUIDE.md with the same of its table, which is made of two. */
export function withHowFast(page: string, launches: Result<"launches">, scale: Result<"scale">): string {
  const head = ["n", "m", "leaves of each tree", "protocol ms", "launch to verdict ms", "× bare", "× floor"];
  const chosen = scale.figures.filter(({ n, wire }) => wire === (n <= 13 ? "json" : "packed"));
  const rows = chosen.map(({ n, m, leaves, wallMs, ratio }) => {
    const launch = launches.figures.find((one) => one.n === n);
    const own = launch
      ? [ms(launch.protocolMs), count(launch.wallMs), launch.ratio.toFixed(1)]
      : ["", count(wallMs), ""];
    return [n, m, count(leaves), ...own, ratio.toFixed(1)];
  });
  return withRows(page, head, rows, scale.measured);
}

/** Behind a table stands in italics where it was measured. */
function withRows(
  page: string,
  head: Row,
  rows: readonly Row[],
  { date, cores, cpu, node, load }: Measured,
): string {
  const text = tableText(head, rows);
  const [before, rest] = page.split(`\n${tableText(head, [])}\n`);
  if (before === undefined || rest === undefined) return page;
  const behind = rest.slice(rest.indexOf("\n", rest.search(/^\*\d{4}-/m)));
  return `${before}\n${text}\n\n*${date}, ${cores} cores (${cpu}), Node.js ${node.slice(1)}, load ${load}*${behind}`;
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
