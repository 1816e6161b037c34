/**
 * What came in to a node's machine as a line of a recording, and back. Nothing that makes a difference to the node is left
 * out, so that it can be played again exactly. Keys stay behind: of signatures a line says how many were found good.
 */
import { FAULT_KINDS } from "../core/fault.js";
import type { Group, NodeId } from "../core/group.js";
import type { LockstepMessage } from "../core/lockstep.js";
import type { Input } from "../core/machine.js";
import type { Contents } from "../core/party.js";
import type { Report } from "../core/protocol.js";
import type { Relay } from "../core/relay.js";
import { NO_DOMAIN, orderText, type Signer } from "../core/signer.js";
import { VALUE_BYTES_MAX } from "../core/value.js";
import { protocolOf } from "../protocols/index.js";
import type { Fields } from "./fields.js";
import { DETAIL_CHARS_MAX } from "./lines.js";
import { groupOfRun, INPUTS, type InputLine, type InputRelay, type RunLine } from "./recording.js";
import { relaysIn } from "./report-lines.js";

/** Chains of one report, and ids of one path, that a line has at the most; a node looks at fewer. */
const CHAINS_MAX = 16;
const HOPS_MAX = 64;
const ORDER_CHARS_MAX = 10_000;
const LIFE_CHARS = 32;
/** Faults of one report. */
const FAULTS_MAX = 100;

type Came = Input<LockstepMessage<Report>>;

export function upLine(node: NodeId, at: number): InputLine {
  return { type: "input", at, node, is: "up" };
}

/** Null for what a node in rounds passes over. */
export function inputLine(
  group: Group,
  node: NodeId,
  at: number,
  input: Came,
  signer?: Signer,
): InputLine | null {
  const line = { type: "input", at, node } as const;
  switch (input.kind) {
    case "tick":
    case "passed":
      return { ...line, is: input.kind };
    case "peer":
      return { ...line, is: input.is, from: input.id };
    case "message":
      return { ...line, ...messageLine(group, input.from, input.message, signer) };
    case "propose":
      return null;
  }
}

function messageLine(
  group: Group,
  from: NodeId,
  message: LockstepMessage<Report>,
  signer: Signer | undefined,
): Pick<InputLine, "is"> & Partial<InputLine> {
  switch (message.kind) {
    case "ready":
      return { is: "ready", from, by: message.by };
    case "done":
      return { is: "done", from, ...(message.missed.length > 0 && { missed: message.missed }) };
    case "shown":
      return { is: "shown", from, round: message.round, ...toldLine(group, message.report, signer) };
    case "report": {
      const { round, report, shown } = message;
      const faults = message.faults.map(({ kind, detail }) => ({ kind, detail }));
      return {
        ...{ is: "report", from, round },
        ...(report && toldLine(group, report, signer)),
        ...(faults.length > 0 && { faults }),
        ...(shown && { shown: toldLine(group, shown, signer).relays }),
      };
    }
  }
}

function toldLine(
  group: Group,
  report: Report,
  signer: Signer | undefined,
): { readonly relays: readonly InputRelay[]; readonly values?: Contents } {
  const protocol = protocolOf(group);
  const signed = protocol.signedOf?.(report).map((relay) => ({ ...relay, ...goodIn(relay, signer) }));
  const values = protocol.broughtIn?.(report);
  return { relays: signed ?? protocol.relaysOf(group, report), ...(values && { values }) };
}

/** Signatures are verified from the first on, up to the one that is not its signer's. */
function goodIn(
  { path, order, life, signatures = [] }: Relay,
  signer: Signer | undefined,
): { good?: number } {
  if (!signer) return {};
  const bad = path.findIndex((by, hop) => {
    const signed = { path: path.slice(0, hop), signatures: signatures.slice(0, hop) };
    const before = { ...{ order, ...signed }, ...(life !== undefined && { life }) };
    return !signer.verify(by, orderText(signer.domain, before, by), signatures[hop] ?? "");
  });
  return bad < 0 ? {} : { good: bad };
}

/** Stands in front of a signature that {@link AS_FOUND} calls a forgery. */
const FORGED = "!";

/** For whoever has no keys, and the lines' word for which signatures are good. */
export const AS_FOUND: Signer = {
  domain: NO_DOMAIN,
  sign: () => "",
  verify: (_by, _text, signature) => !signature.startsWith(FORGED),
};

