/** The reports of flooding: one relay with its teller's own path, or none. */
import { DIGEST } from "../../../../src/wire/digest.js";
import {
  type Codecs,
  encodeJson,
  HEADER_KEYS,
  hasKeys,
  headerOf,
  malformed,
  type ReportCodec,
  type WireContext,
} from "../../../../src/wire/message.js";
import { type FloodReport, flooding } from "../rules.js";

const KEYS = [...HEADER_KEYS, "relays"];

const codec: ReportCodec<FloodReport> = {
  encode: (context, report) => [
    [
      encodeJson({
        ...headerOf(context, "report", report.round, report.from),
        relays: flooding.relaysOf(context.group, report),
      }),
    ],
  ],
  reader: ({ group }) => ({
    read(from, fields, body) {
      const round = fields.round as number;
      const [relay, ...more] = Array.isArray(fields.relays) ? (fields.relays as unknown[]) : [];
      if (body || !hasKeys(fields, KEYS) || more.length > 0)
        return malformed(from, round, "a report that is not plain");
      if (relay === undefined)
        return { kind: "report", round, report: { round, from, order: null }, faults: [] };
      const { path, order } = relay as { path?: unknown; order?: unknown };
      if (JSON.stringify(path) !== JSON.stringify([from]) || typeof order !== "string")
        return malformed(from, round, "a relay that is not its own");
      if (group.contents ? DIGEST.test(order) : group.orders.includes(order))
        return { kind: "report", round, report: { round, from, order }, faults: [] };
      const fault = { from, round, kind: "badOrder", detail: `an order at path ${from}` } as const;
      return { kind: "report", round, report: { round, from, order: null }, faults: [fault] };
    },
  }),
  reportBytesMax: largest,
  messageBytesMax: largest,
  messagesEach: () => 1,
};

export const codecs: Codecs = { codec };

function largest(context: WireContext, round: number): number {
  const { ids, orders } = context.group;
  const order = orders.reduce((a, b) => (Buffer.byteLength(a) < Buffer.byteLength(b) ? b : a));
  const [[head] = []] = codec.encode(context, { round, from: Math.max(...ids), order });
  return (head as Uint8Array).length;
}
