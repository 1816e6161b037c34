/** `strategos sim --log COUNT`: a group that keeps a log of so many commands, on virtual time. */
import pc from "picocolors";
import type { NodeId } from "../core/group.js";
import { printable } from "../core/printable.js";
import { faultyMax, quorumOf } from "../protocols/simplex/rules.js";
import type { Hash, Note, VoteKind } from "../protocols/simplex/types.js";
import { type LogMeasured, type LogWorld, measureLog } from "../sim/log/measure.js";
import { LogRecorder } from "../sim/log/recorder.js";
import type { Seat } from "../sim/log/referee.js";
import { LOG_STRATEGIES, type LogStrategy } from "../sim/log/traitors.js";
import { EXIT, usage } from "./exit.js";
import { assertWritable, writeLines } from "./files.js";
import { countOf } from "./numbers.js";
import { flagGiven, type OutputSettings, type Settings } from "./settings.js";
import type { SettingsOf } from "./verb.js";

export const LOG_FLAGS = {
  "--log <commands>": "a group that keeps a log (docs/protocols/simplex.md), and is given so many commands",
  "--links <name>": "with --log: near (1 ms), or regions (between data centres around the world)",
} as const;

type SimLogSettings = Settings & OutputSettings & SettingsOf<typeof LOG_FLAGS> & { readonly trace?: boolean };

const TAKEN = new Set(["log", "links", "nodes", "traitors", "trace", "record", "json", "quiet"]);

/** A recording has some ten lines for each member and command. */
const RECORDED_MAX = 100_000;

/** Δ: above the longest way there is between regions, and a little above the links' nearby. */
const DELTA_MS = { near: 20, regions: 500 } as const;

export async function simLog(settings: SimLogSettings): Promise<number> {
  const world = worldOf(settings);
  const recorder = settings.record === undefined ? null : recorderOf(world, settings.record);
  const measured = measureLog(world, {
    submitted: (seat, command, nowMs) => recorder?.submitted(seat, command, nowMs),
    told: (seat, step, nowMs) => {
      recorder?.told(seat, step, nowMs);
      if (settings.trace) for (const note of step.notes) trace(seat, note, nowMs);
    },
  });
  process.stdout.write(`${settings.json ? JSON.stringify(measured) : text(world, measured)}\n`);
  if (recorder && settings.record !== undefined)
    await writeLines(settings.record, recorder.recorded(measured.virtualMs, measured.violations));
  if (measured.violations.length > 0) return EXIT.violated;
  return measured.final < world.commands ? EXIT.unknown : EXIT.holds;
}

/** Flags of runs, which have rounds. */
export function refuseOfRuns(settings: SimLogSettings): void {
  const others = Object.keys(settings).filter((key) => !TAKEN.has(key));
  const flags = others.map((key) => flagGiven(key, settings));
  if (flags.length === 0) return;
  const what = flags[0] === "--config" ? "a configuration" : flags[0];
  const changes = Object.fromEntries(flags.map((flag) => [flag.slice(2), null]));
  throw usage(`${what} does not go with --log, which plays a group by itself`, changes);
}

function recorderOf({ n, commands, deltaMs, traitors }: LogWorld, file: string): LogRecorder {
  if (n * commands > RECORDED_MAX) {
    throw usage(
      `--record keeps every step of ${n} members for ${commands} commands, and members times commands may be ${RECORDED_MAX}`,
      `record fewer, as in --log ${Math.floor(RECORDED_MAX / n)}`,
    );
  }
  assertWritable(file);
  const members = Array.from({ length: n }, (_, index) => index + 1);
  return new LogRecorder({
    ...{ members, deltaMs },
    traitors: [...traitors].map(([id, strategy]) => ({ id, strategy })),
  });
}

function trace({ name }: Seat, note: Note, nowMs: number): void {
  const line = traceOf(note);
  if (line !== null) process.stderr.write(`${nowMs.toFixed(0).padStart(6)} ms  ${name}: ${line}\n`);
}

