/**
 * The reports of the phase king: one relay whose path is the sender alone, or no relay at all for no proposal. What
 * cannot be read is told as nothing.
 */
import type { Fault } from "../../../core/fault.js";
import type { NodeId } from "../../../core/group.js";
import { formatPath } from "../../../core/path.js";
import { DIGEST } from "../../../wire/digest.js";
import {
  type Codecs,
  type DecodedReport,
  malformed,
  type Rejection,
  type ReportCodec,
  type WireContext,
} from "../../../wire/message.js";
import { quoted } from "../../../wire/quoted.js";
import { longestOf, spelledOut } from "../../../wire/spelled-out.js";
import { isRelay } from "../../om/wire/json.js";
import { type KingReport, phaseKing, stepOf } from "../rules.js";

const codec: ReportCodec<KingReport> = spelledOut("relays", {
  listOf: ({ group }, report) => phaseKing.relaysOf(group, report),
  read,
  bytesMax(context, round) {
    const { ids, orders } = context.group;
    const report = { round, from: Math.max(...ids), order: longestOf(orders) };
    return Buffer.concat(codec.encode(context, report).flat()).length;
  },
});

export const codecs: Codecs = { codec };

function read(
  { group: { orders, contents } }: WireContext,
  from: NodeId,
  round: number,
  relays: readonly unknown[],
): DecodedReport<KingReport> | Rejection {
  if (!relays.every(isRelay)) return malformed(from, round, "a relay that is not {path, order}");
  const strange = relays.find(({ path }) => path.length !== 1 || path[0] !== from);
  const told = (order: string | null, ...faults: Fault[]): DecodedReport<KingReport> => {
    return { kind: "report", round, report: { round, from, order }, faults };
  };
  if (strange) {
    const detail = `path ${formatPath(strange.path)}, and it speaks for itself alone, with path ${from}`;
    return { kind: "report", round, report: null, faults: [{ from, round, kind: "badPath", detail }] };
  }
  const [relay, second] = relays;
  if (second) return malformed(from, round, `path ${from} twice`);
  if (!relay) {
    const detail = `no relay for path ${from}`;
    return stepOf(round) === "proposals"
      ? told(null)
      : told(null, { from, round, kind: "missingPath", detail });
  }
  if (contents ? DIGEST.test(relay.order) : orders.includes(relay.order)) return told(relay.order);
  const detail = `order ${quoted(relay.order)} at path ${from}`;
  return told(null, { from, round, kind: "badOrder", detail });
}
