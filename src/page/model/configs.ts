/** A setup as a configuration, and back. Addresses and timeouts are not the page's business. */

import { refuseCommands } from "../../config/apart.js";
import type { Config } from "../../config/config.js";
import type { NodeId } from "../../core/group.js";
import { protocolOf } from "../../protocols/index.js";
import { idsOf, isGuaranteed, mMaxOf, NODES_MAX, NODES_MIN, type Setup } from "./setup.js";
import { soundSetup } from "./sound.js";

const FIRST_PORT = 7100;

/** What `strategos run --config` takes; JSON is YAML too. */
export function configOf(setup: Setup): Record<string, unknown> {
  const { protocol, m, general, order, orders, values, combine, traitors, seed } = setup;
  const nodeOf = (id: NodeId) => ({
    ...{ id, address: `tcp://127.0.0.1:${FIRST_PORT + id}` },
    ...(values[id] !== undefined && { value: values[id] }),
  });
  return {
    version: 1,
    protocol,
    ...{ general, order, m, orders, default: setup.default, seed },
    ...(combine && { combine }),
    nodes: idsOf(setup).map(nodeOf),
    traitors,
    ...(isGuaranteed(setup) ? {} : { unsafe: true }),
  };
}

/** What a page needs to know of a configuration: when it is sent somewhere is not among it. */
export type ShownConfig = Omit<Config, "roundTimeoutMs" | "startTimeoutMs">;

/** Throws an Error that names what the page cannot show. */
export function setupOfConfig(config: ShownConfig): Setup {
  const { protocol, nodes, m, general, orders, order, traitors, seed } = config;
  if (config.contents !== undefined)
    throw new Error("its orders are digests of values of any kind; the page shows orders that are listed");
  const refusal = refuseCommands(config);
  if (refusal) throw new Error(`${refusal.cause}; ${refusal.fix}`);
  const n = nodes.length;
  const ids = nodes.map(({ id }) => id);
  if (n < NODES_MIN || n > NODES_MAX)
    throw new Error(`${n} nodes; the page shows ${NODES_MIN} to ${NODES_MAX}`);
  if (ids.some((id, index) => id !== index + 1))
    throw new Error(`its nodes are ${ids.join(", ")}; the page simulates nodes 1 to ${n} only`);
  const mMax = mMaxOf({ protocol, n });
  if (m > mMax)
    throw new Error(
      `m is ${m}; the page plays ${protocolOf({ protocol }).title("m")} of ${n} nodes up to ${mMax}`,
    );
  const values = nodes.flatMap(({ id, value }) => (value === undefined ? [] : [[id, value] as const]));
  return soundSetup({
    ...{ protocol, n, m, general, orders, order, traitors, seed },
    default: config.default,
    values: Object.fromEntries(values),
    combine: config.combine ?? null,
  });
}
