/** Plays a group that keeps a log over links near or far, and measures: blocks, time to finality, bytes, signatures. */
import type { NodeId } from "../../core/group.js";
import type { Step } from "../../core/machine.js";
import { DEFAULT_TIMING } from "../../protocols/simplex/options.js";
import type { Command, Crypto, Message, Note, Out } from "../../protocols/simplex/types.js";
import { LogGroup } from "./group.js";
import type { Seat } from "./referee.js";
import { toyCrypto } from "./toy-crypto.js";
import { type LogStrategy, MACHINES } from "./traitors.js";

export interface LogWorld {
  readonly n: number;
  readonly commands: number;
  readonly links: "near" | "regions";
  readonly deltaMs: number;
  readonly traitors: ReadonlyMap<NodeId, LogStrategy>;
}

export interface LogMeasured {
  readonly n: number;
  /** of the log, empty blocks among them */
  readonly blocks: number;
  readonly views: number;
  readonly virtualMs: number;
  readonly blocksPerSecond: number;
  /** from a command's arrival at a member to its block's coming out there; null: none did */
  readonly finalityMs: { readonly p50: number; readonly p99: number } | null;
  /** commands that came out at every loyal member */
  readonly final: number;
  /** sent by all members together, for each block */
  readonly bytesPerBlock: number;
  readonly messagesPerBlock: number;
  /** made and checked by one member, for each block */
  readonly signedPerBlock: number;
  readonly verifiedPerBlock: number;
  readonly violations: readonly string[];
}

const NEAR_MS = 1;
const EACH_MS = 100;

/** A command of the key-value machine with its client, about as long as one is. */
const COMMAND_CHARS = 120;

const END_MS = 600_000;

/** Who looks on. */
export interface LogWatch {
  readonly submitted?: (seat: Seat, command: Command, nowMs: number) => void;
  /** what a member did, and sent, be it a lie */
  readonly told?: (seat: Seat, step: Step<Message, Out, Note>, nowMs: number) => void;
}

export function measureLog(
  { n, commands, links, deltaMs, traitors }: LogWorld,
  watch: LogWatch = {},
): LogMeasured {
  const counts = { signed: 0, verified: 0, bytes: 0, messages: 0 };
  const submitted = new Map<string, { readonly by: string; readonly atMs: number }>();
  const waits: number[] = [];
  let lastMs = 0;
  const group: LogGroup = new LogGroup({
    n,
    timing: { ...DEFAULT_TIMING, deltaMs },
    traitors: [...traitors.keys()],
    delayMs: ({ id: from }, { id: to }) => (links === "near" ? NEAR_MS : oneWayMs(from, to)),
    crypto: (id) => counted(toyCrypto(id), counts),
    make: (options, nowMs) => {
      const Machine = MACHINES[traitors.get(options.self) ?? "honest"];
      return new Machine(options, nowMs);
    },
    told: (seat, step, nowMs) => {
      const { send, out } = step;
      for (const { to, message } of send) {
        counts.messages += to.length;
        counts.bytes += to.length * bytesOf(message);
      }
      watch.told?.(seat, step, nowMs);
      for (const one of out) {
        if (one.kind !== "committed" || traitors.has(seat.id)) continue;
        lastMs = nowMs;
        for (const command of one.block.commands) {
          const given = submitted.get(command);
          if (given?.by === seat.name) waits.push(nowMs - given.atMs);
        }
      }
    },
  });
  const loyal = group.members.filter(({ seat }) => !traitors.has(seat.id));
  for (let k = 0; k < commands; k++) {
    const { seat } = loyal[k % loyal.length] as (typeof loyal)[number];
    const command = `${k} `.padEnd(COMMAND_CHARS, "x");
    group.at(EACH_MS * k, () => {
      submitted.set(command, { by: seat.name, atMs: group.nowMs });
      watch.submitted?.(seat, command, group.nowMs);
      group.submit(seat.name, command);
    });
  }
  const isDone = () =>
    waits.length === commands && loyal.every(({ log }) => log.length === loyal[0]?.log.length);
  group.run(END_MS, isDone);
  const blocks = Math.min(...loyal.map(({ log }) => log.length));
  const each = (count: number) => Math.round(count / Math.max(blocks, 1));
  const sorted = waits.toSorted((a, b) => a - b);
  return {
    n,
    blocks,
    views: group.referee.finalizedView,
    virtualMs: lastMs,
    blocksPerSecond: Math.round((blocks / Math.max(lastMs, 1)) * 10_000) / 10,
    finalityMs: sorted.length > 0 ? { p50: at(sorted, 0.5), p99: at(sorted, 0.99) } : null,
    final: finalAtAll(loyal),
    bytesPerBlock: each(counts.bytes),
    messagesPerBlock: each(counts.messages),
    signedPerBlock: Math.round(counts.signed / Math.max(blocks, 1) / n),
    verifiedPerBlock: Math.round(counts.verified / Math.max(blocks, 1) / n),
    violations: group.referee.violations,
  };
}

function counted(crypto: Crypto, counts: { signed: number; verified: number }): Crypto {
  return {
    digest: crypto.digest,
    sign: (text) => {
      counts.signed++;
      return crypto.sign(text);
    },
    verify: (by, text, signature) => {
      counts.verified++;
      return crypto.verify(by, text, signature);
    },
  };
}

/** As many as the real message has: signatures of 86 digits, digests of 64. */
function bytesOf(message: Message): number {
  const text = JSON.stringify(message).replaceAll(/"signature":"[^"]*"/g, `"signature":"${"x".repeat(86)}"`);
  return text.length + 48 * (text.match(/"[0-9a-f]{16}"/g)?.length ?? 0);
}

function at(sorted: readonly number[], part: number): number {
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] as number);
}

function finalAtAll(loyal: LogGroup["members"]): number {
  const [first, ...others] = loyal.map(({ log }) => new Set(log.flatMap(({ block }) => block.commands)));
  return [...(first ?? [])].filter((command) => others.every((set) => set.has(command))).length;
}

/**
 * Round trips between data centres of one provider, in ms: averages from 27 July to 25 August 2024, as IBM Cloud publishes them
 * (docs "Network latency" of its VPC, cloud.ibm.com/docs/vpc?topic=vpc-network-latency-dashboard). Where the two directions were
 * measured apart by a millisecond or four, the larger one.
 */
export const REGIONS = [
  "Dallas",
  "Frankfurt",
  "Tokyo",
  "São Paulo",
  "Sydney",
  "Washington",
  "London",
  "Osaka",
  "Toronto",
  "Madrid",
] as const;

/** Row k: from the k-th region to those before it. */
const ROUND_TRIPS_MS: readonly (readonly number[])[] = [
  [],
  [123],
  [143, 233],
  [146, 198, 284],
  [186, 250, 115, 328],
  [31, 91, 166, 119, 214],
  [113, 13, 244, 188, 261, 75],
  [150, 232, 9, 293, 122, 172, 244],
  [34, 93, 162, 129, 215, 19, 83, 169],
  [122, 29, 258, 209, 275, 88, 27, 257, 108],
];

/** Between two zones of one region. */
const WITHIN_MS = 2;

/** One way between two members, which live in the regions in turn. */
export function oneWayMs(from: number, to: number): number {
  const [a, b] = [(from - 1) % REGIONS.length, (to - 1) % REGIONS.length];
  return (ROUND_TRIPS_MS[Math.max(a, b)]?.[Math.min(a, b)] ?? WITHIN_MS) / 2;
}
