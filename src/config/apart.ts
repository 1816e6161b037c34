/** Why a configuration that is sound in itself is refused: nodes on several machines without keys or with traitors, programs of others. */

import { isLoopback } from "../core/address.js";
import { listed } from "../core/listed.js";
import { protocolOf } from "../protocols/index.js";
import { programsIn } from "./command.js";
import type { Config } from "./config.js";
import type { Diagnosis } from "./diagnose.js";

const MAKE_KEYS =
  "make keys with `strategos keygen` and put each publicKey beside its address, or give --insecure";

/** Nodes apart need public keys: without them a receiver cannot know the sender (the paper's A2). */
export function refuseWithoutKeys(config: Config): Diagnosis | undefined {
  const open = apartIds(config, (node) => node.publicKey === undefined);
  if (open.length === 0) return undefined;
  return {
    cause: `nodes beyond this machine have no publicKey (${listed(open)}), and anybody could speak for them`,
    fix: MAKE_KEYS,
  };
}

/** Traitors are a laboratory's part and do not belong among machines that rely on each other. */
export function refuseTraitors(config: Config): Diagnosis | undefined {
  const apart = apartIds(config, () => true);
  if (apart.length === 0 || config.traitors.length === 0) return undefined;
  return {
    cause: `the configuration lists traitors, and nodes are beyond this machine (${listed(apart)})`,
    fix: "take traitors: out, or give --lab if this is an experiment",
  };
}

/** Who is a program of another is started as that. */
export function refuseProgram(config: Config, self: number): Diagnosis | undefined {
  const command = config.nodes.find(({ id }) => id === self)?.command;
  if (!command) return undefined;
  return {
    cause: `node ${self} is a program of another, and this verb starts one of ours in its place`,
    fix: "start that program yourself, use `strategos run`, or take its command: out",
  };
}

/** Signed messages need every node's signing key; `run` makes them itself, and a node on its own cannot. */
export function refuseUnsigned(config: Config, self: number): Diagnosis | undefined {
  if (!protocolOf(config).signs) return undefined;
  const without = config.nodes.filter(({ signingKey }) => signingKey === undefined).map(({ id }) => id);
  if (without.length > 0) {
    return {
      cause: `${config.protocol} signs its messages, and nodes have no signingKey (${listed(without)})`,
      fix: "make keys with `strategos keygen` and put each signingKey beside its address, or use `strategos run`",
    };
  }
  if (config.traitors.find(({ id }) => id === self)?.strategy !== "release") return undefined;
  return {
    cause: `node ${self} is to release an order, for which traitors hold each other's signing keys`,
    fix: "use `strategos run`, which hands them over, or choose another strategy",
  };
}

/** Addresses on loopback need no keys, but only while nothing listens beyond it. */
export function refuseOpenListener(config: Config, listen: string): Diagnosis | undefined {
  if (isLoopback(listen) || config.nodes.every((node) => node.publicKey !== undefined)) return undefined;
  return {
    cause: `${listen} can be reached from beyond this machine, and the nodes have no publicKey: anybody could speak for them`,
    fix: MAKE_KEYS,
  };
}

/** Only a launcher starts programs of others; everywhere else the node would be missing, or ours would stand in its place. */
export function refuseCommands(config: Pick<Config, "nodes">): Diagnosis | undefined {
  const programs = programsIn(config);
  if (programs.length === 0) return undefined;
  return {
    cause: `${programs.length === 1 ? "a node is a program of another" : "nodes are programs of others"} (${listed(programs)}), which only \`strategos run\` starts`,
    fix: "use `strategos run`, or take command: out",
  };
}

function apartIds(config: Config, isMeant: (node: Config["nodes"][number]) => boolean): number[] {
  return config.nodes.filter((node) => !isLoopback(node.address) && isMeant(node)).map((node) => node.id);
}
