/** What a step did, in lines: `2: accepts round 0 of 1: 1=attack`. */
import type { TraitorNote } from "../../src/adversary/as-traitor.js";
import type { Group, NodeId } from "../../src/core/group.js";
import type { LockstepMessage } from "../../src/core/lockstep.js";
import type { Sending, Step } from "../../src/core/machine.js";
import type { Decision } from "../../src/core/party.js";
import { formatPath } from "../../src/core/path.js";
import type { Report } from "../../src/core/protocol.js";
import { protocolOf } from "../../src/protocols/index.js";
import type { CarriedReport } from "../../src/protocols/values/rules.js";

export type Message = LockstepMessage<Report>;
export type Note = TraitorNote<Report>;

export function linesOf(group: Group, self: NodeId, step: Step<Message, Decision, Note>): string[] {
  const lines = readyLines(step.send);
  lines.push(
    ...step.faults.map(
      ({ from, round, kind, detail }) => `fault of ${from} in round ${round}: ${kind}, ${detail}`,
    ),
  );
  for (const note of step.notes) {
    lines.push(...noteLines(group, self, note));
    const opened = note.kind === "start" ? 0 : note.kind === "close" ? note.round + 1 : null;
    if (opened !== null) lines.push(...sendLines(group, self, step, opened));
  }
  for (const { order, contents = {} } of step.out) {
    const values = Object.values(contents);
    lines.push(`decides ${order}${values.length > 0 ? `, and has the value ${values.join(", ")}` : ""}`);
  }
  return lines.map((line) => `${self}: ${named(group, line)}`);
}

/** Digests are shown as `#` and the value's text. */
export function named({ contents = {} }: Group, line: string): string {
  return Object.entries(contents).reduce(
    (text, [digest, value]) => text.replaceAll(digest, `#${JSON.parse(value) as string}`),
    line,
  );
}

/** All relays of a report, and the values that it brings. */
function told(group: Group, report: Report): string {
  const relays = protocolOf(group)
    .relaysOf(group, report)
    .map(({ path, order }) => `${formatPath(path)}=${order}`);
  const values = Object.values((report as Partial<CarriedReport>).values ?? {});
  const words = [...relays, ...(values.length > 0 ? [`with the value ${values.join(", ")}`] : [])];
  return words.length > 0 ? words.join(" ") : "nothing";
}

function readyLines(sendings: readonly Sending<Message>[]): string[] {
  return sendings.flatMap(({ message }) => {
    if (message.kind !== "ready") return [];
    return [message.by.length === 1 ? "says READY" : `passes on the READYs of ${message.by.join(", ")}`];
  });
}

function noteLines(group: Group, self: NodeId, note: Note): string[] {
  switch (note.kind) {
    case "start":
      return ["starts"];
    case "accept":
      if (note.from === self) return [];
      return [`accepts round ${note.round} of ${note.from}: ${told(group, note.report)}`];
    case "close":
      return [
        `closes round ${note.round}${note.missing.length > 0 ? ` without ${note.missing.join(", ")}` : ""}`,
      ];
    case "late":
      return [`round ${note.round} of ${note.from} came ${note.lateMs} ms after its deadline`];
    case "evidence":
      return [
        `holds evidence against ${note.evidence.general}: ${note.evidence.orders.map(({ order }) => order).join(" and ")}, both signed`,
      ];
    case "giveUp":
      return [`gives up: no READY of ${note.missing.join(", ")}`];
    case "crash":
      return ["dies"];
  }
}

/** What is sent in a round, receivers that are told the same together. */
function sendLines(group: Group, self: NodeId, step: Step<Message, Decision, Note>, round: number): string[] {
  const receivers = new Map<string, NodeId[]>();
  for (const { to, message, notBeforeMs } of step.send) {
    if (message.kind !== "report" || message.round !== round || message.report === null) continue;
    const text = `: ${told(group, message.report)}${notBeforeMs === undefined ? "" : ", after the deadline"}`;
    receivers.set(text, [...(receivers.get(text) ?? []), ...to]);
  }
  if (receivers.size === 0) return [];
  const own = step.notes.find((note) => note.kind === "accept" && note.round === round && note.from === self);
  const truth = own?.kind === "accept" ? `: ${told(group, own.report)}` : null;
  const isSame = receivers.size === 1 && truth !== null && receivers.has(truth);
  const parts = [...receivers].map(
    ([text, to]) => `to ${to.join(", ")}${isSame ? " and itself" : ""}${text}`,
  );
  return [
    `sends round ${round} ${parts.join("; ")}${truth !== null && !isSame ? "; to itself the truth" : ""}`,
  ];
}
