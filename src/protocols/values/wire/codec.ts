/**
 * Reports about values of any kind: what the protocol itself writes of their digests, and behind it the values, each
 * as the JSON text whose SHA-256 the digest is, by ascending digest.
 */

import type { Fault } from "../../../core/fault.js";
import type { Group, NodeId, Order } from "../../../core/group.js";
import type { Contents } from "../../../core/party.js";
import type { Report } from "../../../core/protocol.js";
import { checkText, type NoValue, VALUE_BYTES_MAX } from "../../../core/value.js";
import { digestOf } from "../../../wire/digest.js";
import {
  type DecodedReport,
  encodeJson,
  type Fields,
  HEADER_KEYS,
  hasKeys,
  headerOf,
  malformed,
  type Rejection,
  type ReportCodec,
  type WireContext,
} from "../../../wire/message.js";
import { type CarriedReport, countedOf, type OpenKind, toldIn, valuesMax } from "../rules.js";

/** A character of JSON text takes two bytes more at the most when the text is written as a JSON string: none is a control. */
const WRITTEN_BYTES_MAX = 2 * VALUE_BYTES_MAX + 3;

export function carriedCodec(kind: OpenKind, inner: ReportCodec<Report>): ReportCodec<CarriedReport> {
  const isFurther = (group: Group, round: number) => round > kind.lastRound(group);
  const sizeOf = (
    context: WireContext,
    round: number,
    ofInner: (context: WireContext, round: number) => number,
  ): number => {
    const { group } = context;
    const values = valuesMax(kind, group, round) * WRITTEN_BYTES_MAX;
    const empty = { ...headerOf(context, "report", round, Math.max(...group.ids)), values: [] };
    return values + encodeJson(empty).length + (isFurther(group, round) ? 0 : ofInner(context, round));
  };
  return {
    encode(context, { round, from, said, values }) {
      const texts = Object.keys(values)
        .toSorted()
        .map((order) => values[order]);
      if (said === null)
        return [[encodeJson({ ...headerOf(context, "report", round, from), values: texts })]];
      const [[head] = []] = inner.encode(context, said);
      const fields = JSON.parse(Buffer.from(head as Uint8Array).toString("utf8")) as Fields;
      return [[encodeJson({ ...fields, values: texts })]];
    },
    reader(context) {
      const reader = inner.reader(context);
      return {
        read(peer, { values, ...fields }, body) {
          const { group } = context;
          const round = fields["round"] as number;
          const checked = contentsOf(peer, round, values, valuesMax(kind, group, round));
          if (!(checked instanceof Map)) return checked;
          const read: Contents = Object.fromEntries(checked);
          if (isFurther(group, round)) {
            if (body || !hasKeys(fields, HEADER_KEYS))
              return malformed(peer, round, "values that do not stand alone");
            const report = { round, from: peer, said: null, values: read };
            return { kind: "report", round, report, faults: [] };
          }
          const told = reader.read(peer, fields, body);
          return told?.kind === "report" ? withValues(kind, group, peer, told, read) : told;
        },
        ...(reader.shown && {
          shown: (peer: NodeId, fields: Fields): CarriedReport => {
            const said = reader.shown?.(peer, fields) ?? null;
            return { round: fields["round"] as number, from: peer, said, values: {} };
          },
        }),
      };
    },
    reportBytesMax: (context, round) => sizeOf(context, round, (...of) => inner.reportBytesMax(...of)),
    messageBytesMax: (context, round) => sizeOf(context, round, (...of) => inner.messageBytesMax(...of)),
    messagesEach: () => 1,
  };
}

/** The values of a report by their digests, which are made here, of texts that are values', and never believed. */
function contentsOf(
  from: NodeId,
  round: number,
  values: unknown,
  most: number,
): Map<Order, string> | DecodedReport<CarriedReport> | Rejection {
  if (!Array.isArray(values)) return malformed(from, round, "a report without a list of values");
  if (values.length > most)
    return malformed(from, round, `${values.length} values in round ${round}, which has ${most} at the most`);
  const contents = new Map<Order, string>();
  let before = "";
  for (const text of values as unknown[]) {
    if (typeof text !== "string") return malformed(from, round, "a value that is no text");
    const checked = checkText(text);
    if (typeof checked !== "string") return notValue(from, round, checked);
    const digest = digestOf(checked);
    if (digest <= before) return malformed(from, round, "values twice or out of the order of their digests");
    contents.set(digest, checked);
    before = digest;
  }
  return contents;
}

/** The whole report counts as missing; what is beyond the bounds costs its teller the link. */
function notValue(
  from: NodeId,
  round: number,
  { why, isBeyond }: NoValue,
): DecodedReport<CarriedReport> | Rejection {
  const fault: Fault = { from, round, kind: "badValue", detail: `a value that ${why}` };
  if (isBeyond) return { kind: "reject", fault, cut: true };
  return { kind: "report", round, report: null, faults: [fault] };
}

/** What is told of digests that have brought their values, and one fault for all that have not. */
function withValues(
  kind: OpenKind,
  group: Group,
  from: NodeId,
  { round, report: said, faults }: DecodedReport<Report>,
  values: Contents,
): DecodedReport<CarriedReport> | Rejection {
  if (said === null) return { kind: "report", round, report: null, faults };
  const told = kind.open.brings(round) ? toldIn(kind, group, said) : [];
  const stranger = Object.keys(values).find((order) => !told.includes(order));
  const missing = told.filter((order) => !Object.hasOwn(values, order));
  const fault = (detail: string): Fault => ({ from, round, kind: "badValue", detail });
  const found = [
    ...(missing.length > 0 ? [fault(`digest ${short(missing[0] as Order)} without its value`)] : []),
    ...(stranger === undefined
      ? []
      : [fault(`a value of digest ${short(stranger)}, which it does not tell`)]),
  ];
  const own = Object.fromEntries(Object.entries(values).filter(([order]) => told.includes(order)));
  const report = countedOf(kind, group, { round, from, said, values: own });
  return { kind: "report", round, report, faults: [...faults, ...found] };
}

function short(digest: Order): string {
  return `${digest.slice(0, 12)}…`;
}
