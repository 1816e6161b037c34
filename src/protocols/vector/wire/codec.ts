/** The reports of interactive consistency: spelled out, instance by instance, each in canonical path order. */

import type { Group, NodeId } from "../../../core/group.js";
import { PRINTABLE, PRINTABLE_BYTES_MAX } from "../../../core/order-text.js";
import { type Path, pathFault, pathsOf } from "../../../core/path.js";
import type { Protocol } from "../../../core/protocol.js";
import type { Relay } from "../../../core/relay.js";
import { DIGEST } from "../../../wire/digest.js";
import {
  type Codecs,
  type DecodedReport,
  encodeJson,
  type Fields,
  headerOf,
  malformed,
  type Rejection,
  type ReportCodec,
  type WireContext,
} from "../../../wire/message.js";
import { oralTexts } from "../../om/rules.js";
import type { TextReport } from "../../om/text-tree.js";
import { readRelays } from "../../om/wire/json.js";
import { interactiveConsistency, vectorPathFault, vectorPathsOf } from "../rules.js";

export const codecs: Codecs = { codec: openCodec(interactiveConsistency, vectorPathsOf, vectorPathFault) };

/** The same for the one instance of oral messages, where orders are digests. */
export const openOralCodec = openCodec(oralTexts, pathsOf, pathFault);

/** Reports about values that are not listed, along the paths that a sender tells in a round. */
function openCodec(
  { relaysEach }: Pick<Protocol<TextReport>, "relaysEach">,
  paths: (group: Group, round: number, sender: NodeId) => Path[],
  faultOf: (group: Group, round: number, sender: NodeId, path: Path) => string | null,
): ReportCodec<TextReport> {
  const bytesMax = (context: WireContext, round: number) =>
    spelledBytesMax(context, round, relaysEach(context.group, round));
  return {
    encode: (context, { round, from, relays }) => [
      [encodeJson({ ...headerOf(context, "report", round, from), relays })],
    ],
    reader: ({ group }) => ({
      read: (peer, fields, body) => {
        const round = fields.round as number;
        if (body) return malformed(peer, round, "a second part behind a spelled-out report");
        return decodeReport(group, peer, fields, paths(group, round, peer), (path) =>
          faultOf(group, round, peer, path),
        );
      },
    }),
    reportBytesMax: bytesMax,
    messageBytesMax: bytesMax,
    messagesEach: () => 1,
  };
}

/** Values are any printable text, or digests; what is none counts as the default order. */
function decodeReport(
  group: Group,
  from: NodeId,
  fields: Fields,
  paths: readonly Path[],
  faultOf: (path: Path) => string | null,
): DecodedReport<TextReport> | Rejection {
  const round = fields.round as number;
  const isValue = group.contents ? DIGEST : PRINTABLE;
  const orders = paths.map(() => group.defaultOrder);
  const read = readRelays(from, fields, paths, {
    faultOf,
    take(index, order) {
      if (!isValue.test(order)) return false;
      orders[index] = order;
      return true;
    },
  });
  if ("kind" in read) return read;
  const relays = paths.map((path, index): Relay => ({ path, order: orders[index] as string }));
  return { kind: "report", round, report: read.isVoid ? null : { round, from, relays }, faults: read.faults };
}

/** Where every value is as long as one can be. */
function spelledBytesMax(context: WireContext, round: number, relays: number): number {
  const { group } = context;
  const from = Math.max(...group.ids);
  const header = encodeJson({ ...headerOf(context, "report", round, from), relays: [] }).length;
  const path = Array.from({ length: round + 1 }, () => from);
  const relay = encodeJson({ path, order: "" }).length + PRINTABLE_BYTES_MAX + 1;
  return header + relays * relay;
}