function worldOf({ log = "10", links = "near", nodes = "4", traitors = "none" }: SimLogSettings): LogWorld {
  const [n, commands] = [countOf("--nodes", nodes), countOf("--log", log)];
  if (n < 1 || n > 100)
    throw usage(
      `--nodes ${n}: a log is simulated with 1 to 100 members`,
      "give a number between, as in --nodes 13",
    );
  if (commands < 1 || commands > 10_000)
    throw usage(`--log ${commands}: 1 to 10000 commands`, "give a number between, as in --log 100");
  if (links !== "near" && links !== "regions") {
    throw usage(
      `--links ${printable(links, 40)}: links are near or regions`,
      "write --links near, or --links regions",
    );
  }
  return { n, commands, links, deltaMs: DELTA_MS[links], traitors: traitorsIn(traitors, n) };
}

function traitorsIn(list: string, n: number): Map<NodeId, LogStrategy> {
  if (list === "none") return new Map();
  const entries = list.split(",").map((entry): [NodeId, LogStrategy] => {
    const [id = "", name = "silent"] = entry.split(":");
    const strategy = LOG_STRATEGIES.find((one) => one === name);
    const fix = `write, for instance, --traitors 2:split; there are ${LOG_STRATEGIES.join(", ")}`;
    if (!strategy)
      throw usage(`--traitors ${printable(entry, 40)} names no strategy of a log's traitor`, fix);
    const count = countOf("--traitors", id);
    if (count < 1 || count > n) throw usage(`--traitors ${printable(entry, 40)}: members are 1 to ${n}`, fix);
    return [count, strategy];
  });
  return new Map(entries);
}

const MADE: Readonly<Record<VoteKind, string>> = {
  notarize: "notarized",
  nullify: "nullified",
  finalize: "finalized",
};

/** What happened, in a line; null for what is of no interest to a reader. */
function traceOf(note: Note): string | null {
  switch (note.kind) {
    case "entered":
      return `enters view ${note.view}, which member ${note.leader} leads`;
    case "proposed":
      return `proposes block ${short(note.hash)}, ${commandsText(note.commands)}, on the block of view ${note.parentView}`;
    case "voted": {
      const why =
        note.why === "badBlock" ? ": its block is none" : note.why === "timeout" ? ": it waited in vain" : "";
      return `votes ${note.vote.kind} in view ${note.vote.view}${of(note.vote.hash)}${why}`;
    }
    case "certified":
      return `holds view ${note.certificate.view} ${MADE[note.certificate.kind]}${of(note.certificate.hash)}`;
    case "finalized":
      return `gives out the log up to block ${short(note.hash)}`;
    case "evidence":
      return `has evidence against member ${note.evidence.by}: ${note.evidence.misdeed} in view ${note.evidence.view}`;
    case "fetching":
      return `asks ${note.of.join(", ")} for block ${short(note.hash)}`;
    default:
      return null;
  }
}

function of(hash: Hash | null): string {
  return hash === null ? "" : ` for block ${short(hash)}`;
}

function short(hash: Hash): string {
  return hash.slice(0, 6);
}

function commandsText(count: number): string {
  return count === 0 ? "empty" : `${count} ${count === 1 ? "command" : "commands"}`;
}

function text({ n, commands, links, traitors }: LogWorld, measured: LogMeasured): string {
  const liars = [...traitors].map(([id, strategy]) => `${id} ${strategy}`).join(", ") || "none";
  const { finalityMs, violations } = measured;
  const waited = finalityMs ? `p50 ${finalityMs.p50} ms, p99 ${finalityMs.p99} ms` : "none came out";
  return [
    pc.bold(`A log of ${n} members, links ${links === "near" ? "of 1 ms" : "between regions"}`),
    `  ${faultyMax(n)} may lie, a quorum is ${quorumOf(n)}; traitors: ${liars}`,
    `  ${measured.final} of ${commands} commands are final at every loyal member, in ${measured.blocks} blocks and ${measured.views} views`,
    `  ${measured.blocksPerSecond} blocks a second over ${(measured.virtualMs / 1000).toFixed(1)} s of virtual time; a command is final after: ${waited}`,
    `  a block: ${measured.messagesPerBlock} messages, ${measured.bytesPerBlock} bytes in all; ${measured.signedPerBlock} signatures made and ${measured.verifiedPerBlock} checked by each member`,
    violations.length === 0
      ? pc.green("  nothing signed contradicts anything signed before, and all logs are equal")
      : pc.red(`  ${violations.join("\n  ")}`),
  ].join("\n");
}
