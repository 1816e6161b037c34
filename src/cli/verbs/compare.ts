/** `strategos compare`: the protocols at growing n on this machine, beside what theory counts. */
import { randomBytes } from "node:crypto";
import pc from "picocolors";
import { launch } from "../../cluster/launch.js";
import { freeAddresses } from "../../cluster/ports.js";
import { type Usage, UsageWatch } from "../../cluster/usage.js";
import type { Config } from "../../config/config.js";
import { parseConfig } from "../../config/parse.js";
import { ConfigError } from "../../config/problem.js";
import { Run } from "../../config/run.js";
import { maxTolerated } from "../../core/bound.js";
import type { ProtocolName } from "../../core/group.js";
import { printable } from "../../core/printable.js";
import { EXPLAINED } from "../../explain/protocols.js";
import { PROTOCOLS } from "../../protocols/names.js";
import type { RunResult } from "../../recording/result.js";
import { exitCodeOf } from "../../recording/verdict.js";
import { bytesText, grouped } from "../amounts.js";
import { writeComparison } from "../comparison.js";
import { CliError, EXIT, usage } from "../exit.js";
import { makeFolder } from "../files.js";
import { plainTable } from "../table.js";
import type { SettingsOf, Verb } from "../verb.js";

/** One protocol among n nodes: what was planned by its own counts, and what real processes took. */
export interface Compared {
  readonly protocol: ProtocolName;
  readonly n: number;
  readonly m: number;
  readonly rounds: number;
  /** at the most, by the plan; protocols that stop telling send fewer */
  readonly planned: { readonly reports: number; readonly relays: number };
  readonly reports: number;
  readonly relays: number;
  readonly bytes: number;
  /** launch to verdict, and of that from the moment that the last node was up, ms */
  readonly wallMs: number;
  readonly decideMs: number;
  readonly cpuMs: number | null;
  readonly nodeBytes: number | null;
}

/** A protocol that is not run at some n, and why. */
export interface Skipped {
  readonly protocol: ProtocolName;
  readonly n: number;
  readonly why: string;
}

/** What one run may send before it is left out: it would say nothing that smaller ones do not. */
const BYTES_MAX = 200_000_000;
const NODES_MAX = 64;

const FLAGS = {
  "--nodes <from..to>": {
    help: "from how many nodes to how many, in steps of three, e.g. 4..16",
    isNeeded: true,
  },
  "--protocols <list>": `which of ${PROTOCOLS.join(", ")}; all if left out`,
  "--svg <folder>": "write plots there too",
  "--json": "print the comparison as one JSON object",
  "--quiet": "no progress on stderr",
} as const;

type CompareSettings = SettingsOf<typeof FLAGS>;

export const verb: Verb = { flags: FLAGS, run: compare };

async function compare(settings: CompareSettings): Promise<number> {
  const sizes = sizesOf(settings.nodes);
  const protocols = protocolsOf(settings.protocols);
  if (settings.svg !== undefined) makeFolder(settings.svg);
  const compared: Compared[] = [];
  const skipped: Skipped[] = [];
  for (const n of sizes) {
    for (const protocol of protocols) {
      const one = await runOne(protocol, n);
      if ("why" in one) skipped.push(one);
      else compared.push(one);
      if (!settings.quiet) process.stderr.write(`${progress(one)}\n`);
    }
  }
  if (settings.svg !== undefined) await writeComparison(settings.svg, compared);
  const theory = Object.fromEntries(PROTOCOLS.map((name) => [name, EXPLAINED[name].theory]));
  process.stdout.write(
    settings.json
      ? `${JSON.stringify({ version: 1, theory, compared, skipped })}\n`
      : `${tableText(compared, skipped)}\n`,
  );
  return EXIT.holds;
}

function progress(one: Compared | Skipped): string {
  if ("why" in one) return pc.dim(`${one.protocol} at n = ${one.n}: left out, ${one.why}`);
  return `${one.protocol} at n = ${one.n}: ${one.rounds} rounds, ${bytesText(one.bytes)}, ${Math.round(one.wallMs)} ms`;
}