/** What came in, for a node that signs and verifies by {@link AS_FOUND}; null where it came up. */
export function inputOf(group: Group, line: InputLine): Came | null {
  const { is, from = line.node } = line;
  const message = (one: LockstepMessage<Report>): Came => ({ kind: "message", from, message: one });
  switch (is) {
    case "up":
      return null;
    case "tick":
    case "passed":
      return { kind: is };
    case "heard":
    case "cut":
      return { kind: "peer", id: from, is };
    case "ready":
      return message({ kind: "ready", by: line.by ?? [] });
    case "done":
      return message({ kind: "done", missed: line.missed ?? [] });
    case "shown":
      return message({
        kind: "shown",
        round: line.round ?? 0,
        report: reportIn(group, line, line.relays ?? []),
      });
    case "report": {
      const { round = 0, relays, shown, faults = [] } = line;
      return message({
        ...{ kind: "report", round },
        report: relays ? reportIn(group, line, relays) : null,
        faults: faults.map(({ kind, detail }) => ({ from, round, kind, detail })),
        ...(shown && { shown: reportIn(group, line, shown) }),
      });
    }
  }
}

function reportIn(
  group: Group,
  { round = 0, from = 0, values }: InputLine,
  relays: readonly InputRelay[],
): Report {
  const marked = relays.map(({ good = Number.POSITIVE_INFINITY, ...relay }) => ({
    ...relay,
    ...(relay.signatures && {
      signatures: relay.signatures.map((one, hop) => (hop < good ? one : `${FORGED}${one}`)),
    }),
  }));
  return protocolOf(group).reportOf(group, round, from, marked, values);
}

/** A line that was read, checked against the run it belongs to. */
export function readInputLine(fields: Fields, run: RunLine): InputLine {
  if (!run.timing) fields.fail(`an input, in a run whose first line has no "timing"`);
  const node = fields.among("node", run.nodes, "among the nodes");
  const is = fields.among("is", INPUTS, "something that comes in to a node");
  const line = { type: "input", at: fields.finite("at"), node, is } as const;
  if (is === "up" || is === "tick" || is === "passed") return line;
  const others = run.nodes.filter((id) => id !== node);
  const from = fields.among("from", others, `a peer of node ${node}`);
  const nodesIn = (key: string) =>
    fields.list(key, 0, run.n).map((id) => {
      return run.nodes.find((one) => one === id) ?? fields.fail(`"${key}" lists what is not among the nodes`);
    });
  if (is === "ready") return { ...line, from, by: nodesIn("by") };
  if (is === "done") return { ...line, from, ...(fields.has("missed") && { missed: nodesIn("missed") }) };
  if (is !== "report" && is !== "shown") return { ...line, from };
  const group = groupOfRun(run);
  const round = fields.whole("round", 0, protocolOf(group).lastRound(group));
  const told = (key: string): readonly InputRelay[] =>
    protocolOf(group).signs
      ? signedRelaysIn(fields, key)
      : relaysIn(fields, { run, onRelay: () => {} }, { round, from, to: node });
  return {
    ...{ ...line, from, round },
    ...(fields.has("relays") && { relays: told("relays") }),
    ...(fields.has("values") && { values: textsOf(fields.object("values")) }),
    ...(fields.has("shown") && { shown: told("shown") }),
    ...(fields.has("faults") && {
      faults: fields.entries("faults", 0, FAULTS_MAX).map((fault) => ({
        kind: fault.among("kind", FAULT_KINDS, "a kind of fault"),
        detail: fault.text("detail", DETAIL_CHARS_MAX),
      })),
    }),
  };
}

/** Values by their digests, as they came. */
function textsOf(fields: Fields): Contents {
  return Object.fromEntries(fields.keys.map((digest) => [digest, fields.text(digest, VALUE_BYTES_MAX)]));
}

/** Signed ones count or not by the rules, so that here only their form is checked. */
function signedRelaysIn(fields: Fields, key: string): InputRelay[] {
  return fields.entries(key, 0, CHAINS_MAX).map((entry) => {
    const path = entry.list("path", 0, HOPS_MAX).map((id) => {
      return Number.isSafeInteger(id)
        ? (id as NodeId)
        : fields.fail("a path holds what is not a whole number");
    });
    const signatures = entry.list("signatures", 0, HOPS_MAX).map((one) => {
      return typeof one === "string" && /^[0-9a-f]{0,128}$/.test(one) ? one : fields.fail("no signature");
    });
    return {
      ...{ path, order: entry.text("order", ORDER_CHARS_MAX), signatures },
      ...(entry.has("life") && { life: entry.text("life", LIFE_CHARS) }),
      ...(entry.has("good") && { good: entry.whole("good", 0, path.length) }),
    };
  });
}
