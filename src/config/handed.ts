/**
 * The configuration as a program of another is handed it: what all nodes share, spelled out, and of what only one node reads
 * its own part. Whoever reads it comes to the config hash of the run, and learns neither the order nor who lies.
 */
import type { NodeId, Order } from "../core/group.js";
import { protocolOf } from "../protocols/index.js";
import { type Config, knownOf } from "./config.js";
import { durationText } from "./values.js";

export function handedText(config: Config, self: NodeId): string {
  const { version, protocol, general, m, nodes, contents, orders, combine, wire, run, unsafe } = config;
  const given = (order: Order): unknown =>
    contents?.[order] === undefined ? order : JSON.parse(contents[order]);
  const isGiver = self === general || protocolOf(config).everyone !== undefined;
  const handed = {
    ...{ version, protocol, general },
    ...(isGiver && { order: given(config.order) }),
    m,
    nodes: nodes.map((node) => {
      const isOwn = node.id === self && node.value !== undefined;
      return { ...knownOf(node), ...(isOwn && { value: given(node.value) }) };
    }),
    orders: contents ? "any" : orders,
    default: given(config.default),
    ...(combine && { combine }),
    roundTimeout: durationText(config.roundTimeoutMs),
    startTimeout: durationText(config.startTimeoutMs),
    ...{ wire, run },
    ...(unsafe && { unsafe }),
  };
  return `${JSON.stringify(handed, null, 2)}\n`;
}
