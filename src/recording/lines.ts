/** The kinds of line in a recording, each checked against the schema and the run it belongs to. */
import { FAULT_KINDS } from "../core/fault.js";
import { COMBINES, type NodeId, type Order } from "../core/group.js";
import type { Contents } from "../core/party.js";
import type { Path } from "../core/path.js";
import type { Relay } from "../core/relay.js";
import { checkText, VALUE_BYTES_MAX } from "../core/value.js";
import { protocolOf, roundsOf } from "../protocols/index.js";
import { PROTOCOLS } from "../protocols/names.js";
import { type Fields, ID_MAX, shown } from "./fields.js";
import {
  type DecisionLine,
  type FaultLine,
  groupOfRun,
  type RunLine,
  type RunTiming,
  type VerdictLine,
  type VoidTelling,
} from "./recording.js";
import { JUDGEMENTS } from "./verdict.js";

const ORDERS_MAX = 16;
export const ORDER_CHARS_MAX = 64;
export const DETAIL_CHARS_MAX = 1000;
/** Of a path that no node accepts, more than any that one does. */
export const PATH_IDS_MAX = 1000;
/** A decision that is a whole vector, as JSON. */
export const VECTOR_CHARS_MAX = 10_000;

/** Of a traitor of whom it is not said how it lies. */
const UNKNOWN_STRATEGY = "unknown";

export function runLine(fields: Fields): RunLine {
  fields.version();
  const protocol = fields.among("protocol", PROTOCOLS, "a protocol of this program");
  const nodes = fields.ids("nodes", 2, protocolOf({ protocol }).nodesMax.count, "a node");
  const n = fields.has("n") ? fields.whole("n", nodes.length, nodes.length) : nodes.length;
  const m = fields.whole("m", 0, Math.max(0, n - 2));
  const general = fields.among("general", nodes, "among the nodes");
  const orders = ordersOf(fields);
  const hasValues = protocolOf({ protocol }).everyone !== undefined;
  const order = hasValues
    ? fields.text("order", ORDER_CHARS_MAX)
    : fields.among("order", orders, "among the orders");
  const defaultOrder = fields.among("default", orders, "among the orders");
  return {
    type: "run",
    version: 1,
    protocol,
    nodes,
    n,
    m,
    general,
    order,
    orders,
    default: defaultOrder,
    traitors: traitorsOf(fields, nodes),
    ...(fields.has("combine") && { combine: fields.among("combine", COMBINES, "a way to combine values") }),
    ...(hasValues && { values: entriesOf(fields.object("values"), nodes) }),
    ...(fields.has("contents") && { contents: contentsOf(fields.object("contents")) }),
    ...(fields.has("programs") && { programs: programsOf(fields, nodes) }),
    ...(fields.has("timing") && { timing: timingOf(fields.object("timing")) }),
  };
}

function programsOf(fields: Fields, nodes: readonly NodeId[]): NodeId[] {
  return fields.list("programs", 0, nodes.length).map((id) => {
    if (nodes.some((node) => node === id)) return id as NodeId;
    return fields.fail(`"programs" lists ${shown(id)}, which is not among the nodes`);
  });
}

function timingOf(fields: Fields): RunTiming {
  const [roundTimeoutMs, startTimeoutMs] = [fields.finite("roundTimeoutMs"), fields.finite("startTimeoutMs")];
  return {
    ...{ roundTimeoutMs, startTimeoutMs },
    ...(fields.has("graceMs") && { graceMs: fields.finite("graceMs") }),
    ...(fields.has("clocks") && { clocks: fields.among("clocks", ["own"], "whose clocks they are") }),
  };
}

/** One text for each node. */
function entriesOf(fields: Fields, nodes: readonly NodeId[]): Record<NodeId, Order> {
  return Object.fromEntries(nodes.map((id) => [id, fields.text(String(id), ORDER_CHARS_MAX)]));
}

/** Values by their digests, as JSON text. */
function contentsOf(fields: Fields): Contents {
  const contents = fields.keys.map((digest) => [digest, fields.text(digest, VALUE_BYTES_MAX)] as const);
  for (const [digest, text] of contents) {
    const checked = checkText(text);
    if (typeof checked !== "string") fields.fail(`the value of "${shown(digest)}" ${checked.why}`);
  }
  return Object.fromEntries(contents);
}

