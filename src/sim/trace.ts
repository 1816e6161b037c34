/** One line a step of a simulated node: when, who, what came in, and what its machine did (core/machine.ts). */
import type { TraitorNote } from "../adversary/as-traitor.js";
import type { Group, NodeId } from "../core/group.js";
import type { LockstepMessage } from "../core/lockstep.js";
import type { Input, Sending, Step } from "../core/machine.js";
import type { Decision } from "../core/party.js";
import { formatPath } from "../core/path.js";
import { type Report, relaysIn } from "../core/protocol.js";
import { protocolOf } from "../protocols/index.js";

export interface Traced {
  /** virtual time since the launch */
  readonly atMs: number;
  readonly node: NodeId;
  readonly input: Input<LockstepMessage<Report>>;
  readonly step: Step<LockstepMessage<Report>, Decision, TraitorNote<Report>>;
}

/** Relays that a line spells out. */
const SPELLED_OUT_MAX = 6;

/** E.g. `   4 ms  node 3  hears round 0 from 1: 1 attack | closes round 0 | tells 2,4 round 1: 1.3 attack`. */
export function traceLine(group: Group, { atMs, node, input, step }: Traced): string {
  const done = [
    ...step.faults.map(({ from, kind, detail }) => `fault of ${from ?? "nobody known"} (${kind}): ${detail}`),
    ...step.notes.flatMap((note) => noteText(note)),
    ...tellings(step.send).map(({ to, message }) => `tells ${to.join(",")} ${messageText(group, message)}`),
    ...step.out.map(({ order }) => `decides ${order}`),
  ];
  const came = `${String(atMs).padStart(6)} ms  node ${node}  ${inputText(group, input)}`;
  return [came, ...done].join(" | ");
}

function inputText(group: Group, input: Input<LockstepMessage<Report>>): string {
  switch (input.kind) {
    case "message":
      return `hears ${messageText(group, input.message)} from ${input.from}`;
    case "peer":
      return `links with ${input.id} are ${input.is === "heard" ? "up" : "given up"}`;
    case "tick":
      return "clock";
    case "passed":
      return "the others have gone on";
    case "propose":
      return `is to propose ${input.value}`;
  }
}

function messageText(group: Group, message: LockstepMessage<Report>): string {
  switch (message.kind) {
    case "ready":
      return `READY of ${message.by.join(",")}`;
    case "done":
      return "DONE";
    case "report":
    case "shown":
      return `round ${message.round}: ${message.report ? relaysText(group, message.report) : "void"}`;
  }
}

function relaysText(group: Group, report: Report): string {
  const protocol = protocolOf(group);
  const count = relaysIn(protocol, group, report);
  if (count > SPELLED_OUT_MAX) return `${count} relays`;
  const relays = protocol.relaysOf(group, report).map(({ path, order }) => `${formatPath(path)} ${order}`);
  return relays.join(", ") || "nothing";
}

function noteText(note: TraitorNote<Report>): string[] {
  switch (note.kind) {
    case "start":
      return ["starts"];
    case "close":
      return [
        `closes round ${note.round}${note.missing.length > 0 ? ` without ${note.missing.join(",")}` : ""}`,
      ];
    case "giveUp":
      return [`gives up: no READY of ${note.missing.join(",")}`];
    case "crash":
      return ["crashes"];
    case "late":
      return [`${note.from} is ${note.lateMs} ms late in round ${note.round}`];
    case "evidence":
      return ["holds evidence of two orders"];
    case "accept":
      return [];
  }
}

/** Those who are told the same by one line, as an honest node does anyway. */
function tellings(send: readonly Sending<LockstepMessage<Report>>[]): Sending<LockstepMessage<Report>>[] {
  const merged: { to: NodeId[]; message: LockstepMessage<Report> }[] = [];
  for (const { to, message } of send) {
    const same = merged.find((one) => isSame(one.message, message));
    if (same) same.to.push(...to);
    else merged.push({ to: [...to], message });
  }
  return merged;
}

function isSame(a: LockstepMessage<Report>, b: LockstepMessage<Report>): boolean {
  return a === b || (a.kind === "report" && b.kind === "report" && a.report === b.report);
}
