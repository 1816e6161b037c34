/**
 * What a member tells of an agreement, read before anything is made of it. It may lie about what it saw itself: that the audit
 * finds, as far as anybody can. It may not tell what another saw, twice what there is once, a value under another's digest, or
 * what no recording holds.
 */
import { isNamed } from "../config/contents.js";
import type { NodeId, Order } from "../core/group.js";
import type { Contents } from "../core/party.js";
import type { StampedEvent } from "../node/events.js";
import { type AgreementRecord, RECORDED_EVENTS, type Telling } from "../node/telling.js";
import { protocolOf } from "../protocols/index.js";
import { Fields, RecordingError } from "../recording/fields.js";
import { readInputLine } from "../recording/inputs.js";
import { decisionLine, faultLine, ORDER_CHARS_MAX, type Reading } from "../recording/lines.js";
import type { RunLine } from "../recording/recording.js";
import { reportLine } from "../recording/report-lines.js";

const TELLINGS = ["event", "report", "input", "end"] as const;
const ENDS = ["decided", "gaveUp", "crashed", "stopped"] as const;

/** Of what it gives, as far as that counts. Throws RangeError, which names the member. */
export function checkGiven(record: AgreementRecord, { protocol, orders, contents }: Given): void {
  const { node, general } = record;
  believed(node, () => {
    const fields = new Fields(0, record, "it");
    const order = fields.text("order", ORDER_CHARS_MAX);
    if (!contents) {
      if (node === general && !protocolOf({ protocol }).everyone)
        fields.among("order", orders, "among the orders");
    } else if (!Object.hasOwn(valuesIn(fields), order)) fields.fail(`it lacks the value of its "order"`);
  });
}

interface Given extends Pick<RunLine, "protocol" | "contents"> {
  readonly orders: readonly Order[];
}

/** `run`: of this agreement, with its timing. Throws RangeError, which names the member. */
export function toldBy({ node, told }: AgreementRecord, run: RunLine): Telling[] {
  return believed(node, () => {
    const reader = new ToldReader(node, { run, onRelay: () => {} });
    const all = new Fields(0, { told }).list("told", 0, Number.POSITIVE_INFINITY);
    return all.flatMap((one, index) => reader.read(new Fields(index + 1, one, "it")) ?? []);
  });
}

function believed<T>(node: NodeId, reading: () => T): T {
  try {
    return reading();
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
    const where = error.line ? `entry ${error.line} of "told": ` : "";
    throw new RangeError(
      `the record of node ${node} cannot be read: ${where}${error.what}\n  fix: leave it out; node ${node} then counts as one that failed`,
    );
  }
}

/** Each under its own digest. */
function valuesIn(fields: Fields, key = "contents"): Contents {
  const values = fields.object(key);
  for (const digest of values.keys)
    if (!isNamed(digest, values.get(digest))) values.fail(`in "${key}" a digest is not that of its value`);
  return Object.fromEntries(values.keys.map((digest) => [digest, values.get(digest) as string]));
}

class ToldReader {
  /** of what there is once */
  readonly #told = new Set<string>();

  constructor(
    private readonly node: NodeId,
    private readonly reading: Reading,
  ) {}

  /** Null for what is not in a recording. */
  read(fields: Fields): Telling | null {
    const type = fields.among("type", TELLINGS, "something that a member tells");
    const about = fields.object(type);
    if (type === "event") return { type, event: this.#event(about) };
    if (type === "report") return this.#report(about);
    if (type === "end") return this.#end(about);
    const input = readInputLine(about, this.reading.run);
    this.#own(about, "node", input.node);
    if (input.values) valuesIn(about, "values");
    return { type, input };
  }

  #report(fields: Fields): Telling {
    // only of what programs of others wrote is a line left out
    const report = reportLine(fields, this.reading) ?? fields.fail("it is no report");
    this.#own(fields, "to", report.to);
    this.#once(fields, `a report of round ${report.round} from node ${report.from}`);
    return { type: "report", report };
  }

  #event(fields: Fields): StampedEvent {
    const kind = fields.among("kind", RECORDED_EVENTS, "an event that is recorded");
    const atMs = fields.finite("atMs");
    const lineOf = (of: Fields) => {
      const entries = of.keys.map((key) => [key, of.get(key)] as const);
      return new Fields(of.line, { ...Object.fromEntries(entries), at: atMs, node: this.node }, "it");
    };
    switch (kind) {
      case "start":
        this.#once(fields, "a start");
        return { kind, atMs };
      case "slow":
        return { kind, atMs, stoodStillMs: fields.finite("stoodStillMs") };
      case "fault": {
        const { from, round, kind: of, detail } = faultLine(lineOf(fields.object("fault")), this.reading.run);
        return { kind, atMs, fault: { from, round, kind: of, detail } };
      }
      case "decide": {
        this.#once(fields, "a decision");
        const { order, vector } = decisionLine(lineOf(fields), this.reading);
        const contents = fields.has("contents") && valuesIn(fields);
        return { kind, atMs, order, ...(vector && { vector }), ...(contents && { contents }) };
      }
    }
  }

  #end(fields: Fields): Telling | null {
    const kind = fields.among("kind", ENDS, "an end");
    if (kind !== "gaveUp") return null;
    const { nodes } = this.reading.run;
    const missing = fields.list("missing", 0, nodes.length).map((id) => {
      return nodes.find((node) => node === id) ?? fields.fail(`"missing" lists what is not among the nodes`);
    });
    return { type: "end", end: { kind, missing, why: [] }, traffic: { reports: 0, relays: [], bytes: 0 } };
  }

  #own(fields: Fields, key: string, node: NodeId): void {
    if (node !== this.node) fields.fail(`"${key}" is ${node}, and it tells what node ${this.node} saw`);
  }

  #once(fields: Fields, what: string): void {
    if (this.#told.has(what)) fields.fail(`there is ${what} already`);
    this.#told.add(what);
  }
}