function ordersOf(fields: Fields): Order[] {
  const orders = fields.list("orders", 1, ORDERS_MAX).map((order) => {
    if (typeof order === "string" && order.length > 0 && order.length <= ORDER_CHARS_MAX) return order;
    return fields.fail(
      `"orders" lists ${shown(order)}, which is not text of 1 to ${ORDER_CHARS_MAX} characters`,
      fields.fix,
      "orders",
    );
  });
  if (new Set(orders).size < orders.length)
    fields.fail(`"orders" lists an order twice`, fields.fix, "orders");
  return orders;
}

function traitorsOf(fields: Fields, nodes: readonly NodeId[]): RunLine["traitors"] {
  const traitors = fields.entries("traitors", 0, nodes.length).map((entry) => ({
    id: entry.among("id", nodes, "among the nodes"),
    strategy: entry.has("strategy") ? entry.text("strategy", ORDER_CHARS_MAX) : UNKNOWN_STRATEGY,
  }));
  if (new Set(traitors.map(({ id }) => id)).size < traitors.length)
    fields.fail(`"traitors" lists a node twice`, fields.fix, "traitors");
  return traitors;
}

/** How a line is read: of which run, and what becomes of relays. */
export interface Reading {
  readonly run: RunLine;
  /** Another program wrote it: what no node accepts is told here and left out; else it is refused. */
  readonly onVoid?: (line: number, one: VoidTelling) => void;
  /** Told of each relay then: in plain form each has a line of its own. */
  readonly onRelay: (line: number, relay: Relay) => void;
}

/** Programs that keep no time leave `at` out: then each round is a millisecond. */
export function momentOf(fields: Fields, round: number): number {
  return fields.has("at") ? fields.finite("at") : round;
}

/** Values are free where every node has one of its own, or where they are digests. */
export function isFree({ values, contents }: RunLine): boolean {
  return values !== undefined || contents !== undefined;
}

function orderIn(fields: Fields, run: RunLine): Order {
  if (isFree(run)) return fields.text("order", VECTOR_CHARS_MAX);
  return fields.among("order", run.orders, "among the orders");
}

export function faultLine(fields: Fields, run: RunLine): FaultLine {
  const from = fields.get("from") === null ? null : fields.whole("from", 1, ID_MAX);
  const round = fields.get("round") === null ? null : fields.whole("round", 0, Number.MAX_SAFE_INTEGER);
  return {
    type: "fault",
    at: momentOf(fields, round ?? 0),
    node: fields.among("node", run.nodes, "among the nodes"),
    from,
    round,
    kind: fields.among("kind", FAULT_KINDS, "a kind of fault"),
    detail: fields.text("detail", DETAIL_CHARS_MAX),
    ...(fields.has("path") && { path: pathIn(fields) }),
  };
}

/** Of what nobody accepts, so that it can be of any numbers. */
function pathIn(fields: Fields): Path {
  const path = fields.list("path", 1, PATH_IDS_MAX);
  if (!path.every(Number.isInteger)) fields.fail(`"path" holds something that is not a whole number`);
  return path as Path;
}

export function decisionLine(fields: Fields, { run, onVoid }: Reading): DecisionLine {
  return {
    type: "decision",
    at: momentOf(fields, roundsOf(groupOfRun(run))),
    node: fields.among("node", run.nodes, "among the nodes"),
    order: onVoid ? fields.text("order", VECTOR_CHARS_MAX) : orderIn(fields, run),
    ...(fields.has("vector") && { vector: entriesOf(fields.object("vector"), run.nodes) }),
  };
}

export function verdictLine(fields: Fields, run: RunLine): VerdictLine {
  const conditions = fields.object("conditions");
  return {
    type: "verdict",
    conditions: {
      ic1: conditions.among("ic1", JUDGEMENTS, "a judgement"),
      ic2: conditions.among("ic2", JUDGEMENTS, "a judgement"),
    },
    guaranteed: fields.truth("guaranteed"),
    observed: fields.entries("observed", 0, run.n).map((entry) => ({
      id: entry.among("id", run.nodes, "among the nodes"),
      why: entry.text("why", DETAIL_CHARS_MAX),
    })),
  };
}