/** Every node is loyal: what a protocol costs when nothing goes wrong. */
async function runOne(protocol: ProtocolName, n: number): Promise<Compared | Skipped> {
  const addresses = await freeAddresses(n);
  const config = configOf(protocol, n, addresses);
  if (typeof config === "string") return { protocol, n, why: config };
  const { plan } = new Run(config);
  if (plan.total.bytes > BYTES_MAX)
    return { protocol, n, why: `it would send up to ${bytesText(plan.total.bytes)}` };
  const { result, usage: used } = await measured(config);
  if (exitCodeOf(result.conditions) !== EXIT.holds)
    throw new CliError(
      EXIT.unknown,
      `${protocol} at n = ${n} did not agree in time`,
      "compare again on a machine that does less",
    );
  const { traffic, timing } = result;
  return {
    ...{ protocol, n, m: config.m, rounds: result.rounds },
    planned: { reports: plan.total.reports, relays: plan.total.relays },
    reports: traffic.reports,
    relays: traffic.relays.reduce((sum, count) => sum + count, 0),
    bytes: traffic.bytes,
    wallMs: timing.totalMs,
    decideMs: timing.decideMs,
    ...used,
  };
}

/** The configuration, or why there is none of this protocol at this n. */
function configOf(protocol: ProtocolName, n: number, addresses: readonly string[]): Config | string {
  const flags = {
    ...{ protocol, nodes: String(n), m: String(maxTolerated(n)), traitors: "none" },
    ...{ run: randomBytes(6).toString("hex"), roundTimeout: "60s", startTimeout: "60s" },
  };
  try {
    return parseConfig(undefined, { flags, addressFor: (id) => addresses[id - 1] as string });
  } catch (error) {
    if (error instanceof ConfigError) return (error.problems[0] as { cause: string }).cause;
    throw error;
  }
}

async function measured(config: Config): Promise<{ result: RunResult; usage: Usage }> {
  const watch = new UsageWatch();
  try {
    const onPids = (pids: Parameters<UsageWatch["watch"]>[0]) => watch.watch(pids);
    const { result } = await launch(config, { reports: "none", recordingFile: null, onPids });
    return { result, usage: watch.end() };
  } finally {
    watch.end();
  }
}

function tableText(compared: readonly Compared[], skipped: readonly Skipped[]): string {
  const head = [
    "n",
    "m",
    "protocol",
    "rounds",
    "reports",
    "relays",
    "bytes",
    "wall",
    "decided",
    "CPU",
    "memory a node",
  ];
  const table = plainTable(head, {
    colAligns: head.map((name) => (name === "protocol" ? "left" : "right")),
  });
  for (const one of compared) {
    table.push([
      ...[one.n, one.m, one.protocol, one.rounds].map(String),
      ...[one.reports, one.relays].map(grouped),
      ...[bytesText(one.bytes), msText(one.wallMs), msText(one.decideMs), msText(one.cpuMs)],
      one.nodeBytes === null ? "?" : bytesText(one.nodeBytes),
    ]);
  }
  const theory = PROTOCOLS.map(
    (name) => `${name}: ${EXPLAINED[name].theory.rounds} rounds; relays ${EXPLAINED[name].theory.relays}`,
  );
  const left = skipped.map(({ protocol, n, why }) => `${protocol} at n = ${n} was left out: ${why}`);
  return [table.toString(), "", `in theory   ${theory.join("\n            ")}`, ...left].join("\n");
}

function msText(ms: number | null): string {
  return ms === null ? "?" : `${Math.round(ms)} ms`;
}

function sizesOf(text: string): number[] {
  const [, from, to] = /^([1-9]\d{0,2})\.\.([1-9]\d{0,2})$/.exec(text) ?? [];
  const [first, last] = [Number(from), Number(to)];
  if (from === undefined || first < 4 || last < first || last > NODES_MAX) {
    throw usage(
      `--nodes ${printable(text, 40)} is not a range`,
      `give two numbers from 4 to ${NODES_MAX}, the smaller first, e.g. 4..16`,
    );
  }
  return Array.from({ length: Math.floor((last - first) / 3) + 1 }, (_, step) => first + 3 * step);
}

function protocolsOf(list: string | undefined): readonly ProtocolName[] {
  if (list === undefined) return PROTOCOLS;
  return list.split(",").map((text) => {
    const name = PROTOCOLS.find((one) => one === text.trim());
    if (name) return name;
    throw usage(
      `there is no protocol ${JSON.stringify(printable(text, 40))}`,
      `name some of ${PROTOCOLS.join(", ")}`,
    );
  });
}
