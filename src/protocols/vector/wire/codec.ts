/** The reports of interactive consistency: spelled out, instance by instance, each in canonical path order. */

import type { Group, NodeId } from "../../../core/group.js";
import { PRINTABLE, PRINTABLE_BYTES_MAX } from "../../../core/order-text.js";
import { type Path, pathFault, pathsOf } from "../../../core/path.js";
import type { Protocol } from "../../../core/protocol.js";
import type { Relay } from "../../../core/relay.js";
import { DIGEST } from "../../../wire/digest.js";
import type { Codecs, ReportCodec } from "../../../wire/message.js";
import { spelledOut } from "../../../wire/spelled-out.js";
import { oralTexts } from "../../om/rules.js";
import type { TextReport } from "../../om/text-tree.js";
import { readRelays, spelledBytesMax } from "../../om/wire/json.js";
import { interactiveConsistency, vectorPathFault, vectorPathsOf } from "../rules.js";

export const codecs: Codecs = { codec: openCodec(interactiveConsistency, vectorPathsOf, vectorPathFault) };

/** The same for the one instance of oral messages, where orders are digests. */
export const openOralCodec = openCodec(oralTexts, pathsOf, pathFault);

/** As long as any value can be. */
const LONGEST = "x".repeat(PRINTABLE_BYTES_MAX);

/**
 * Reports about values that are not listed, along the paths that a sender tells in a round. Values are any printable text,
 * or digests; what is none counts as the default order.
 */
function openCodec(
  { relaysEach }: Pick<Protocol<TextReport>, "relaysEach">,
  paths: (group: Group, round: number, sender: NodeId) => Path[],
  faultOf: (group: Group, round: number, sender: NodeId, path: Path) => string | null,
): ReportCodec<TextReport> {
  return spelledOut("relays", {
    listOf: (_context, { relays }) => relays,
    read: ({ group }, from, round, list) => {
      const told = paths(group, round, from);
      const isValue = group.contents ? DIGEST : PRINTABLE;
      const orders = told.map(() => group.defaultOrder);
      const read = readRelays(from, round, list, told, {
        faultOf: (path) => faultOf(group, round, from, path),
        take(index, order) {
          if (!isValue.test(order)) return false;
          orders[index] = order;
          return true;
        },
      });
      if ("kind" in read) return read;
      const relays = told.map((path, index): Relay => ({ path, order: orders[index] as string }));
      const report = read.isVoid ? null : { round, from, relays };
      return { kind: "report", round, report, faults: read.faults };
    },
    bytesMax: (context, round) => spelledBytesMax(context, round, relaysEach(context.group, round), LONGEST),
  });
}
